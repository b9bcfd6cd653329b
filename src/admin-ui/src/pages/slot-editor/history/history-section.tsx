import { Button, Skeleton, Text, Title, UnstyledButton } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { differenceQuery, restoreRevision, revisionsQuery, slotQuery } from '../../../api/slot.ts'
import { useFailureNotice } from '../../../parts/failure-words.ts'
import { useAgo } from '../../../parts/use-ago.ts'
import { useFormats } from '../../../words/formats.ts'
import { Card } from '../card.tsx'
import { useEditor } from '../editor-context.ts'
import { notifyUndo } from '../notify-undo.tsx'
import { DifferenceList } from './difference-list.tsx'
import classes from './history.module.css'

const skeletons = ['one', 'two', 'three', 'four']

/** Every save, who made it, what was different, and the way back. */
export function HistorySection({ isDirty }: { isDirty: boolean }) {
  const { t } = useTranslation()
  const ago = useAgo()
  const { moment } = useFormats()
  const { slot } = useEditor()
  const { data: revisions } = useQuery({ ...revisionsQuery(slot.id), staleTime: 0 })
  const [chosen, setChosen] = useState<number | null>(null)
  return (
    <Card title={t('slotEditor.history.title')} help={t('slotEditor.history.help')}>
      <div className={classes.columns}>
        <ol className={classes.list} aria-label={t('slotEditor.history.list')} aria-busy={revisions === undefined}>
          {revisions?.map(({ revision, saved_by: who, saved_at: at }) => (
            <li key={revision}>
              <UnstyledButton
                className={classes.revision}
                aria-current={revision === chosen || undefined}
                onClick={() => setChosen(revision)}
              >
                <strong>
                  {t('slotEditor.history.revision', { revision })}
                  {revision === slot.revision && <span className={classes.now}>{t('slotEditor.history.current')}</span>}
                </strong>
                <span className={classes.who} title={moment(at)}>
                  {t('slotEditor.history.by', { who })} · {ago(at)}
                </span>
              </UnstyledButton>
            </li>
          )) ?? skeletons.map((key) => <Skeleton component="li" key={key} height={58} radius={10} />)}
        </ol>
        <div className={classes.difference}>
          {chosen === null ? (
            <Text c="dimmed">{t('slotEditor.history.pick')}</Text>
          ) : (
            <ChosenRevision key={chosen} revision={chosen} isDirty={isDirty} />
          )}
        </div>
      </div>
    </Card>
  )
}

function ChosenRevision({ revision, isDirty }: { revision: number; isDirty: boolean }) {
  const { t } = useTranslation()
  const { slot, mayChange } = useEditor()
  const isCurrent = revision === slot.revision
  const { data: differences } = useQuery({
    ...differenceQuery(slot.id, slot.revision, revision),
    enabled: !isCurrent,
  })
  const restore = useRestore()
  return (
    <>
      <Title order={3}>{t('slotEditor.history.revision', { revision })}</Title>
      <Text size="sm" c="dimmed" mb="md">
        {isCurrent ? t('slotEditor.history.isCurrent') : t('slotEditor.history.compare')}
      </Text>
      {!isCurrent && (differences ? <DifferenceList differences={differences} /> : <Skeleton height={120} />)}
      {!isCurrent && mayChange && (
        <div className={classes.restore}>
          <Button
            onClick={() => restore.mutate({ wanted: revision, seen: slot.revision })}
            loading={restore.isPending}
            disabled={isDirty}
          >
            {t('slotEditor.history.restore')}
          </Button>
          {isDirty && (
            <Text size="sm" c="dimmed">
              {t('slotEditor.history.unsavedFirst')}
            </Text>
          )}
        </div>
      )}
    </>
  )
}

/** Done at once, with a way back: the revision that was current before is only one click away. */
function useRestore() {
  const { t } = useTranslation()
  const { slot } = useEditor()
  const queryClient = useQueryClient()
  const notice = useFailureNotice()
  const restore = useMutation({
    mutationFn: ({ wanted, seen }: { wanted: number; seen: number }) => restoreRevision(slot.id, wanted, seen),
    async onSuccess(restored, { wanted, seen }) {
      queryClient.setQueryData(slotQuery(slot.id).queryKey, restored)
      await queryClient.invalidateQueries({ queryKey: ['slots'] })
      void notifyUndo({
        message: t('slotEditor.history.restored', { revision: wanted, now: restored.revision }),
        undo: t('slotEditor.undo'),
        onUndo: () => restore.mutate({ wanted: seen, seen: restored.revision }),
      })
    },
    async onError(error) {
      notice(error)
      await queryClient.invalidateQueries({ queryKey: ['slots'] })
    },
  })
  return restore
}
