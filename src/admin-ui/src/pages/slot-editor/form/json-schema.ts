/** The part of JSON Schema that the gateway describes settings with. */
export interface JsonSchema {
  type?: string
  title?: string
  description?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean | JsonSchema
  items?: JsonSchema
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  format?: string
  examples?: unknown[]
}

const colourPattern = '^#[0-9a-f]{6}$'
const longText = 300
/** A slider with more steps hits nothing. */
const mostSteps = 1000

export type FieldKind =
  | { is: 'choice'; options: string[]; isOpen: boolean }
  | { is: 'flag' }
  | { is: 'number'; isWhole: boolean; range: { from: number; to: number } | null }
  | { is: 'colour' }
  | { is: 'text'; isLong: boolean }
  | { is: 'group'; fields: Record<string, JsonSchema>; required: string[] }
  | { is: 'record' }
  | { is: 'json' }

/** How a setting is asked for. */
export function kindOf(schema: JsonSchema): FieldKind {
  const { type, properties, enum: options, anyOf } = schema
  if (schema.const !== undefined) return { is: 'choice', options: [String(schema.const)], isOpen: false }
  if (options?.every((option) => typeof option === 'string'))
    return { is: 'choice', options: options.map(String), isOpen: false }
  if (anyOf) return kindOfUnion(anyOf)
  if (type === 'boolean') return { is: 'flag' }
  if (type === 'number' || type === 'integer')
    return { is: 'number', isWhole: type === 'integer', range: rangeOf(schema) }
  if (type === 'string') return kindOfText(schema)
  if (type === 'object' && properties) return { is: 'group', fields: properties, required: schema.required ?? [] }
  return type === 'object' ? { is: 'record' } : { is: 'json' }
}

/** Null is the empty field; words beside any text are suggestions. */
function kindOfUnion(anyOf: JsonSchema[]): FieldKind {
  const real = anyOf.filter(({ type }) => type !== 'null')
  const [only, ...others] = real
  if (only && others.length === 0) return kindOf(only)
  const words = real.flatMap((each) => each.enum ?? []).map(String)
  const isText = real.every(({ type }) => type === 'string')
  return isText ? { is: 'choice', options: words, isOpen: true } : { is: 'json' }
}

function kindOfText({ pattern, maxLength = 0, title = '' }: JsonSchema): FieldKind {
  if (pattern === colourPattern) return { is: 'colour' }
  return { is: 'text', isLong: maxLength > longText || /prompt/i.test(title) }
}

function rangeOf({ minimum: from, maximum: to }: JsonSchema): { from: number; to: number } | null {
  return from !== undefined && to !== undefined && to - from <= mostSteps ? { from, to } : null
}

export const isNullable = ({ anyOf, type }: JsonSchema) =>
  type === 'null' || (anyOf?.some((each) => each.type === 'null') ?? false)

/** What a setting begins with when nobody has chosen yet. */
export function firstValueOf(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const
  if (isNullable(schema)) return null
  const kind = kindOf(schema)
  if (kind.is === 'choice') return kind.options[0] ?? ''
  if (kind.is === 'flag') return false
  if (kind.is === 'number') return firstNumber(kind.range, schema.minimum)
  if (kind.is === 'colour') return '#ffffff'
  if (kind.is === 'group') return firstSettings(schema)
  return kind.is === 'text' ? '' : {}
}

/** Of a strength, which goes from 0 to 100, the middle: at its end an effect is not seen at all. */
const firstNumber = (range: { from: number; to: number } | null, least = 0) => (range?.to === 100 ? 50 : least)

/** What must be there, and of what was there before all that fits. */
export function firstSettings(schema: JsonSchema, before: Readonly<Record<string, unknown>> = {}) {
  const { properties = {}, required = [] } = schema
  const entries = Object.entries(properties).flatMap(([name, inner]): [string, unknown][] => {
    const old = before[name]
    if (old !== undefined && inner.properties && typeof old === 'object' && old !== null) {
      const kept = firstSettings(inner, old as Record<string, unknown>)
      return Object.keys(kept).length > 0 || required.includes(name) ? [[name, kept]] : []
    }
    if (old !== undefined && fits(inner, old)) return [[name, old]]
    return required.includes(name) ? [[name, firstValueOf(inner)]] : []
  })
  return Object.fromEntries(entries)
}

/** Roughly: the gateway knows it exactly, and says so. */
function fits(schema: JsonSchema, value: unknown): boolean {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema
  if (schema.const !== undefined) return schema.const === value
  if (schema.enum) return schema.enum.includes(value)
  if (schema.anyOf) return schema.anyOf.some((each) => fits(each, value))
  if (typeof value === 'number') return /number|integer/.test(schema.type ?? '') && value >= minimum && value <= maximum
  if (schema.type === 'string' && schema.pattern)
    return typeof value === 'string' && new RegExp(schema.pattern, 'iu').test(value)
  return schema.type === typeof value || (schema.type === 'null' && value === null)
}
