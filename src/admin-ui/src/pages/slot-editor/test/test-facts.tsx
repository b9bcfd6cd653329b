import { useTranslation } from 'react-i18next'
import { resultOf } from '../../../api/jobs.ts'
import type { TriedJob } from '../../../api/test-run.ts'
import { useKnownWords } from '../../../parts/known-words.ts'
import { Said } from '../../../parts/said.tsx'
import { useFormats } from '../../../words/formats.ts'
import classes from './test-panel.module.css'
import { useElapsed } from './use-elapsed.ts'

interface TestFactsProps {
  job: TriedJob | null
  isRunning: boolean
  startedAt: number | null
}

/** The closest that is known. */
function WhyNot({ job: { failure_reason: reason, problems } }: { job: TriedJob }) {
  const sayReason = useKnownWords('remarks.reason')
  const [problem] = problems
  return problem ? <Said remark={problem} /> : sayReason(reason ?? 'cancelled')
}

/** How long it took and what it cost, or what it is waiting for. */
export function TestFacts({ job, isRunning, startedAt }: TestFactsProps) {
  const { t } = useTranslation()
  const { seconds, price } = useFormats()
  const isOpen = isRunning && (job === null || job.status === 'pending' || job.status === 'processing')
  const elapsed = useElapsed(isOpen ? startedAt : null)
  if (isOpen) {
    const says = job?.status === 'processing' ? 'slotEditor.test.making' : 'slotEditor.test.waits'
    // Read out it would never be still.
    return <span aria-live="off">{t(says, { seconds: seconds(elapsed) })}</span>
  }
  if (!job) return null
  if (job.status !== 'done')
    return (
      <span className={classes.failed}>
        {t('slotEditor.test.failed')}: <WhyNot job={job} />
      </span>
    )
  const { milliseconds, cost_usd: cost } = job
  const paid = cost === null ? t('slotEditor.test.unknownCost') : cost === 0 ? t('slotEditor.test.free') : price(cost)
  return (
    <>
      <span>
        {milliseconds !== null && t('slotEditor.test.took', { duration: seconds(milliseconds) })} · {paid}
      </span>
      <a href={resultOf(job.job_id)} target="_blank" rel="noreferrer">
        {t('slotEditor.test.open')}
      </a>
    </>
  )
}
