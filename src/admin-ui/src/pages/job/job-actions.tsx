import { Button, NativeSelect, Text } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Ban, Printer, RotateCcw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cancelJob, deleteResult, printOf, retryJob, type WholeJob } from '../../api/jobs.ts'
import { mayActAs, meQuery } from '../../api/me.ts'
import { AskOnce } from '../../parts/ask-once.tsx'
import { useFailureNotice } from '../../parts/failure-words.ts'
import { notify } from '../../parts/notify.ts'
import { isPictureThere } from './is-picture-there.ts'
import classes from './job-actions.module.css'

const papers = ['10x15', '13x18', 'a4'] as const

/** What may be done with the job, by whoever is signed in. */
export function JobActions({ job }: { job: WholeJob }) {
  const { data: me } = useSuspenseQuery(meQuery)
  const isOperator = mayActAs(me.role, 'operator')
  const isRunning = job.status === 'pending' || job.status === 'processing'
  const hasPicture = isPictureThere(job)
  const isOver = !isRunning && job.status !== 'done'
  const mayBeMade = job.has_photo || (isOver && job.input.deleted_at === null)
  if (!isOperator) return null
  return (
    <div className={classes.actions}>
      {isRunning ? <CancelButton jobId={job.job_id} /> : <RetryButton jobId={job.job_id} mayBeMade={mayBeMade} />}
      {hasPicture && <PrintLink jobId={job.job_id} />}
      {(hasPicture || mayBeMade) && !isRunning && me.role === 'admin' && <DeleteButton jobId={job.job_id} />}
    </div>
  )
}

function RetryButton({ jobId, mayBeMade }: { jobId: string; mayBeMade: boolean }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const retry = useMutation({
    mutationFn: () => retryJob(jobId),
    onError: useFailureNotice(),
    async onSuccess({ job_id: made }) {
      void queryClient.invalidateQueries({ queryKey: ['jobs'] })
      await navigate({ to: '/admin/jobs/$jobId', params: { jobId: made } })
      void notify({ message: t('jobs.retried') })
    },
  })
  return (
    <>
      <Button
        leftSection={<RotateCcw size={16} aria-hidden />}
        disabled={!mayBeMade}
        loading={retry.isPending}
        onClick={() => retry.mutate()}
      >
        {t('jobs.retry')}
      </Button>
      {!mayBeMade && (
        <Text size="sm" c="dimmed">
          {t('jobs.notKept')}
        </Text>
      )}
    </>
  )
}

function CancelButton({ jobId }: { jobId: string }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const cancel = useMutation({
    mutationFn: () => cancelJob(jobId),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['jobs'] }),
  })
  return (
    <AskOnce
      label={t('jobs.cancel')}
      icon={<Ban size={16} aria-hidden />}
      title={t('jobs.cancelTitle')}
      question={t('jobs.cancelText')}
      confirm={t('jobs.cancel')}
      isPending={cancel.isPending}
      error={cancel.error}
      onConfirm={() => cancel.mutate()}
    />
  )
}

function DeleteButton({ jobId }: { jobId: string }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: () => deleteResult(jobId),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['jobs'] }),
  })
  return (
    <AskOnce
      label={t('jobs.delete')}
      icon={<Trash2 size={16} aria-hidden />}
      title={t('jobs.deleteTitle')}
      question={t('jobs.deleteText')}
      confirm={t('jobs.delete')}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    />
  )
}

function PrintLink({ jobId }: { jobId: string }) {
  const { t } = useTranslation()
  const [paper, setPaper] = useState<string>(papers[0])
  return (
    <div className={classes.print}>
      <Button
        component="a"
        href={`${printOf(jobId)}?paper=${paper}`}
        target="_blank"
        rel="noreferrer"
        variant="default"
        leftSection={<Printer size={16} aria-hidden />}
      >
        {t('jobs.print')}
      </Button>
      <NativeSelect
        aria-label={t('jobs.paper')}
        value={paper}
        onChange={({ currentTarget: { value } }) => setPaper(value)}
        data={papers.map((value) => ({ value, label: t(`jobs.papers.${value}`) }))}
      />
    </div>
  )
}
