import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { WholeJob } from '../../api/jobs.ts'
import { useKnownWords } from '../../parts/known-words.ts'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import { Facts } from './facts.tsx'
import classes from './job-facts.module.css'

export function JobFacts({ job }: { job: WholeJob }) {
  const { t } = useTranslation()
  const { bytes, moment } = useFormats()
  const saySource = useKnownWords('jobs.sources')
  const when = (iso: string | null) => iso && moment(iso)
  const sizeOf = ({ width, height, bytes: size, mime }: WholeJob['input']) =>
    `${width} × ${height}, ${mime.replace('image/', '').toUpperCase()}, ${bytes(size)}`
  const facts = [
    [t('jobs.slot'), <SlotJobs key="slot" slot={job.slot} />],
    [t('jobs.revision'), String(job.slot_revision)],
    [t('jobs.source'), saySource(job.source)],
    [t('jobs.retryOf'), job.retry_of && <OtherJob jobId={job.retry_of} />],
    [t('jobs.received'), when(job.received_at)],
    [t('jobs.finished'), when(job.finished_at)],
    [t('jobs.delivered'), when(job.delivered_at)],
    [t('jobs.ends'), when(job.expires_at)],
    [t('jobs.photo'), sizeOf(job.input)],
    [t('jobs.picture'), job.result && sizeOf(job.result)],
    [t('jobs.number'), <code key="number">{job.job_id}</code>],
  ] as const
  return (
    <Section isFrameless title={t('jobs.facts')}>
      <Facts facts={facts} />
    </Section>
  )
}

function SlotJobs({ slot }: { slot: string }) {
  return (
    <Link to="/admin/jobs" search={{ slot }} className={classes.link}>
      {slot}
    </Link>
  )
}

function OtherJob({ jobId }: { jobId: string }) {
  return (
    <Link to="/admin/jobs/$jobId" params={{ jobId }} className={classes.link}>
      {jobId.slice(0, 8)}
    </Link>
  )
}
