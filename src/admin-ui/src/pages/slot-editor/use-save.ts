import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Slot, SlotSettings } from '../../api/client.ts'
import { Failure } from '../../api/failure.ts'
import { saveSlot, slotQuery } from '../../api/slot.ts'
import { useFailureNotice } from '../../parts/failure-words.ts'
import { notify } from '../../parts/notify.ts'
import { type Problems, useProblemsOf } from './draft/problems.ts'
import type { SlotDraft } from './draft/use-slot-draft.ts'

interface SaveOptions {
  slot: Slot
  draft: SlotDraft
  onProblems(problems: Problems): void
  /** Somebody else was first. */
  onBehind(): Promise<void>
}

export function useSave({ slot, draft, onProblems, onBehind }: SaveOptions) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const notice = useFailureNotice()
  const problemsOf = useProblemsOf()
  return useMutation({
    mutationFn: ({ revision, settings }: { revision: number; settings: SlotSettings }) =>
      saveSlot(slot.id, revision, settings),
    async onSuccess(saved, { settings }) {
      queryClient.setQueryData(slotQuery(slot.id).queryKey, saved)
      draft.settle(settings, saved)
      onProblems({})
      void notify({ color: 'teal', message: t('slotEditor.savedNow', { revision: saved.revision }) })
      await queryClient.invalidateQueries({ queryKey: ['slots'] })
    },
    async onError(error, { revision }) {
      if (error instanceof Failure && error.status === 409) {
        await onBehind()
        // Who has saved, and when, is said at the top of the page; unless the slot was removed and made anew.
        if ((queryClient.getQueryData(slotQuery(slot.id).queryKey)?.revision ?? 0) > revision) return
      }
      const problems = problemsOf(error)
      if (problems) onProblems(problems)
      else notice(error)
    },
  })
}

export type Save = ReturnType<typeof useSave>
