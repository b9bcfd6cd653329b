import type { Answer } from '../../api/answer.ts'
import { newestFirst } from '../../api/newest-first.ts'

export type JobPage = Answer<'/api/jobs'>
export type Job = JobPage['jobs'][number]

/** Since when the newest page knows everything; '': it holds all there is. */
const reachOf = ({ next }: JobPage) => next?.split('_')[0] ?? ''

/**
 * The newest before those that were known. Null: more have come than the newest page holds, so some between would be missing.
 * `isNewer`: the newest were read after all others.
 */
export function joinJobs(newest: JobPage | undefined, pages: readonly JobPage[], isNewer: boolean): Job[] | null {
  const known = pages.flatMap(({ jobs }) => jobs)
  if (!newest) return known
  const fresh = new Map(newest.jobs.map((job) => [job.job_id, job]))
  const isTouching = known.some(({ job_id: id }) => fresh.has(id))
  if (known.length > 0 && fresh.size > 0 && newest.next !== null && !isTouching) return null
  const knownIds = new Set(known.map(({ job_id: id }) => id))
  const added = newest.jobs.filter(({ job_id: id }) => !knownIds.has(id))
  const [reach, last] = [reachOf(newest), newest.jobs[0]?.received_at ?? '']
  // Who is no longer among the newest, and should be, does not fit the search any more: it was waiting, and is made.
  const isStill = ({ job_id: id, received_at: at }: Job) =>
    fresh.has(id) || (at ?? '') <= reach || (!isNewer && (at ?? '') > last)
  const kept = known.filter(isStill).map((job) => fresh.get(job.job_id) ?? job)
  return [...added, ...kept].sort(newestFirst)
}

/** Is something being made that the newest page does not tell of? */
export function isUnfinishedBelow(newest: JobPage | undefined, pages: readonly JobPage[]): boolean {
  const reach = newest && reachOf(newest)
  return pages.some(({ jobs }) =>
    jobs.some(({ status, received_at: at }) => /^(pending|processing)$/.test(status) && (at ?? '') < (reach ?? '')),
  )
}
