import type { Hop, LedgerEntry } from '../../src/ledger.ts'
import type { NewJob } from '../../src/queue/admission.ts'
import type { Job } from '../../src/queue/jobs.ts'

type KnownMoment = 'receivedAt' | 'deadlineAt' | 'workUntilAt'
type LaterMoment = 'startedAt' | 'finishedAt' | 'leaseUntil' | 'expiresAt' | 'inputDeletedAt' | 'deliveredAt'

/** A row of `jobs` with its moments in milliseconds, as exact as the database keeps them. */
export type Row = Omit<Job, KnownMoment | LaterMoment> &
  Record<KnownMoment, number> &
  Record<LaterMoment, number | null>

const dateOf = (moment: number | null) => (moment === null ? null : new Date(moment))

/** What a query brings back: a copy, with moments cut to whole milliseconds. */
export const jobOf = (row: Row): Job => ({
  ...row,
  ledger: [...row.ledger],
  receivedAt: new Date(row.receivedAt),
  deadlineAt: new Date(row.deadlineAt),
  workUntilAt: new Date(row.workUntilAt),
  startedAt: dateOf(row.startedAt),
  finishedAt: dateOf(row.finishedAt),
  leaseUntil: dateOf(row.leaseUntil),
  expiresAt: dateOf(row.expiresAt),
  inputDeletedAt: dateOf(row.inputDeletedAt),
  deliveredAt: dateOf(row.deliveredAt),
})

/** As `queue/admission.ts` inserts it. */
export function rowOf(job: NewJob, now: number): Row {
  const { id, slotId, slotRevision, source, clientAddress, clientFields, clientHash, hashMatch, priority, ledger } = job
  const { input } = job
  return {
    ...{ id, slotId, slotRevision, source, clientAddress, clientFields, clientHash, hashMatch, priority, ledger },
    ...{ status: 'pending', failureReason: null, details: null, epoch: 0, worker: null, turn: 0 },
    ...{ inputKey: input.key, inputMime: input.type, inputBytes: input.bytes, inputSha256: input.sha256 },
    ...{ inputWidth: input.width, inputHeight: input.height, inputDeletedAt: null },
    ...{ keepInput: job.keepInputHours !== null, keepInputHours: job.keepInputHours },
    ...{ resultKey: null, resultMime: null, resultBytes: null, resultSha256: null },
    ...{ resultWidth: null, resultHeight: null, resultDeletedAt: null },
    receivedAt: now - job.elapsedMilliseconds,
    deadlineAt: now + job.remainingMilliseconds,
    workUntilAt: now + job.workMilliseconds,
    ...{ settings: null, testRunId: null },
    ...{ startedAt: null, finishedAt: null, expiresAt: null, leaseUntil: null, fallback: null },
    deliveredAt: job.isAwaited ? null : now,
    waiters: job.isAwaited ? 1 : 0,
    retryOf: null,
  }
}

const rounded = (milliseconds: number) => Math.round(milliseconds * 10) / 10
export const sumOf = (ledger: readonly LedgerEntry[]) => ledger.reduce((sum, { spent }) => sum + spent, 0)

/** `queue/ledger-rest.ts` in numbers: the time that nobody has written down. */
export function ledgerWithRest(row: Row, hop: Hop, now: number): LedgerEntry[] {
  const { receivedAt, workUntilAt, startedAt, status, epoch } = row
  const isBegun = status === 'processing'
  const accounted = sumOf(row.ledger)
  const allowed = Math.max(0, rounded(workUntilAt - receivedAt) - accounted)
  const waitEnd = isBegun ? (startedAt ?? now) : now
  const wait = { hop: 'queue', epoch, allowed, spent: Math.max(0, rounded(waitEnd - receivedAt) - accounted) } as const
  const rest = { hop, epoch, allowed, spent: rounded(now - (startedAt ?? now)) }
  return [...row.ledger, wait, ...(isBegun ? [rest] : [])]
}

/** The same for what a worker wrote down: its last hop lasts until the statement. */
export function ledgerWithWork(row: Row, entries: readonly LedgerEntry[], now: number): LedgerEntry[] {
  const last = entries.at(-1)
  if (!last) return row.ledger
  const known = [...row.ledger, ...entries.slice(0, -1)]
  return [...known, { ...last, spent: Math.max(0, rounded(now - row.receivedAt) - sumOf(known)) }]
}
