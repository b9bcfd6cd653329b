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

/** What is wrong with a setting, for a person: the end of a sentence that begins with its field. */
export function saySetting(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${kinds[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return issue.input === undefined ? 'is missing' : `must be ${oneOf(issue.values)}`
    case 'too_small':
      return sayBound(issue.origin, 'at least', issue.minimum)
    case 'too_big':
      return sayBound(issue.origin, 'at most', issue.maximum)
    case 'invalid_union':
      return issue.input === undefined ? 'is missing' : undefined
    case 'invalid_key':
      return 'has a name that is not allowed'
    case 'invalid_format':
      return issue.format === 'uuid' ? 'must be an id' : undefined
    default:
      return undefined // as the schema says, or the library
  }
}

const oneOf = (values: readonly unknown[]) =>
  values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(', ')}`

/** Of a text or a list it is the length that has a bound. */
function sayBound(origin: string, bound: string, limit: number | bigint): string {
  if (origin === 'string') return `must have ${bound} ${limit} ${Number(limit) === 1 ? 'character' : 'characters'}`
  if (origin === 'array') return `must have ${bound} ${limit} ${Number(limit) === 1 ? 'entry' : 'entries'}`
  return `must be ${bound} ${limit}`
}
