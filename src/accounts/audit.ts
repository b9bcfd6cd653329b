import type { Queryable } from '../database.ts'
import { audit } from '../schema.ts'

interface Change {
  /** The person's e-mail address, or what else made the change: `environment`, `first start`. */
  who: string
  /** `<thing>.<what happened>` */
  what: string
  before: unknown
  after: unknown
}

const secretName = /password|secret|token|credential|hash|api_?key/i
const hidden = '[hidden]'

/** Writes one row of the audit. Run it in the transaction of the change. Callers leave secrets out; a slip is covered up. */
export async function recordChange(queryable: Queryable, { who, what, before, after }: Change): Promise<void> {
  await queryable.insert(audit).values({ who, what, before: withoutSecrets(before), after: withoutSecrets(after) })
}

/** Texts under a telling name; what is inside an object of that name is judged by its own names. */
function withoutSecrets(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return secretName.test(name) ? hidden : value
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, name))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner, key)]))
}
