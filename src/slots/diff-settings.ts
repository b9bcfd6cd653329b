/** One setting that differs; `before` or `after` is missing where it was not there at all. */
export interface Difference {
  /** As in `chain.0.settings.model`. */
  field: string
  before?: unknown
  after?: unknown
}

type Branch = Record<string, unknown>

const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null
const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** What differs between two settings, field by field, in the order in which they are written. */
export function diffSettings(before: unknown, after: unknown, path: readonly string[] = []): Difference[] {
  if (isBranch(before) && isBranch(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap((key) => diffKey(before, after, key, [...path, key]))
  }
  return isSame(before, after) ? [] : [{ field: path.join('.'), before, after }]
}

function diffKey(before: Branch, after: Branch, key: string, path: readonly string[]): Difference[] {
  const field = path.join('.')
  if (!Object.hasOwn(after, key)) return [{ field, before: before[key] }]
  if (!Object.hasOwn(before, key)) return [{ field, after: after[key] }]
  return diffSettings(before[key], after[key], path)
}
