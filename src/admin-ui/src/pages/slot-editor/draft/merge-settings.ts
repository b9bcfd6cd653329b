import type { SlotSettings } from '../../../api/client.ts'
import { isSame } from './differences.ts'

type Branch = Record<string, unknown>

/** Are made of parts that two people may change apart from each other. A chain is changed as a whole. */
const divisible = new Set(['output', 'templates'])

/** What I changed since `base`, put on what somebody else has saved meanwhile. Where both changed the same, mine stays. */
export function mergeSettings(base: SlotSettings, mine: SlotSettings, theirs: SlotSettings): SlotSettings {
  return merge(base as unknown as Branch, mine as unknown as Branch, theirs as unknown as Branch) as SlotSettings
}

function merge(base: Branch, mine: Branch, theirs: Branch): Branch {
  const keys = new Set([...Object.keys(theirs), ...Object.keys(mine)])
  const merged = [...keys].map((key): [string, unknown] => {
    if (divisible.has(key)) return [key, merge(base[key] as Branch, mine[key] as Branch, theirs[key] as Branch)]
    return [key, isSame(base[key], mine[key]) ? theirs[key] : mine[key]]
  })
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined))
}
