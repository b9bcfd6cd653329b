import type { z } from 'zod'

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

/** What is wrong with a setting, for a person: the end of a sentence that begins with its field. Else as the schema says it. */
export function saySetting(issue: z.core.$ZodRawIssue): string | undefined {
  const { code, input } = issue
  if (input === undefined && saysMissing(code)) return 'is missing'
  if (code === 'invalid_type') return `must be ${kinds[issue.expected] ?? issue.expected}`
  if (code === 'invalid_value') return `must be ${oneOf(issue.values)}`
  if (code === 'too_small') return sayBound(issue.origin, 'at least', issue.minimum)
  if (code === 'too_big') return sayBound(issue.origin, 'at most', issue.maximum)
  if (code === 'invalid_key') return 'has a name that is not allowed'
  return code === 'invalid_format' && issue.format === 'uuid' ? 'must be an id' : undefined
}

const saysMissing = (code: string) => ['invalid_type', 'invalid_value', 'invalid_union'].includes(code)

const oneOf = (values: readonly unknown[]) =>
  values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(', ')}`

/** Of a text or a list it is the length that has a bound. */
function sayBound(origin: string, bound: string, limit: number | bigint): string {
  if (origin === 'string') return `must have ${bound} ${limit} ${Number(limit) === 1 ? 'character' : 'characters'}`
  if (origin === 'array') return `must have ${bound} ${limit} ${Number(limit) === 1 ? 'entry' : 'entries'}`
  return `must be ${bound} ${limit}`
}
