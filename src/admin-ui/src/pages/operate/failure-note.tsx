import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { boothQuery } from '../../api/booth.ts'
import { type Job, jobQuery, retryJob } from '../../api/jobs.ts'
import { useFailureWords } from '../../parts/failure-words.ts'
import { useKnownWords } from '../../parts/known-words.ts'
import { useFormats } from '../../words/formats.ts'
import { Note } from './note.tsx'

/** Those of which a guest may be told something better than the gateway's own sentence. */
const known = [
  'provider_refused',
  'provider_timeout',
  'provider_error',
  'provider_no_image',
  'budget_exhausted',
  'slot_misconfigured',
  'unreadable_image',
  'cancelled',
] as const

const isKnown = (reason: string | null): reason is (typeof known)[number] =>
  (known as readonly (string | null)[]).includes(reason)

/** A photo that became no picture: why, and once more if it is still there. */
export function FailureNote({ job, onClose }: { job: Job; onClose(): void }) {
  const { t } = useTranslation()
  const { time } = useFormats()
  const describe = useFailureWords()
  const sayReason = useKnownWords('remarks.reason')
  const queryClient = useQueryClient()
  const { data: found } = useQuery(jobQuery(job.job_id))
  const whole = found && 'input' in found ? found : undefined
  const retry = useMutation({
    mutationFn: () => retryJob(job.job_id),
    // Also when it failed: the answer alone may have been lost, and a second tap would make a second picture.
    onSettled: () => queryClient.invalidateQueries({ queryKey: boothQuery(job.slot).queryKey }),
  })
  const isGone = whole !== undefined && whole.input.deleted_at !== null
  const why = isKnown(job.failure_reason)
    ? t(`operate.failures.${job.failure_reason}`)
    : job.failure_reason === null
      ? t('operate.failures.unknown')
      : sayReason(job.failure_reason)
  return (
    <Note
      isGrave
      text={t('operate.failed', { time: time(job.received_at ?? ''), why })}
      more={retry.isError ? describe(retry.error) : isGone ? t('operate.notKept') : undefined}
      action={
        !isGone && (
          <Button
            size="md"
            color="gray.2"
            c="#1c1c1b"
            leftSection={<RotateCcw size={18} aria-hidden />}
            loading={retry.isPending}
            disabled={whole === undefined}
            onClick={() => retry.mutate()}
          >
            {t('operate.tryAgain')}
          </Button>
        )
      }
      onClose={onClose}
    />
  )
}
