import type { SlotSettings } from '../../api/client.ts'
import type { Model, Operation, Provider } from '../../api/providers.ts'
import { firstSettings, type JsonSchema } from './form/json-schema.ts'

export type Link = SlotSettings['chain'][number]

/** With a model: its own schema. */
export function schemaOf(operation: Operation, model: Model | undefined): JsonSchema {
  return (model ?? operation).settings as JsonSchema
}

export function modelOf(operation: Operation | undefined, settings: Readonly<Record<string, unknown>>) {
  return operation?.models.find(({ id }) => id === settings.model)
}

/** A choice with everything that must be there; of what was typed before stays what fits. */
export function linkFor(
  provider: Provider,
  operation: Operation | undefined = provider.operations[0],
  before: Readonly<Record<string, unknown>> = {},
): Link {
  const model = operation && (modelOf(operation, before) ?? operation.models[0])
  const settings = operation ? firstSettings(schemaOf(operation, model), before) : {}
  return { provider: provider.name, operation: operation?.operation ?? '', settings }
}

/** Another model of the same operation. */
export function linkWithModel(link: Link, operation: Operation, model: Model): Link {
  return { ...link, settings: firstSettings(schemaOf(operation, model), { ...link.settings, model: model.id }) }
}
