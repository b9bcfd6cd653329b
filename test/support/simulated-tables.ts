import { GatewayError } from '../../src/errors.ts'
import type { AttemptRecord, PlannedCall } from '../../src/providers/attempt-record.ts'
import type { Unfinished } from '../../src/providers/course.ts'
import type { RemoteWork } from '../../src/providers/provider.ts'
import type { FailureKind } from '../../src/providers/provider-failure.ts'
import type { Admitted, NewJob } from '../../src/queue/admission.ts'
import type { Claim, WorkLog } from '../../src/queue/claims.ts'
import { columnsOf, type FinishedResult } from '../../src/queue/finished-result.ts'
import {
  inFlight,
  isFinal,
  type JobStatus,
  jobChannel,
  leaseMilliseconds,
  mostClaims,
  readyChannel,
  statusFor,
} from '../../src/queue/job.ts'
import type { FallbackKind, Job } from '../../src/queue/jobs.ts'
import type { TakenOver } from '../../src/queue/lost-jobs.ts'
import { jobOf, ledgerWithRest, ledgerWithWork, type Row, rowOf } from './simulated-row.ts'

export interface AttemptRow {
  jobId: string
  epoch: number
  number: number
  worker: string
  outcome: string
  linkAt: number
  isPaid: boolean
  isResumed: boolean
  kind: FailureKind | null
  remote: RemoteWork | null
}

interface Dependencies {
  /** The database's clock. */
  now(): number
  notify(channel: string, payload: string): void
  onViolation(what: string): void
}

const leastTakeOverMilliseconds = 500
const overdueMilliseconds = 1000
const undeliveredMilliseconds = 600_000

/**
 * What the SQL of the queue does, on rows in memory: every function is one transaction, and asks for the same state as
 * its namesake before it changes anything. A job that is final must never be ended again: that is a violation.
 */
