import { z } from 'zod'
import type { Model } from '../catalogue/catalogue.ts'
import type { ParameterValues } from '../model-parameters.ts'
import type { Billed, Cost } from '../provider-failure.ts'

const tokens = z.number().min(0)
const details = z
  .array(z.object({ modality: z.string(), tokenCount: tokens.optional() }))
  .nullish()
  .catch(null)

/** `usageMetadata` of an answer, https://ai.google.dev/api/generate-content#UsageMetadata */
export const usageSchema = z.object({
  promptTokenCount: tokens.optional(),
  promptTokensDetails: details,
  candidatesTokenCount: tokens.optional(),
  candidatesTokensDetails: details,
  thoughtsTokenCount: tokens.optional(),
})

export type Usage = z.infer<typeof usageSchema>

/** US dollars of one picture, by the price table. */
export function estimateUsd(parameters: ParameterValues, { price }: Model): number {
  return Object.entries(price.factors).reduce(
    (usd, [name, factors]) => usd * (factors[String(parameters[name] ?? '')] ?? 1),
    price.usd,
  )
}

const imagesIn = (parts: Usage['promptTokensDetails']): number | undefined =>
  parts?.filter(({ modality }) => modality === 'IMAGE').reduce((sum, { tokenCount = 0 }) => sum + tokenCount, 0)

const producedBy = ({ candidatesTokenCount = 0, thoughtsTokenCount = 0 }: Usage): number =>
  candidatesTokenCount + thoughtsTokenCount

function usageUsd(usage: Usage, prices: NonNullable<Model['price']['tokens']>, hasPicture: boolean): number {
  const { promptTokenCount = 0, candidatesTokenCount = 0 } = usage
  const imageIn = imagesIn(usage.promptTokensDetails) ?? 0
  // Thoughts are text, and are counted beside the candidates.
  const imageOut = imagesIn(usage.candidatesTokensDetails) ?? (hasPicture ? candidatesTokenCount : 0)
  const millionths =
    imageIn * prices.imageIn +
    (promptTokenCount - imageIn) * prices.textIn +
    imageOut * prices.imageOut +
    (producedBy(usage) - imageOut) * prices.textOut
  return millionths / 1_000_000
}

/** What a picture cost: by what the service says it used, else by the price table. */
export function costOfPicture(usage: Usage | undefined, parameters: ParameterValues, model: Model): Cost {
  const { tokens: prices, date: priceDate } = model.price
  if (!usage?.candidatesTokenCount || !prices) return { usd: estimateUsd(parameters, model), basis: 'table', priceDate }
  return { usd: usageUsd(usage, prices, true), basis: 'usage', priceDate }
}

/**
 * What an answer without a picture cost. What was produced is charged, thoughts included; whether reading alone is, the
 * service does not say.
 */
export function costOfNothing(usage: Usage | undefined, model: Model): { billed: Billed; cost?: Cost } {
  const { tokens: prices, date: priceDate } = model.price
  if (!usage || !prices) return { billed: 'unknown' }
  const cost: Cost = { usd: usageUsd(usage, prices, false), basis: 'usage', priceDate }
  return { billed: producedBy(usage) > 0 ? 'yes' : 'unknown', cost }
}
