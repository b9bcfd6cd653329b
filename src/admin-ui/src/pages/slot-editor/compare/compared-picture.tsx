import { ActionIcon, Button } from '@mantine/core'
import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { resultOf } from '../../../api/jobs.ts'
import type { Configuration, TriedJob } from '../../../api/test-run.ts'
import { TestFacts } from '../test/test-facts.tsx'
import shotClasses from '../test/test-panel.module.css'
import classes from './compare.module.css'

interface ComparedPictureProps {
  variant: Configuration
  photoUrl: string
  job: TriedJob | null
  isRunning: boolean
  startedAt: number | null
  onRemove(): void
  /** For those who may change the slot. */
  onTake?: () => void
}

export function ComparedPicture(props: ComparedPictureProps) {
  const { variant, photoUrl, job, isRunning, startedAt, onRemove, onTake } = props
  const { t } = useTranslation()
  const isDone = job?.status === 'done'
  const isWaiting = isRunning && (job === null || job.status === 'pending' || job.status === 'processing')
  return (
    <li className={classes.item}>
      <div className={classes.name}>
        <strong>{variant.name}</strong>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t('slotEditor.compare.remove', { name: variant.name })}
          onClick={onRemove}
        >
          <X size={15} aria-hidden />
        </ActionIcon>
      </div>
      <div className={shotClasses.frame}>
        <img
          className={shotClasses.picture}
          src={isDone ? resultOf(job.job_id) : photoUrl}
          alt={isDone ? variant.name : t('slotEditor.test.photo')}
          data-waiting={isWaiting || undefined}
          data-pale={!isDone || undefined}
        />
      </div>
      <div className={shotClasses.facts} role="status">
        <TestFacts job={job} isRunning={isRunning} startedAt={startedAt} />
      </div>
      {onTake && (
        <Button size="compact-sm" variant="default" onClick={onTake} className={classes.take ?? ''}>
          {t('slotEditor.compare.take')}
        </Button>
      )}
    </li>
  )
}
