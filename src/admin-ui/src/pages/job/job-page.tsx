import { Alert, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { jobQuery, type WholeJob } from '../../api/jobs.ts'
import { slotsQuery } from '../../api/slots.ts'
import { JobBadges } from '../../parts/job-badges.tsx'
import { JobStatusSign } from '../../parts/job-status-sign.tsx'
import { useKnownWords } from '../../parts/known-words.ts'
import { PageFrame } from '../../parts/page-frame.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Said } from '../../parts/said.tsx'
import { useFormats } from '../../words/formats.ts'
import { Attempts } from './attempts.tsx'
import { ClientFields } from './client-fields.tsx'
import { GuestLink } from './guest-link.tsx'
import { JobActions } from './job-actions.tsx'
import { JobFacts } from './job-facts.tsx'
import classes from './job-page.module.css'
import { JobPictures } from './job-pictures.tsx'
import { Ledger } from './ledger.tsx'
import { Receipts } from './receipts.tsx'

/** Everything about one photo: what came, what was made, where the time and the money went. */
export function JobPage() {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const { jobId } = useParams({ from: '/signed-in/shell/admin/jobs/$jobId' })
  const { data: job, error } = useQuery(jobQuery(jobId))
  const { data: slots = [] } = useQuery(slotsQuery)
  const back = (
    <Link to="/admin/jobs" className={classes.back}>
      <ArrowLeft size={16} aria-hidden />
      {t('jobs.all')}
    </Link>
  )
  if (!job)
    return (
      <PageFrame title={t('jobs.one')} actions={back}>
        {error ? <Problem error={error} /> : <Skeleton height="60vh" radius="lg" aria-busy />}
      </PageFrame>
    )
  if (!('status' in job))
    return (
      <PageFrame title={t('jobs.forgotten')} actions={back} isNarrow>
        <Text mb="lg">{t('jobs.forgottenText')}</Text>
        <Receipts receipts={job.deletion_receipts} />
      </PageFrame>
    )
  const name = slots.find(({ id }) => id === job.slot)?.settings.name ?? job.slot
  const title = job.received_at ? t('jobs.titleOf', { slot: name, when: moment(job.received_at) }) : name
  return (
    <PageFrame title={title} actions={back}>
      <div className={classes.state}>
        <JobStatusSign status={job.status} />
        <JobBadges job={job} />
      </div>
      <Reason job={job} />
      <div className={classes.columns}>
        <div className={classes.main}>
          <JobPictures job={job} />
          <Ledger job={job} />
          <Attempts job={job} />
        </div>
        <aside className={classes.side}>
          <JobActions job={job} />
          <GuestLink job={job} />
          <JobFacts job={job} />
          <ClientFields job={job} />
          <Receipts receipts={job.deletion_receipts} />
        </aside>
      </div>
    </PageFrame>
  )
}

function Reason({ job: { failure_reason: reason, problems } }: { job: WholeJob }) {
  const sayReason = useKnownWords('reasons')
  if (reason === null) return null
  return (
    <Alert color="red" variant="light" mb="md">
      {sayReason(reason)}
      {problems.map((problem) => (
        <Text key={problem.text} size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
          <Said remark={problem} />
        </Text>
      ))}
    </Alert>
  )
}
