import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Pause, Play } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { pauseQueue, type Queue, queueQuery, resumeQueue } from '../../api/queue.ts'
import { AgreeDialog } from '../../parts/agree-dialog.tsx'
import { Caution } from '../../parts/caution.tsx'
import { useFailureNotice } from '../../parts/failure-words.ts'
import { useFormats } from '../../words/formats.ts'

/** Holding the queue concerns guests, so it is asked about; letting it go is not. */
export function PauseSwitch({ queue }: { queue: Queue | undefined }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const [isAsked, setAsked] = useState(false)
  const onSuccess = (answer: Queue) => {
    setAsked(false)
    queryClient.setQueryData(queueQuery.queryKey, answer)
  }
  const pause = useMutation({ mutationFn: pauseQueue, onSuccess })
  const resume = useMutation({ mutationFn: resumeQueue, onSuccess, onError: useFailureNotice() })
  const ask = () => {
    pause.reset()
    setAsked(true)
  }
  return (
    <>
      {queue?.paused ? (
        <Button leftSection={<Play size={17} aria-hidden />} loading={resume.isPending} onClick={() => resume.mutate()}>
          {t('queue.resume')}
        </Button>
      ) : (
        <Button
          variant="default"
          leftSection={<Pause size={17} aria-hidden />}
          disabled={queue === undefined}
          onClick={ask}
        >
          {t('queue.pause')}
        </Button>
      )}
      <AgreeDialog
        isOpen={isAsked}
        title={t('queue.pauseTitle')}
        action={t('queue.pause')}
        isPending={pause.isPending}
        error={pause.error}
        onAgree={() => pause.mutate()}
        onClose={() => setAsked(false)}
      >
        <Text>{t('queue.pauseText')}</Text>
        <Text mt="sm">{t('queue.pauseGuests')}</Text>
        <Text mt="sm" c="dimmed">
          {t('queue.pauseElse')}
        </Text>
      </AgreeDialog>
    </>
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
