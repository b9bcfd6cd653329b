import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Slot, SlotSettings } from '../../../api/client.ts'
import { completeSettings } from './complete-settings.ts'
import { findDifferences, isSame } from './differences.ts'
import { mergeSettings } from './merge-settings.ts'
import { type Draft, storedDraft } from './stored-draft.ts'

/** What is typed over a slot's saved settings. Without changes there is no draft. */
export function useSlotDraft(slot: Slot) {
  const saved = useMemo(() => completeSettings(slot.settings), [slot.settings])
  const [draft, setDraft] = useState<Draft | null>(() => storedDraft.read(slot.id))
  useEffect(() => storedDraft.write(slot.id, draft), [slot.id, draft])

  const change = useCallback(
    (edit: (settings: SlotSettings) => SlotSettings) =>
      setDraft((draft) => {
        const from = draft ?? { revision: slot.revision, base: saved, settings: saved }
        const settings = edit(from.settings)
        return isSame(settings, from.base) ? null : { ...from, settings }
      }),
    [slot.revision, saved],
  )

  return {
    saved,
    settings: draft?.settings ?? saved,
    /** On which a save stands. */
    revision: draft?.revision ?? slot.revision,
    changes: useMemo(() => (draft ? findDifferences(draft.base, draft.settings) : []), [draft]),
    draft,
    change,
    /** Somebody else has saved since the first change here. */
    isBehind: draft !== null && draft.revision < slot.revision,
    discard: () => setDraft(null),
    bringBack: (lost: Draft) => setDraft(lost),
    /** What was changed here goes on top of what is saved now. */
    catchUp: () =>
      setDraft((draft) => {
        if (!draft) return null
        const settings = mergeSettings(draft.base, draft.settings, saved)
        return isSame(settings, saved) ? null : { revision: slot.revision, base: saved, settings }
      }),
  }
}

export type SlotDraft = ReturnType<typeof useSlotDraft>
