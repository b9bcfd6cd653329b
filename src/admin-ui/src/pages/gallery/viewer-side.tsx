import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Columns2, Download, ExternalLink, Printer, RotateCcw, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { deleteResult, type Job, printOf, resultOf, retryJob } from '../../api/jobs.ts'
import { type Me, mayActAs } from '../../api/me.ts'
import { codeOf, guestPageOf } from '../../api/pictures.ts'
import { AskOnce } from '../../parts/ask-once.tsx'
import { useFailureNotice } from '../../parts/failure-words.ts'
import { notify } from '../../parts/notify.ts'
import { PersistentImage } from '../../parts/persistent-image.tsx'
import { PictureBadge } from '../../parts/picture-badge.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './viewer-side.module.css'

interface ViewerSideProps {
  job: Job
  me: Me
  /** The photo behind it can be seen and worked on again. */
  hasPhoto: boolean
  isComparing: boolean
  onCompare(): void
  onDeleted(): void
}

/** The guest's way to the picture, and what people who look after it do. */
export function ViewerSide({ job, me, hasPhoto, isComparing, onCompare, onDeleted }: ViewerSideProps) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const queryClient = useQueryClient()
  const onError = useFailureNotice()
  const { job_id: id } = job
  const isOperator = mayActAs(me.role, 'operator')
  const retry = useMutation({
    mutationFn: () => retryJob(id),
    onSuccess: () => notify({ message: t('gallery.retried') }),
    onError,
  })
  const remove = useMutation({
    mutationFn: () => deleteResult(id),
    async onSuccess() {
      onDeleted()
      await queryClient.invalidateQueries({ queryKey: ['pictures'] })
    },
  })
  return (
    <aside className={classes.side}>
      <div className={classes.code}>
        <PersistentImage src={codeOf(id)} alt={t('operate.code')} />
      </div>
      <div className={classes.facts}>
        <PictureBadge job={job} />
        <Text size="sm" c="dimmed">
          {job.expires_at && t('operate.until', { when: moment(job.expires_at) })}
        </Text>
      </div>
      <div className={classes.actions}>
        <Button component="a" href={resultOf(id)} download leftSection={<Download size={17} aria-hidden />}>
          {t('gallery.download')}
        </Button>
        <Button
          component="a"
          href={guestPageOf(id)}
          {...{ target: '_blank', rel: 'noreferrer', variant: 'default' }}
          leftSection={<ExternalLink size={17} aria-hidden />}
        >
          {t('operate.guestPage')}
        </Button>
        {isOperator && (
          <>
            <Button
              variant="default"
              leftSection={<Columns2 size={17} aria-hidden />}
              aria-pressed={isComparing}
              disabled={!hasPhoto}
              onClick={onCompare}
            >
              {t('gallery.compare')}
            </Button>
            <Button
              component="a"
              href={printOf(id)}
              {...{ target: '_blank', rel: 'noreferrer', variant: 'default' }}
              leftSection={<Printer size={17} aria-hidden />}
            >
              {t('gallery.print')}
            </Button>
            <Button
              variant="default"
              leftSection={<RotateCcw size={17} aria-hidden />}
              disabled={!hasPhoto}
              loading={retry.isPending}
              onClick={() => retry.mutate()}
            >
              {t('gallery.retry')}
            </Button>
            {!hasPhoto && (
              <Text size="sm" c="dimmed">
                {t('gallery.noPhoto')}
              </Text>
            )}
          </>
        )}
        {me.role === 'admin' && (
          <AskOnce
            label={t('gallery.delete')}
            question={t('gallery.deleteQuestion')}
            confirm={t('gallery.deleteYes')}
            icon={<Trash2 size={17} aria-hidden />}
            isPending={remove.isPending}
            error={remove.error}
            onConfirm={() => remove.mutate()}
          />
        )}
      </div>
    </aside>
  )
}
