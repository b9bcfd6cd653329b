import type { AttemptRow, Evidence, JobRow } from './evidence.ts'
import { groupBy, type Invariant } from './invariant.ts'
import type { Shot } from './shots.ts'

const claimsAllowed = 3
const finalStatuses = ['done', 'failed', 'timeout', 'cancelled']
/** What the row says when the answer has this status. */
const statusBehind: Record<number, string> = {
  200: 'done',
  500: 'failed',
  502: 'failed',
  504: 'timeout',
  507: 'failed',
}

/** I2: one photo, one job, one end, and the answer tells the same end. */
export const jobsEndOnce: Invariant = ({ shots, jobs }) => {
  const shotOf = new Map(shots.map((shot) => [shot.id, shot]))
  const byPhoto = groupBy(jobs, ({ photo }) => photo)
  const broken = [
    ...jobs
      .filter(({ status }) => !finalStatuses.includes(status))
      .map((job) => `${nameOf(job)} is still ${job.status}`),
    ...[...byPhoto].flatMap(([photo, rows]) => twins(rows, shotOf.get(photo))),
    ...shots.flatMap((shot) => contradictions(shot, byPhoto.get(shot.id) ?? [])),
  ]
  const unanswered = shots.filter(({ answer }) => !answer)
  const statuses = [...groupBy(jobs, ({ status }) => status)].map(([status, rows]) => `${rows.length} ${status}`)
  return {
    name: 'I2',
    promise: 'every accepted photo has one job with one end',
    checked: jobs.length,
    broken,
    note: `${statuses.join(', ')}; ${unanswered.length} of ${shots.length} photos without an answer in three windows`,
  }
}

const nameOf = (job: JobRow) => `${job.photo} (job ${job.id}, epoch ${job.epoch})`

/** A second job is only right when the first failed and the client heard so. */
function twins(rows: JobRow[], shot: Shot | undefined): string[] {
  const heard = new Set(shot?.tries.map(({ answer }) => answer?.jobId))
  const wrong = rows.slice(0, -1).filter((row) => row.status === 'done' || !heard.has(row.id))
  if (wrong.length === 0) return []
  return [`${rows[0]?.photo} has ${rows.length} jobs: ${rows.map((row) => `${row.id} ${row.status}`).join(', ')}`]
}

function contradictions({ id, answer }: Shot, rows: JobRow[]): string[] {
  const expected = statusBehind[answer?.status ?? 0]
  if (!answer?.jobId || !expected) return []
  const row = rows.find((one) => one.id === answer.jobId)
  if (row?.status === expected) return []
  return [`${id} was answered ${answer.status} ${answer.failureReason ?? ''}, its row says ${row?.status ?? 'nothing'}`]
}

/** Rows that may stand for a call that the provider never counted. */
const doubtful = new Set(['lost', 'cancelled', 'provider_timeout', 'started'])

/** I3: nobody is billed for a call that we did not write down, nor works on a photo more often than allowed. */
export const attemptsMatchBill: Invariant = ({ shots, jobs, attempts, provider }) => {
  const rowsOf = groupBy(attempts, ({ photo }) => photo)
  const compared = shots.map(({ id }) => ({ id, rows: rowsOf.get(id) ?? [], calls: provider.countOf(id) }))
  const broken = [
    ...jobs.filter(({ epoch }) => epoch > claimsAllowed).map((job) => `${nameOf(job)} was claimed too often`),
    ...[...groupBy(attempts, ({ job_id, epoch }) => `${job_id} in epoch ${epoch}`)]
      .filter(([, rows]) => rows.length > 1)
      .map(([name, rows]) => `job ${name} made ${rows.length} attempts, its chain has one link`),
    ...compared.flatMap(differences),
    ...provider.complaints,
  ]
  const equal = compared.filter(({ rows, calls }) => rows.length === calls).length
  return {
    name: 'I3',
    promise: `≤ ${claimsAllowed} claims; the provider's count is ours`,
    checked: compared.length,
    broken,
    note: `${provider.calls.length} calls, ${attempts.length} rows; exactly equal for ${equal} of ${compared.length} photos; ${describeEnds(provider)}; claims ${describeEpochs(jobs)}`,
  }
}

function differences({ id, rows, calls }: { id: string; rows: AttemptRow[]; calls: number }): string[] {
  const sure = rows.filter(({ outcome }) => !doubtful.has(outcome)).length
  const outcomes = rows.map(({ epoch, outcome }) => `${outcome} in epoch ${epoch}`).join(', ') || 'no row'
  if (calls > rows.length) return [`${id}: the provider counted ${calls} calls, we wrote down: ${outcomes}`]
  if (sure > calls) return [`${id}: the provider counted ${calls} calls, we are sure of ${sure}: ${outcomes}`]
  return []
}

function describeEnds({ calls }: Evidence['provider']): string {
  return [...groupBy(calls, ({ end }) => end)].map(([end, ones]) => `${ones.length} ${end}`).join(', ')
}

function describeEpochs(jobs: JobRow[]): string {
  const groups = [...groupBy(jobs, ({ epoch }) => `${epoch}`)].sort()
  return groups.map(([epoch, rows]) => `${epoch}: ${rows.length}`).join(', ')
}

/** I6: nothing is left to do. */
export const queueIsEmpty: Invariant = ({ jobs, messages }) => {
  const open = jobs.filter(({ status }) => !finalStatuses.includes(status))
  return {
    name: 'I6',
    promise: 'the queue drains to nothing',
    checked: jobs.length,
    broken: [
      ...open.map((job) => `${nameOf(job)} is ${job.status}`),
      ...messages.map(({ state, count }) => `${count} messages are ${state}`),
    ],
    note: '',
  }
}

/** I7: whoever lost the claim wrote nothing. */
export const oldEpochsAreMute: Invariant = ({ jobs }) => {
  const withResult = jobs.filter(({ result_key }) => result_key !== null)
  const broken = withResult
    .filter(({ result_key, epoch }) => Number(/\/(\d+)\.[a-z]+$/.exec(result_key ?? '')?.[1]) !== epoch)
    .map((job) => `${nameOf(job)} holds ${job.result_key}`)
  const takenOver = withResult.filter(({ epoch }) => epoch > 1).length
  return {
    name: 'I7',
    promise: 'no state of an old epoch',
    checked: withResult.length,
    broken,
    note: `${takenOver} finished after a take-over`,
  }
}
