type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * Milliseconds after which a service takes the next call, https://www.rfc-editor.org/rfc/rfc9110#field.retry-after. A
 * point in time is one on the service's clock, and that stands in the same answer.
 */
export function findRetryAfter({ 'retry-after': after, date }: Headers): number | undefined {
  if (typeof after !== 'string') return undefined
  if (/^\d{1,6}(\.\d+)?$/.test(after)) return Math.ceil(Number(after) * 1000)
  const isDate = /^[A-Z][a-z]+, /.test(after) // Date.parse makes a date of nearly everything
  const milliseconds = isDate ? Date.parse(after) - Date.parse(String(date)) : Number.NaN
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds)
}
