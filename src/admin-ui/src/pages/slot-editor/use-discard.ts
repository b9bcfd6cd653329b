import { useTranslation } from 'react-i18next'
import type { SlotDraft } from './draft/use-slot-draft.ts'
import { notifyUndo } from './notify-undo.tsx'

/** Throws away what was typed, and offers it back for a while. */
export function useDiscard(draft: SlotDraft): () => void {
  const { t } = useTranslation()
  return () => {
    const lost = draft.draft
    draft.discard()
    if (!lost) return
    void notifyUndo({
      message: t('slotEditor.discarded'),
      undo: t('slotEditor.undo'),
      onUndo: () => draft.bringBack(lost),
    })
  }
}
