import type { SlotSettings } from '../../../api/client.ts'
import type { Provider } from '../../../api/providers.ts'
import type { Configuration } from '../../../api/test-run.ts'
import { linkWithModel, modelOf, schemaOf } from '../choose-link.ts'
import { type JsonSchema, kindOf } from '../form/json-schema.ts'

export const mostVariants = 6
const numberSteps = 5

/** A setting of the first choice of which the gateway knows all values, or both ends. */
export interface Variable {
  name: string
  schema: JsonSchema
}

const operationOf = ({ chain: [first] }: SlotSettings, providers: readonly Provider[]) =>
  providers
    .find(({ name }) => name === first?.provider)
    ?.operations.find(({ operation }) => operation === first?.operation)

export function variablesOf(settings: SlotSettings, providers: readonly Provider[]): Variable[] {
  const [first] = settings.chain
  const operation = operationOf(settings, providers)
  if (!first || !operation) return []
  const schema = schemaOf(operation, modelOf(operation, first.settings))
  const fields = Object.entries(schema.properties ?? {}).filter(([name]) => name !== 'model')
  const own = fields.filter(([, inner]) => valuesOf(inner).length > 1).map(([name, inner]) => ({ name, schema: inner }))
  const models = operation.models.map(({ id }) => id)
  return models.length > 1 ? [{ name: 'model', schema: { type: 'string', enum: models } }, ...own] : own
}

function valuesOf(schema: JsonSchema): (string | number)[] {
  const kind = kindOf(schema)
  if (kind.is === 'choice') return kind.options
  if (kind.is !== 'number' || !kind.range) return []
  const { from, to } = kind.range
  const values = Array.from({ length: numberSteps }, (_, at) => from + ((to - from) * at) / (numberSteps - 1))
  return kind.isWhole ? [...new Set(values.map(Math.round))] : values
}

/** The same settings with one of them at each of its values. */
export function varied(
  settings: SlotSettings,
  { name, schema }: Variable,
  providers: readonly Provider[],
  labelOf: (value: string | number) => string,
): Configuration[] {
  const [first, ...rest] = settings.chain
  const operation = operationOf(settings, providers)
  if (!first || !operation) return []
  return valuesOf(schema).map((value) => {
    const model = name === 'model' ? operation.models.find(({ id }) => id === value) : undefined
    const link = model
      ? linkWithModel(first, operation, model)
      : { ...first, settings: { ...first.settings, [name]: value } }
    return { name: model?.label ?? labelOf(value), settings: { ...settings, chain: [link, ...rest] } }
  })
}

/** Each choice of the chain as if it were the only one. Templates that only others need would be refused. */
export function eachAlone(
  settings: SlotSettings,
  nameOf: (link: SlotSettings['chain'][number], at: number) => string,
  templatesOf: (settings: SlotSettings) => SlotSettings['templates'],
): Configuration[] {
  return settings.chain.map((link, at) => {
    const alone = { ...settings, chain: [link] }
    return { name: nameOf(link, at), settings: { ...alone, templates: templatesOf(alone) } }
  })
}
