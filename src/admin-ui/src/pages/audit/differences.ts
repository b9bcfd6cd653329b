export interface Difference {
  /** As in `settings.chain.0.provider`. */
  path: string
  /** Undefined: there was nothing. */
  before: string | undefined
  after: string | undefined
}

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null

function leavesOf(value: unknown, path = ''): [path: string, text: string][] {
  if (path === '' && value === null) return []
  if (!isTree(value))
    return value === undefined ? [] : [[path, typeof value === 'string' ? value : JSON.stringify(value)]]
  const entries = Object.entries(value)
  if (entries.length === 0) return path === '' ? [] : [[path, Array.isArray(value) ? '[]' : '{}']]
  return entries.flatMap(([name, inner]) => leavesOf(inner, path === '' ? name : `${path}.${name}`))
}

/** Field by field what is no longer as it was. */
export function differencesBetween(before: unknown, after: unknown): Difference[] {
  const [old, now] = [new Map(leavesOf(before)), new Map(leavesOf(after))]
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((path) => old.get(path) !== now.get(path))
    .map((path) => ({ path, before: old.get(path), after: now.get(path) }))
}

/** What a change is about, in the words that people know it by; null when it is about the gateway. */
export function subjectOf(before: unknown, after: unknown): string | null {
  const value = isTree(after) ? after : before
  if (!isTree(value)) return null
  const known = { ...(isTree(before) ? before : {}), ...value } as Record<string, unknown>
  const names = [
    'email',
    'title',
    'label',
    'name',
    'provider',
    'slot',
    'queue',
    'cleaner',
    'job_id',
    'test_run_id',
    'host',
    'id',
  ]
  const found = names.map((name) => known[name]).find((name) => typeof name === 'string' && name !== '')
  return typeof found === 'string' ? found : null
}
