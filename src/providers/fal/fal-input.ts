import type { Order, PreparedImage } from '../service.ts'
import { type FalSettings, fieldOf } from './fal-settings.ts'

type Input = Record<string, unknown>

function place(input: Input, field: string, address: string): void {
  if (!field.endsWith('[]')) input[field] = address
  else {
    const name = field.slice(0, -2)
    input[name] = [...((input[name] as string[] | undefined) ?? []), address]
  }
}

/** The model's own default is often a PNG several times as large as what is wanted. */
function formatOf({ model, wanted }: Order): Input {
  const parameter = model.parameters.output_format
  if (parameter?.type !== 'choice') return {}
  const names = wanted.format === 'jpeg' ? ['jpeg', 'jpg'] : [wanted.format]
  const name = names.find((each) => parameter.of.includes(each))
  return name === undefined ? {} : { output_format: name }
}

/**
 * What the model gets, by the catalogue's names: parameters, the prompt, and every picture in the field of its role, the
 * photo before the templates.
 */
export function inputOf(order: Order, settings: FalSettings, addressOf: (image: PreparedImage) => string): Input {
  const input: Input = { ...formatOf(order), ...settings.parameters }
  const promptField = order.model.fields.prompt
  if (promptField !== undefined && settings.prompt !== undefined) input[promptField] = settings.prompt
  for (const image of [order.photo, ...order.templates]) {
    const field = fieldOf(order.model, image.role)
    if (field !== undefined) place(input, field, addressOf(image))
  }
  return input
}
