import { z } from 'zod'
import { slotSettingsSchema } from './slot.ts'

/** Where the API's description keeps them. */
const settingsComponent = '#/components/schemas/SlotSettings'

type JsonSchema = z.core.JSONSchema.JSONSchema

/** A zod schema as JSON Schema from which a form can be drawn. */
export function formSchemaOf(schema: z.ZodType): JsonSchema {
  const { $defs = {}, ...described } = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema
  return withTitles(inlined(described, $defs))
}

/** Without references: a form has no use for names. */
function inlined<Value>(value: Value, definitions: Record<string, unknown>): Value {
  if (Array.isArray(value)) return value.map((item) => inlined(item, definitions)) as Value
  if (typeof value !== 'object' || value === null) return value
  const { $ref, ...rest } = value as Record<string, unknown>
  const named = typeof $ref === 'string' ? (definitions[$ref.replace('#/$defs/', '')] as object) : {}
  const entries = Object.entries({ ...named, ...rest })
  const described = entries.filter(([key, inner]) => key !== 'id' || typeof inner !== 'string') // the name it is referred to by
  return Object.fromEntries(described.map(([key, inner]) => [key, inlined(inner, definitions)])) as Value
}

/** Each field with a title. English and made from its name: a screen in another language goes by the field's path. */
export function withTitles(schema: JsonSchema): JsonSchema {
  const { properties, anyOf, items } = schema
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, titled(name, inner)])),
    }),
    ...(anyOf && { anyOf: anyOf.map(withTitles) }),
    ...(typeof items === 'object' && !Array.isArray(items) && { items: withTitles(items) }),
  }
}

const titled = (name: string, schema: boolean | JsonSchema) =>
  typeof schema === 'boolean' ? schema : { title: titleOf(name), ...withTitles(schema) }

/** As in `Longest side pixels` for longestSidePixels, and `Guidance scale` for guidance_scale. */
function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ').replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A slot's settings; those of an operation are in what its provider says. */
export const slotFormSchema = formSchemaOf(slotSettingsSchema)

/** Settings as somebody sends them: described as they must be, and checked by the room, against schema and providers together. */
export const anySettings = z.record(z.string(), z.unknown(), 'must be an object').meta({ $ref: settingsComponent })
