import { z } from 'zod'
import type { Model } from '../catalogue/catalogue.ts'
import type { ParameterValues } from '../model-parameters.ts'
import { parseSize } from '../picture-size.ts'
import type { Cost } from '../provider-failure.ts'

const tokens = z.number().min(0)
const byKind = z.object({ text_tokens: tokens, image_tokens: tokens })

/** `usage` of an answer, https://developers.openai.com/api/reference/resources/images/methods/edit */
export const usageSchema = z.object({
  input_tokens: tokens,
  input_tokens_details: byKind.nullish().catch(null),
  output_tokens: tokens,
  output_tokens_details: byKind.nullish().catch(null),
})

export type Usage = z.infer<typeof usageSchema>

const basePixels = 1024 * 1024

/** How much more than the base price a value costs; a size that the table does not name costs by its pixels. */
function factorOf(name: string, value: string, factors: Readonly<Record<string, number>>): number {
  const listed = Object.hasOwn(factors, value) ? factors[value] : undefined
  if (listed !== undefined) return listed
  const size = name === 'size' ? parseSize(value) : undefined
  return size ? (size.width * size.height) / basePixels : 1
}

/** US dollars for the picture alone: what the photo adds is only known afterwards. */
export function estimateUsd(values: ParameterValues, { price }: Model): number {
  return Object.entries(price.factors).reduce(
    (usd, [name, factors]) => usd * factorOf(name, String(values[name] ?? 'auto'), factors),
    price.usd,
  )
}

/** By what the service says it used, else by the price table. */
export function costOf(usage: Usage | undefined, values: ParameterValues, model: Model): Cost {
  const { tokens: prices, date: priceDate } = model.price
  if (!usage || !prices) return { usd: estimateUsd(values, model), basis: 'table', priceDate }
  // Without details everything counts as image, which costs more.
  const { text_tokens: textIn = 0, image_tokens: imageIn = usage.input_tokens } = usage.input_tokens_details ?? {}
  const { text_tokens: textOut = 0, image_tokens: imageOut = usage.output_tokens } = usage.output_tokens_details ?? {}
  const millionths =
    textIn * prices.textIn + imageIn * prices.imageIn + textOut * prices.textOut + imageOut * prices.imageOut
  return { usd: millionths / 1_000_000, basis: 'usage', priceDate }
}
