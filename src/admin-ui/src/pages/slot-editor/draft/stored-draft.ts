import type { SlotSettings } from '../../../api/client.ts'

/** What was typed and is not saved. */
export interface Draft {
  /** The revision that it began with, and its settings. */
  revision: number
  base: SlotSettings
  settings: SlotSettings
}

const keyOf = (slotId: string) => `photochanger.draft.${slotId}`

/** Kept in this window alone, over a reload; where the browser keeps nothing, it is gone then. */
export const storedDraft = {
  read(slotId: string): Draft | null {
    try {
      return JSON.parse(sessionStorage.getItem(keyOf(slotId)) ?? 'null') as Draft | null
    } catch {
      return null
    }
  },
  write(slotId: string, draft: Draft | null): void {
    try {
      if (draft === null) sessionStorage.removeItem(keyOf(slotId))
      else sessionStorage.setItem(keyOf(slotId), JSON.stringify(draft))
    } catch {
      // Full or forbidden: then a reload forgets it.
    }
  },
}