export function createSimulatedTables({ now, notify, onViolation }: Dependencies) {
  const rows = new Map<string, Row>()
  const attempts: AttemptRow[] = []
  /** Ids whose message waits to be taken, the first in the line first. */
  const line: string[] = []
  /** Who had a photo taken away and has not claimed it again since, as `<job> <worker>`. */
  const takenAway = new Set<string>()

  const isOpen = (row: Row | undefined): row is Row =>
    row !== undefined && inFlight.some((status) => status === row.status)
  const heldBy = (nodeId: string, { job, epoch }: Claim) => {
    const row = rows.get(job.id)
    return row?.status === 'processing' && row.epoch === epoch && row.worker === nodeId ? row : undefined
  }
  const announce = (id: string, status: string) => notify(jobChannel, `${id} ${status}`)

  function end(row: Row, status: JobStatus, changes: Partial<Row>): void {
    if (row.finishedAt !== null || isFinal(row.status)) onViolation(`job ended twice: ${row.status}, then ${status}`)
    Object.assign(row, { ...changes, status, finishedAt: now(), leaseUntil: null })
    leaveLine(row.id)
    announce(row.id, status)
  }

  function leaveLine(id: string): void {
    const at = line.indexOf(id)
    if (at >= 0) line.splice(at, 1)
  }

  function backIntoLine(row: Row, ledger: Row['ledger']): void {
    takenAway.add(`${row.id} ${row.worker}`)
    Object.assign(row, { status: 'pending', worker: null, leaseUntil: null, ledger })
    line.unshift(row.id)
    announce(row.id, 'pending')
    notify(readyChannel, '')
  }

  const resultOf = (result: FinishedResult, retentionHours: number) => ({
    ...columnsOf(result),
    expiresAt: now() + retentionHours * 3_600_000,
  })

  function findTwin(job: NewJob): Row | undefined {
    const isTwin = (row: Row) => row.inputSha256 === job.input.sha256 && (isOpen(row) || isUndelivered(row))
    return [...rows.values()].filter(isTwin).sort((one, other) => Number(isOpen(other)) - Number(isOpen(one)))[0]
  }

  const isUndelivered = ({ status, deliveredAt, finishedAt }: Row) =>
    status === 'done' && deliveredAt === null && (finishedAt ?? 0) > now() - undeliveredMilliseconds

  function enqueue(job: NewJob): Admitted {
    const twin = findTwin(job)
    if (twin) return join(job, twin)
    if (rows.has(job.id)) throw new GatewayError('unavailable', 'the twin has just ended', { retryAfterSeconds: 1 })
    rows.set(job.id, rowOf(job, now()))
    line.push(job.id)
    notify(readyChannel, '')
    return { jobId: job.id, isNew: true }
  }

  function join(job: NewJob, twin: Row): Admitted {
    if (twin.id === job.id) return { jobId: twin.id, isNew: true }
    if (job.isAwaited) twin.waiters += 1
    else twin.deliveredAt = now()
    return { jobId: twin.id, isNew: false }
  }

  function claim(nodeId: string, count: number, claimedAt: number): Claim[] {
    return line.splice(0, count).flatMap((id) => {
      const row = rows.get(id)
      if (row?.status !== 'pending') return []
      const leaseUntil = now() + leaseMilliseconds
      Object.assign(row, { status: 'processing', epoch: row.epoch + 1, worker: nodeId, leaseUntil, startedAt: now() })
      takenAway.delete(`${id} ${nodeId}`)
      announce(id, 'processing')
      const job = jobOf(row)
      const workMilliseconds = job.workUntilAt.getTime() - (job.startedAt?.getTime() ?? 0)
      return [{ job, epoch: job.epoch, claimedAt, workMilliseconds }]
    })
  }

  function keep(nodeId: string, claims: readonly Claim[]): Set<string> {
    const kept = claims.filter(({ job }) => {
      const row = rows.get(job.id)
      if (row?.worker !== nodeId || row.status !== 'processing' || row.leaseUntil === null) return false
      row.leaseUntil = now() + leaseMilliseconds
      return true
    })
    return new Set(kept.filter(({ job, epoch }) => rows.get(job.id)?.epoch === epoch).map(({ job }) => job.id))
  }

  function beginAttempt(nodeId: string, claim: Claim, { number, linkAt, facts, isResumed }: PlannedCall): boolean {
    const row = heldBy(nodeId, claim)
    if (!row) return false
    row.leaseUntil = now() + leaseMilliseconds
    const { epoch, job } = claim
    const known = attempts.find(
      (attempt) => attempt.jobId === job.id && attempt.epoch === epoch && attempt.number === number,
    )
    if (known) known.outcome = 'started'
    else {
      const isPaid = facts.keyId !== undefined
      attempts.push({
        jobId: job.id,
        epoch,
        number,
        worker: nodeId,
        outcome: 'started',
        linkAt,
        isPaid,
        isResumed,
        kind: null,
        remote: null,
      })
    }
    return true
  }

  function remember(nodeId: string, claim: Claim, { number }: PlannedCall, remote: RemoteWork): boolean {
    const attempt = attempts.find((each) => isOf(claim)(each) && each.number === number)
    if (!attempt || !heldBy(nodeId, claim)) return false
    attempt.remote = remote
    return true
  }

  const isOf =
    ({ job, epoch }: Claim) =>
    (attempt: AttemptRow) =>
      attempt.jobId === job.id && attempt.epoch === epoch

  function findUnfinished({ job, epoch }: Claim): Unfinished | undefined {
    const earlier = attempts.filter((attempt) => attempt.jobId === job.id && attempt.epoch < epoch)
    const last = earlier.at(-1)
    if (!last) return undefined
    const { linkAt, kind, isPaid } = last
    const ofLink = earlier.filter((attempt) => attempt.linkAt === linkAt)
    const remote = (last.isResumed ? ofLink.findLast((call) => call.remote)?.remote : last.remote) ?? null
    return {
      linkAt,
      calls: ofLink.filter(({ isResumed }) => !isResumed).length,
      kind,
      isOpen: kind === null,
      remote: ['started', 'lost', 'cancelled', 'done'].includes(last.outcome) ? remote : null,
      isPaid,
    }
  }

  function settle(claim: Claim, attempt: AttemptRecord): void {
    endAttempts(claim, [attempt])
  }

  function endAttempts({ job, epoch }: Claim, made: AttemptRecord[]): void {
    for (const { number, outcome, kind } of made) {
      const isThis = (attempt: AttemptRow) =>
        attempt.jobId === job.id && attempt.epoch === epoch && attempt.number === number
      for (const attempt of attempts.filter(isThis)) Object.assign(attempt, { outcome, kind })
    }
  }

  function finish(nodeId: string, claim: Claim, result: FinishedResult, log: WorkLog, retentionHours: number): boolean {
    endAttempts(claim, log.attempts)
    const row = heldBy(nodeId, claim)
    if (!row) return rows.get(claim.job.id)?.resultKey === result.key
    end(row, 'done', { ...resultOf(result, retentionHours), ledger: ledgerWithWork(row, log.ledger, now()) })
    return true
  }

  function fail(nodeId: string, claim: Claim, { code, details }: GatewayError, log: WorkLog): boolean {
    endAttempts(claim, log.attempts)
    const row = heldBy(nodeId, claim)
    if (!row) return false
    end(row, statusFor(code), { failureReason: code, details, ledger: ledgerWithWork(row, log.ledger, now()) })
    return true
  }

  function handBack(nodeId: string, claim: Claim, log: WorkLog): boolean {
    endAttempts(claim, log.attempts)
    const row = heldBy(nodeId, claim)
    if (row) backIntoLine(row, ledgerWithWork(row, log.ledger, now()))
    return row !== undefined
  }

  function letGo(nodeId: string, claim: Claim, log: WorkLog): void {
    endAttempts(claim, log.attempts)
    const row = heldBy(nodeId, claim)
    if (row) row.leaseUntil = null
  }

  function stop(id: string, { code, details }: GatewayError): boolean {
    const row = rows.get(id)
    if (!isOpen(row)) return false
    if (code === 'cancelled' && row.waiters > 1) onViolation('a job was cancelled while somebody else waited for it')
    end(row, statusFor(code), { failureReason: code, details, ledger: ledgerWithRest(row, 'provider', now()) })
    return true
  }

  function finishInstead(id: string, fallback: FallbackKind, result: FinishedResult, retentionHours: number): boolean {
    const row = rows.get(id)
    if (!isOpen(row)) return false
    const ledger = ledgerWithRest(row, 'fallback', now())
    end(row, 'done', { ...resultOf(result, retentionHours), fallback, ledger })
    return true
  }

  function leave(id: string): number {
    const row = rows.get(id)
    if (!row) return 0
    row.waiters = Math.max(0, row.waiters - 1)
    return row.waiters
  }

  function loseAttempts(id: string): void {
    for (const attempt of attempts) if (attempt.jobId === id && attempt.outcome === 'started') attempt.outcome = 'lost'
  }

  function isLost({ status, leaseUntil, workUntilAt }: Row): boolean {
    const isSilent = leaseUntil !== null && leaseUntil < now()
    return status === 'processing' && isSilent && workUntilAt > now() + leastTakeOverMilliseconds
  }

  function takeOver(): TakenOver {
    const taken: TakenOver = { again: [], givenUp: [] }
    for (const row of [...rows.values()].filter(isLost)) {
      loseAttempts(row.id)
      const isOver = row.epoch >= mostClaims
      const ledger = ledgerWithRest(row, 'lost', now())
      if (isOver) end(row, 'failed', { failureReason: 'internal_error', details: 'each worker died', ledger })
      else backIntoLine(row, ledger)
      taken[isOver ? 'givenUp' : 'again'].push(row.id)
    }
    return taken
  }

  const find = (id: string): Job | undefined => {
    const row = rows.get(id)
    return row && jobOf(row)
  }

  return {
    rows,
    attempts,
    isTakenAway: (id: string, worker: string) => takenAway.has(`${id} ${worker}`),
    ...{
      enqueue,
      claim,
      keep,
      beginAttempt,
      remember,
      settle,
      findUnfinished,
      finish,
      fail,
      handBack,
      letGo,
      stop,
      finishInstead,
      leave,
    },
    ...{ loseAttempts, takeOver, find },
    findEnded: (ids: readonly string[]) =>
      ids.flatMap((id) => {
        const row = rows.get(id)
        return row && isFinal(row.status) ? [{ id, status: row.status }] : []
      }),
    findOverdue: () =>
      [...rows.values()]
        .filter((row) => isOpen(row) && row.workUntilAt < now() - overdueMilliseconds)
        .map(({ id }) => id),
    delivered(id: string): void {
      const row = rows.get(id)
      if (row) row.deliveredAt ??= now()
    },
    photosDeleted(ids: readonly string[]): void {
      for (const id of ids) {
        const row = rows.get(id)
        if (row) row.inputDeletedAt ??= now()
      }
    },
  }
}

export type SimulatedTables = ReturnType<typeof createSimulatedTables>
