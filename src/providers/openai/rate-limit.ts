import { findRetryAfter } from '../retry-after.ts'

const unitMilliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `6m0s`, `1.5s` and `120ms`, as the service writes them. */
function parseDuration(text: string): number {
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)
  return [...parts].reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitMilliseconds[unit] ?? 0), 0)
}

function ofHeaders(headers: Headers): number | undefined {
  const exact = Number.parseFloat(headers.get('retry-after-ms') ?? '')
  return exact >= 0 ? exact : findRetryAfter(Object.fromEntries(headers))
}

/** "Rate limit exceeded for images per minute … Limit: 5/1min. Current: 6/1min." stands in the text and nowhere else. */
function imagesPerMinute(message: string): number | undefined {
  const limit = /images per minute.*?Limit:\s*(\d+)\s*\/\s*1?\s*min/is.exec(message)?.[1]
  return limit === undefined ? undefined : Number(limit)
}

/** The account's tier has no images at all: waiting changes nothing. */
export const mayMakeNoImages = (message: string) => imagesPerMinute(message) === 0

/**
 * Milliseconds after which the service takes the next call: by its headers, else by its words, else until one more image
 * fits into the minute.
 */
export function findWaitMilliseconds(headers: Headers, message: string): number | undefined {
  const said = /try again in ([\d.]+(?:ms|s|m|h)[\d.hms]*)/i.exec(message)?.[1]
  const perMinute = imagesPerMinute(message)
  return ofHeaders(headers) ?? (said ? parseDuration(said) : perMinute ? Math.ceil(60_000 / perMinute) : undefined)
}
