import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Pause, Play } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { overviewQuery } from '../../api/overview.ts'
import { pauseQueue, type Queue, queueQuery, resumeQueue } from '../../api/queue.ts'
import { AskOnce } from '../../parts/ask-once.tsx'
import { Caution } from '../../parts/caution.tsx'
import { useFailureNotice } from '../../parts/failure-words.ts'
import { useFormats } from '../../words/formats.ts'

/** Holding the queue concerns guests, so it is asked about; letting it go is not. */
export function PauseSwitch({ queue }: { queue: Queue | undefined }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const onSuccess = (answer: Queue) => {
    queryClient.setQueryData(queueQuery.queryKey, answer)
    return queryClient.invalidateQueries({ queryKey: overviewQuery.queryKey })
  }
  const pause = useMutation({ mutationFn: pauseQueue, onSuccess })
  const resume = useMutation({ mutationFn: resumeQueue, onSuccess, onError: useFailureNotice() })
  if (queue?.paused)
    return (
      <Button leftSection={<Play size={17} aria-hidden />} loading={resume.isPending} onClick={() => resume.mutate()}>
        {t('queue.resume')}
      </Button>
    )
  return (
    <AskOnce
      label={t('queue.pause')}
      icon={<Pause size={17} aria-hidden />}
      look={{ disabled: queue === undefined }}
      isHarmless
      title={t('queue.pauseTitle')}
      question={
        <>
          <Text>{t('queue.pauseText')}</Text>
          <Text mt="xs">{t('queue.pauseGuests')}</Text>
          <Text mt="xs" c="dimmed">
            {t('queue.pauseElse')}
          </Text>
        </>
      }
      confirm={t('queue.pause')}
      isPending={pause.isPending}
      error={pause.error}
      onConfirm={() => pause.mutate()}
    />
  )
}

export function PauseNotice({ paused }: { paused: NonNullable<Queue['paused']> }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  return (
    <Caution isGrave>
      <b>{t('queue.pausedSince', { time: moment(paused.at), who: paused.by })}</b> {t('queue.pauseGuests')}
    </Caution>
  )
}
