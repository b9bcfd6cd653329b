import type { Evidence, JobRow } from './evidence.ts'
import { type Finding, groupBy, type Invariant } from './invariant.ts'
import type { Shot, Try } from './shots.ts'

const graceMilliseconds = 200

/** I1: what the guest got is what we keep, what the link shows, and the guest's own. */
export const answersAreStored: Invariant = ({ shots, jobs, links }) => {
  const rows = new Map(jobs.map((job) => [job.id, job]))
  const good = shots.filter(({ answer }) => answer?.status === 200)
  const broken = good.flatMap((shot) =>
    complaintsAbout(shot, rows, links).map((complaint) => `${shot.id}: ${complaint}`),
  )
  return {
    name: 'I1',
    promise: 'a 200 is stored, linked and the right picture',
    checked: good.length,
    broken,
    note: `${links.size} links fetched`,
  }
}

function complaintsAbout({ id, answer }: Shot, rows: Map<string, JobRow>, links: Evidence['links']): string[] {
  const row = rows.get(answer?.jobId ?? '')
  if (!answer || !row) return [`answered 200 for job ${answer?.jobId}, which has no row`]
  const complaints: string[] = []
  if (!answer.isOwnPicture) complaints.push('answered with other bytes than the provider made for it')
  if (row.photo !== id) complaints.push(`answered with job ${row.id}, which is of photo ${row.photo}`)
  if (row.status !== 'done') complaints.push(`answered 200, the row says ${row.status} (${row.failure_reason})`)
  if (row.result_sha256 !== answer.sha256) complaints.push(`the row's hash is ${row.result_sha256}`)
  if (links.get(row.id) !== answer.sha256) complaints.push(`the public link gave ${links.get(row.id)}`)
  return complaints
}

/** I4: the window is a promise. Measured from the moment the connection stood, when the head goes out. */
export const answersAreOnTime: Invariant = ({ shots, eventLoop }) => {
  const tries = shots.flatMap((shot) => shot.tries.map((one) => ({ shot, one })))
  const sent = tries.filter(({ one }) => one.sentAt !== undefined)
  const exempt = sent.filter(({ one }) => wasKilledMeanwhile(one))
  const bound = sent.filter(({ one }) => !wasKilledMeanwhile(one))
  const late = bound.filter(({ shot, one }) => lateBy(shot, one) > 0)
  const cut = bound.filter(({ one }) => one.answer === undefined)
  return {
    name: 'I4',
    promise: `no answer later than its window + ${graceMilliseconds} ms`,
    checked: bound.length,
    broken: late.map(({ shot, one }) => {
      const lag = eventLoop.before(one.endedAt)
      return `${shot.id}: ${one.answer?.status ?? one.broke} from ${one.life.node} ${lateBy(shot, one).toFixed(0)} ms too late (our own event loop stood still for ${lag.toFixed(0)} ms of it)`
    }),
    note: [
      `${exempt.length} exempt (their node was killed)`,
      `${tries.length - sent.length} never connected`,
      `${cut.length} cut off by a living node${describeCuts(cut.map(({ one }) => one))}`,
      `the slowest ${describeMargin(bound.map(({ shot, one }) => lateBy(shot, one) + graceMilliseconds))}`,
      `own event loop held ≤ ${eventLoop.longest().toFixed(0)} ms, not subtracted`,
    ].join(', '),
  } satisfies Finding
}

/** Also when it was dying already as the request came: the system accepts connections for a process that is not there. */
function wasKilledMeanwhile({ life, endedAt }: Try): boolean {
  return life.killedAt !== undefined && life.killedAt <= endedAt
}

function lateBy({ slot }: Shot, { sentAt = 0, endedAt }: Try): number {
  return endedAt - sentAt - slot.windowMilliseconds - graceMilliseconds
}

function describeCuts(cut: Try[]): string {
  const kinds = [...groupBy(cut, ({ broke }) => broke ?? '')]
  return kinds.length === 0 ? '' : ` (${kinds.map(([broke, ones]) => `${ones.length} × ${broke}`).join(', ')})`
}

function describeMargin(millisecondsAfterWindow: number[]): string {
  const most = millisecondsAfterWindow.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY)
  return `${Math.abs(most).toFixed(0)} ms ${most > 0 ? 'after' : 'before'} the end of its window`
}
