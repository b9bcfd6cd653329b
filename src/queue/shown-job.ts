import { z } from 'zod'
import { hasPhoto } from '../media/kept-photo.ts'
import { problemSchema, problemsOf } from '../problem.ts'
import { jobStatuses } from '../schema.ts'
import type { Attempt, DeletionReceipt } from './find-jobs.ts'
import { isLate } from './job.ts'
import type { Job } from './jobs.ts'
import { usdOf } from './spending.ts'

const moment = z.iso.datetime().nullable()
/** A line of the list. */
export const listedJob = z.object({
  job_id: z.uuid(),
  slot: z.string(),
  slot_revision: z.int(),
  source: z.string(),
  status: z.enum(jobStatuses),
  failure_reason: z.string().nullable(),
  /** Ended after its window. */
  late: z.boolean(),
  fallback: z.string().nullable(),
  received_at: moment,
  deadline_at: moment,
  finished_at: moment,
  expires_at: moment,
  /** The job whose photo it works on once more. */
  retry_of: z.uuid().nullable(),
  /** The finished picture's size; null when there is none, or it was deleted. */
  picture: z.object({ width: z.int(), height: z.int() }).nullable(),
})
const file = {
  mime: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  width: z.number(),
  height: z.number(),
  deleted_at: moment,
}
const shownAttempt = z.object({
  epoch: z.int(),
  number: z.int(),
  provider: z.string(),
  operation: z.string(),
  model: z.string().nullable(),
  worker: z.string().nullable(),
  started_at: moment,
  milliseconds: z.number().nullable(),
  outcome: z.string(),
  /** Place of its link in the slot's chain, from 1. */
  link: z.int(),
  /** Fetched what an earlier attempt had handed in. */
  resumed: z.boolean(),
  /** How the service failed. */
  kind: z.string().nullable(),
  http_status: z.int().nullable(),
  provider_request_id: z.string().nullable(),
  billed: z.enum(['yes', 'no', 'unknown']).nullable(),
  cost_usd: z.number().nullable(),
  cost_basis: z.enum(['usage', 'table']).nullable(),
  price_date: z.string().nullable(),
})
const shownReceipt = z.object({
  what: z.string(),
  slot: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  due_at: moment,
  deleted_at: moment,
})
/** Everything that a job keeps. */
export const shownJob = listedJob.extend({
  details: z.string().nullable(),
  /** What `details` says beyond `failure_reason`. */
  problems: z.array(problemSchema),
  client: z.object({
    address: z.string(),
    fields: z.record(z.string(), z.string()),
    hash: z.string().nullable(),
    hash_match: z.string().nullable(),
  }),
  input: z.object(file),
  /** It can be seen at `/api/jobs/{job}/photo` now. */
  has_photo: z.boolean(),
  result: z.object({ key: z.string(), ...file }).nullable(),
  work_until_at: moment,
  started_at: moment,
  delivered_at: moment,
  epoch: z.int(),
  worker: z.string().nullable(),
  lease_until: moment,
  priority: z.int(),
  turn: z.int(),
  waiters: z.int(),
  ledger: z.array(z.unknown()),
  attempts: z.array(shownAttempt),
  deletion_receipts: z.array(shownReceipt),
})
/** What is left when the job's row is gone. */
export const forgottenJob = z.object({ job_id: z.uuid(), deletion_receipts: z.array(shownReceipt) })

const written = (date: Date | null) => date?.toISOString() ?? null

export const listJob = (job: Job) => ({
  job_id: job.id,
  slot: job.slotId,
  slot_revision: job.slotRevision,
  source: job.source,
  status: job.status,
  failure_reason: job.failureReason,
  late: isLate(job),
  fallback: job.fallback,
  received_at: written(job.receivedAt),
  deadline_at: written(job.deadlineAt),
  finished_at: written(job.finishedAt),
  expires_at: written(job.expiresAt),
  retry_of: job.retryOf,
  picture:
    job.resultKey === null || job.resultDeletedAt !== null
      ? null
      : { width: job.resultWidth ?? 0, height: job.resultHeight ?? 0 },
})

export const showJob = (job: Job, now: Date) => ({
  ...listJob(job),
  details: job.details,
  problems: problemsOf(job.failureReason, job.details),
  client: { address: job.clientAddress, fields: job.clientFields, hash: job.clientHash, hash_match: job.hashMatch },
  input: {
    mime: job.inputMime,
    bytes: job.inputBytes,
    sha256: job.inputSha256,
    width: job.inputWidth,
    height: job.inputHeight,
    deleted_at: written(job.inputDeletedAt),
  },
  has_photo: hasPhoto(job, now),
  result: showResult(job),
  work_until_at: written(job.workUntilAt),
  started_at: written(job.startedAt),
  delivered_at: written(job.deliveredAt),
  epoch: job.epoch,
  worker: job.worker,
  lease_until: written(job.leaseUntil),
  priority: job.priority,
  turn: job.turn,
  waiters: job.waiters,
  ledger: job.ledger,
})

function showResult(job: Job) {
  if (job.resultKey === null) return null
  return {
    key: job.resultKey,
    mime: job.resultMime ?? '',
    bytes: job.resultBytes ?? 0,
    sha256: job.resultSha256 ?? '',
    width: job.resultWidth ?? 0,
    height: job.resultHeight ?? 0,
    deleted_at: written(job.resultDeletedAt),
  }
}

export const showAttempt = ({ epoch, number, provider, operation, model, worker, outcome, ...more }: Attempt) => ({
  ...{ epoch, number, provider, operation, model, worker, outcome },
  started_at: written(more.startedAt),
  milliseconds: more.milliseconds,
  link: more.linkAt + 1,
  resumed: more.isResumed,
  kind: more.kind,
  http_status: more.httpStatus,
  provider_request_id: more.providerRequestId,
  billed: more.billed,
  cost_usd: more.costMicros === null ? null : usdOf(more.costMicros),
  cost_basis: more.costBasis,
  price_date: more.priceDate,
})

export const showReceipt = ({ what, slotId, sha256, bytes, dueAt, deletedAt }: DeletionReceipt) => ({
  what,
  slot: slotId,
  sha256,
  bytes,
  due_at: written(dueAt),
  deleted_at: written(deletedAt),
})
