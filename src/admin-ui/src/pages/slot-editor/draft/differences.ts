/** `before` or `after` is missing where the setting was not there at all. */
export interface Difference {
  /** As in `chain.0.settings.model`. */
  field: string
  before?: unknown
  after?: unknown
}

type Branch = Record<string, unknown>

const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null

/** What differs, field by field, as the gateway says it of two revisions. */
export function findDifferences(before: unknown, after: unknown, path: readonly string[] = []): Difference[] {
  if (!isBranch(before) || !isBranch(after) || Array.isArray(before) !== Array.isArray(after))
    return before === after ? [] : [{ field: path.join('.'), before, after }]
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys.flatMap((key): Difference[] => {
    const field = [...path, key].join('.')
    if (!Object.hasOwn(after, key)) return [{ field, before: before[key] }]
    if (!Object.hasOwn(before, key)) return [{ field, after: after[key] }]
    return findDifferences(before[key], after[key], [...path, key])
  })
}

/** Whatever the order of their keys: the database has its own. */
export const isSame = (one: unknown, other: unknown) => findDifferences(one, other).length === 0
