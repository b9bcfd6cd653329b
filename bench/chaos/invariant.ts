import type { Evidence } from './evidence.ts'

/** What a check found. */
export interface Finding {
  name: string
  promise: string
  /** How many things were looked at. */
  checked: number
  /** One line for each that breaks the promise. */
  broken: string[]
  /** What else is worth knowing. */
  note: string
}

export type Invariant = (evidence: Evidence) => Finding

export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}
