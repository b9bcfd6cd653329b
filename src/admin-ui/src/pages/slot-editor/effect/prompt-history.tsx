import { Button, Modal, Skeleton } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../../api/client.ts'
import { revisionQuery, revisionsQuery } from '../../../api/slot.ts'
import { useAgo } from '../../../parts/use-ago.ts'
import { useFocusBack } from '../../../parts/use-focus-back.ts'
import { useEditor } from '../editor-context.ts'
import classes from './prompt.module.css'
import { promptsOf } from './prompts-of.ts'

/** So many revisions are looked through at once. */
const pageRevisions = 12

interface PromptHistoryProps {
  current: string
  onTake(prompt: string): void
  onClose(): void
}

/** The prompts of earlier revisions, the newest first, each once. */
export function PromptHistory({ current, onTake, onClose }: PromptHistoryProps) {
  const { t } = useTranslation()
  useFocusBack()
  const ago = useAgo()
  const { slot, mayChange } = useEditor()
  const [most, setMost] = useState(pageRevisions)
  const { data: revisions } = useQuery(revisionsQuery(slot.id))
  const looked = revisions?.slice(0, most) ?? []
  const { slots, isPending } = useQueries({
    queries: looked.map(({ revision }) => revisionQuery(slot.id, revision)),
    combine: (answers) => ({
      slots: answers.flatMap(({ data }): Slot[] => (data ? [data] : [])),
      isPending: answers.some((answer) => answer.isPending),
    }),
  })
  const prompts = promptsOf(slots).filter(({ prompt }) => prompt !== current)
  const isLoading = revisions === undefined || isPending
  return (
    <Modal
      opened
      onClose={onClose}
      size={760}
      title={t('slotEditor.prompt.historyTitle')}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      <ul className={classes.history} aria-busy={isLoading}>
        {prompts.map(({ prompt, slot: { revision, saved_by: who, saved_at: at } }) => (
          <li key={prompt}>
            <div className={classes.from}>{t('slotEditor.prompt.from', { revision, who, when: ago(at) })}</div>
            <p>{prompt}</p>
            {mayChange && (
              <Button size="compact-sm" variant="default" onClick={() => onTake(prompt)}>
                {t('slotEditor.prompt.take')}
              </Button>
            )}
          </li>
        ))}
        {isLoading && <Skeleton component="li" height={90} />}
        {!isLoading && prompts.length === 0 && <li className={classes.from}>{t('slotEditor.prompt.none')}</li>}
      </ul>
      {revisions && revisions.length > most && (
        <Button variant="subtle" mt="sm" onClick={() => setMost(most + pageRevisions)}>
          {t('slotEditor.prompt.more')}
        </Button>
      )}
    </Modal>
  )
}
