import type { Clock } from '../../clock.ts'
import { pause } from '../../clock.ts'
import type { Database } from '../../database.ts'
import { eq } from '../../drizzle.ts'
import { serviceName, standInName } from '../../providers/stand-in.ts'
import { attempts, jobs } from '../../schema.ts'
import type { Job } from '../jobs.ts'
import { microsOf } from '../spending.ts'
import type { SlotOnStage } from './stage.ts'

type AttemptRow = typeof attempts.$inferSelect

interface Call {
  /** Provider and model, whoever played them. */
  service: string
  linkAt: number
  milliseconds: number
  hasFailed: boolean
  micros: number
}

/** What became of one shot. All times are milliseconds by the database's clock. */
export interface Shot {
  slot: string
  windowMilliseconds: number
  /** `refused`: it was not taken in. `cancelled`: the rehearsal ended before it did. */
  outcome: 'in_time' | 'timeout' | 'failed' | 'refused' | 'cancelled'
  reason: string | null
  answer: number
  workerWait: number
  /** Until a call was let through, by its service's limits. */
  leaveWait: number
  leaveFor: string | null
  own: number
  calls: Call[]
  isWarmUp: boolean
}

/** Its worker may still be writing down how its calls ended. */
const settleMilliseconds = 5000
const settleLookMilliseconds = 100

export const refusedShot = ({ id, windowMilliseconds }: SlotOnStage, reason: string): Shot => ({
  ...{ slot: id, windowMilliseconds, outcome: 'refused', reason, isWarmUp: false },
  ...{ answer: 0, workerWait: 0, leaveWait: 0, leaveFor: null, own: 0, calls: [] },
})

export function createShotMeter({ database, clock }: { database: Database; clock: Clock }) {
  async function findSettled(jobId: string): Promise<AttemptRow[]> {
    const deadline = clock.monotonic() + settleMilliseconds
    for (;;) {
      const made = await database.select().from(attempts).where(eq(attempts.jobId, jobId))
      const isSettled = made.every(({ outcome, reservedMicros }) => outcome !== 'started' && reservedMicros === null)
      if (isSettled || clock.monotonic() > deadline) return made
      await pause(clock, settleLookMilliseconds, new AbortController().signal)
    }
  }

  /** Undefined when the job is gone or was never made. */
  return async function measure(jobId: string, slot: SlotOnStage, isWarmUp: boolean): Promise<Shot | undefined> {
    const made = await findSettled(jobId)
    const [job] = await database.select().from(jobs).where(eq(jobs.id, jobId))
    return job?.finishedAt ? shotOf(job, made, slot, isWarmUp) : undefined
  }
}

export type MeasureShot = ReturnType<typeof createShotMeter>

function shotOf(job: Job, made: AttemptRow[], slot: SlotOnStage, isWarmUp: boolean): Shot {
  const { receivedAt, status, failureReason, deadlineAt } = job
  const finished = job.finishedAt?.getTime() ?? 0
  const started = job.startedAt?.getTime() ?? finished
  const rows = made.toSorted((one, other) => one.epoch - other.epoch || one.number - other.number)
  const calls = rows.map((row) => callOf(row, finished, slot))
  const answer = finished - receivedAt.getTime()
  const workerWait = started - receivedAt.getTime()
  const { leaveWait, leaveFor } = leaveOf(rows, started, finished, slot)
  const spent = calls.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  const isInTime = status === 'done' && finished <= deadlineAt.getTime()
  return {
    ...{
      slot: slot.id,
      windowMilliseconds: slot.windowMilliseconds,
      answer,
      workerWait,
      leaveWait,
      leaveFor,
      isWarmUp,
    },
    outcome: isInTime ? 'in_time' : outcomeOf(status),
    reason: failureReason,
    own: Math.max(0, answer - workerWait - leaveWait - spent),
    calls,
  }
}

function outcomeOf(status: Job['status']): Shot['outcome'] {
  if (status === 'cancelled') return 'cancelled'
  return status === 'failed' ? 'failed' : 'timeout'
}

function callOf(row: AttemptRow, finished: number, slot: SlotOnStage): Call {
  const isPlayed = row.provider === standInName
  const service = isPlayed ? (row.model ?? row.provider) : serviceName(row.provider, row.model)
  const price = slot.services[row.linkAt]?.priceUsd ?? 0
  return {
    service,
    linkAt: row.linkAt,
    // Cut off from outside: until then.
    milliseconds: row.milliseconds ?? Math.max(0, finished - row.startedAt.getTime()),
    hasFailed: row.outcome !== 'done',
    micros: isPlayed && row.billed !== 'no' ? microsOf(price) : (row.costMicros ?? 0),
  }
}

/** The longest wait before the first call of a link; a link that was passed over was waited for, too. */
function leaveOf(rows: AttemptRow[], started: number, finished: number, slot: SlotOnStage) {
  let since = started
  let longest = { leaveWait: 0, leaveFor: null as string | null }
  const wait = (until: number, linkAt: number) => {
    const service = slot.services[linkAt]
    if (service && until - since > longest.leaveWait) longest = { leaveWait: until - since, leaveFor: service.name }
  }
  let lastLink = -1
  for (const row of rows) {
    if (row.linkAt !== lastLink) wait(row.startedAt.getTime(), lastLink + 1)
    lastLink = row.linkAt
    since = row.startedAt.getTime() + (row.milliseconds ?? 0)
  }
  if (rows.length === 0) wait(finished, 0)
  return longest
}
