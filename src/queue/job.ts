import { z } from 'zod'
import type { FailureCode } from '../errors.ts'
import type { jobStatuses } from '../schema.ts'

export type JobStatus = (typeof jobStatuses)[number]

const finalStatuses: ReadonlySet<string> = new Set<JobStatus>(['done', 'failed', 'timeout', 'cancelled'])
export const inFlight = ['pending', 'processing'] as const satisfies JobStatus[]

export const isFinal = (status: string) => finalStatuses.has(status)

/** Did it end after the window of whoever waited for it? Both moments are the database's. */
export const isLate = ({ finishedAt, deadlineAt }: { finishedAt: Date | null; deadlineAt: Date }) =>
  finishedAt !== null && finishedAt > deadlineAt

/** NOTIFY: there are photos to work on. */
export const readyChannel = 'photochanger_ready'
/** NOTIFY with `<job id> <status>`: a job has changed. */
export const jobChannel = 'photochanger_job'

/** NOTIFY with the name of remote work: its service has news of it. */
export const remoteChannel = 'photochanger_remote'

export const jobIdSchema = z.uuid()

/** The status that a failure leaves on a job. */
export function statusFor(failure: FailureCode): JobStatus {
  if (failure === 'provider_timeout') return 'timeout'
  return failure === 'cancelled' ? 'cancelled' : 'failed'
}

/** Shots of a rehearsal come after every guest, and so below every priority that a slot can have. */
export const rehearsedPriority = (slotPriority: number) => slotPriority - 10
export const isRehearsed = ({ priority }: { priority: number }) => priority < 0

/** A worker that has not been heard of for so long is believed dead. Three heartbeats fit in. */
export const leaseMilliseconds = 3000
/** So often a photo is begun. A photo that kills each worker it meets must not kill all of them. */
export const mostClaims = 3
