import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Slot, SlotSettings } from '../../../api/client.ts'
import { completeSettings } from './complete-settings.ts'
import { findDifferences, isSame } from './differences.ts'
import { mergeSettings } from './merge-settings.ts'
import { type Draft, storedDraft } from './stored-draft.ts'

const isUnsaved = (draft: Draft | null): draft is Draft => draft !== null && !isSame(draft.settings, draft.base)

/** What is typed over a slot's saved settings. Without changes there is no draft. */
export function useSlotDraft(slot: Slot) {
  const saved = useMemo(() => completeSettings(slot.settings), [slot.settings])
  const [kept, setKept] = useState<Draft | null>(() => storedDraft.read(slot.id))
  const draft = useMemo(() => (isUnsaved(kept) ? kept : null), [kept])
  useEffect(() => storedDraft.write(slot.id, draft), [slot.id, draft])

  // A way back may be taken long after it was offered, and goes from what is there then.
  const latest = useRef({ revision: slot.revision, base: saved, settings: saved })
  latest.current = { revision: slot.revision, base: saved, settings: saved }
  const change = useCallback(
    (edit: (settings: SlotSettings) => SlotSettings) =>
      setKept((before) => {
        const from = isUnsaved(before) ? before : latest.current
        return { ...from, settings: edit(from.settings) }
      }),
    [],
  )

  // Between the answer to a save and the slot that everybody reads, what was saved is what is shown.
  const isAhead = kept !== null && kept.revision > slot.revision
  return {
    saved,
    settings: draft?.settings ?? (isAhead ? kept.settings : saved),
    /** On which a save stands. */
    revision: draft?.revision ?? slot.revision,
    changes: useMemo(() => (draft ? findDifferences(draft.base, draft.settings) : []), [draft]),
    draft,
    change,
    /** Somebody else has saved since the first change here. */
    isBehind: draft !== null && draft.revision < slot.revision,
    discard: () => setKept(null),
    bringBack(lost: Draft): void {
      // What was typed since stays, but where it is about the same.
      setKept((now) =>
        isUnsaved(now) ? { ...now, settings: mergeSettings(lost.base, lost.settings, now.settings) } : lost,
      )
      // Whoever has left the page meanwhile finds it on coming back.
      storedDraft.write(slot.id, lost)
    },
    /** These settings are saved now, as that slot; what was typed since they were sent goes on top. */
    settle(sent: SlotSettings, { revision, settings }: Slot): void {
      const base = completeSettings(settings)
      setKept((draft) => draft && { revision, base, settings: mergeSettings(sent, draft.settings, base) })
    },
    /** What was changed here goes on top of what is saved now. */
    catchUp: () =>
      setKept(
        (draft) =>
          draft && {
            ...{ revision: slot.revision, base: saved },
            settings: mergeSettings(draft.base, draft.settings, saved),
          },
      ),
  }
}

export type SlotDraft = ReturnType<typeof useSlotDraft>
