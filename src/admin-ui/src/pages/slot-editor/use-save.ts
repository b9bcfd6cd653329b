import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
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
    mutationFn: () => saveSlot(slot.id, draft.revision, draft.settings),
    async onSuccess(saved) {
      queryClient.setQueryData(slotQuery(slot.id).queryKey, saved)
      draft.discard()
      onProblems({})
      void notify({ color: 'teal', message: t('slotEditor.savedNow', { revision: saved.revision }) })
      await queryClient.invalidateQueries({ queryKey: ['slots'] })
    },
    async onError(error) {
      if (error instanceof Failure && error.status === 409) return onBehind()
      const problems = problemsOf(error)
      if (problems) onProblems(problems)
      else notice(error)
    },
  })
}

export type Save = ReturnType<typeof useSave>
