import { z } from 'zod'
import type { FailureCode } from '../errors.ts'
import type { jobStatuses } from '../schema.ts'

export type JobStatus = (typeof jobStatuses)[number]

const finalStatuses: ReadonlySet<JobStatus> = new Set(['done', 'failed', 'timeout', 'cancelled'])

export const isFinal = (status: JobStatus) => finalStatuses.has(status)

/** NOTIFY: there are photos to work on. */
export const readyChannel = 'photochanger_ready'
/** NOTIFY with `<job id> <status>`: a job has changed. */
export const jobChannel = 'photochanger_job'

export const jobIdSchema = z.uuid()

/** The status that a failure leaves on a job. */
export function statusFor(failure: FailureCode): JobStatus {
  if (failure === 'provider_timeout') return 'timeout'
  return failure === 'cancelled' ? 'cancelled' : 'failed'
}

/** Milliseconds per hop, in the order of the path. */
export const hops = ['upload', 'queue', 'provider', 'publish'] as const
type Hop = (typeof hops)[number]
export type Timings = Partial<Record<Hop, number>>
