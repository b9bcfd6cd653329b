import type { Model } from '../catalogue/catalogue.ts'
import type { FalSettings } from './fal-settings.ts'

/** Both upscalers of the catalogue take this when nothing is said. */
const usualUpscaleFactor = 2

/** A picture in the format of a camera with the longest side that the model takes, enlarged as the settings say. */
function largestMegapixels({ parameters: known, input }: Model, { parameters }: FalSettings): number {
  const factor = known.upscale_factor ? Number(parameters?.upscale_factor ?? usualUpscaleFactor) : 1
  return (input.longestSidePixels ** 2 * (2 / 3) * factor ** 2) / 1e6
}

/** US dollars for one picture by the list; without its size, for the largest that may come. */
export function priceOf(model: Model, settings: FalSettings, megapixels?: number): number {
  const { usd, per, factors } = model.price
  const factor = Object.entries(factors).reduce(
    (product, [name, byValue]) => product * (byValue[String(settings.parameters?.[name])] ?? 1),
    usd,
  )
  return per === 'megapixel' ? factor * (megapixels ?? largestMegapixels(model, settings)) : factor
}
