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

/** Below every guest's: whatever waits for a guest is done first. */
export const testRunPriority = -1
/** Shots of a rehearsal come after every guest, and after test runs; the two highest of a slot's priorities are one here. */
export const rehearsedPriority = (slotPriority: number) => Math.min(slotPriority - 10, testRunPriority - 1)
export const isRehearsed = ({ priority }: { priority: number }) => priority < testRunPriority

/** A worker that has not been heard of for so long is believed dead. Three heartbeats fit in. */
export const leaseMilliseconds = 3000
/** Work that nobody waits for may take longer than a booth would. */
export const backgroundMilliseconds = 300_000
/** So often a photo is begun. A photo that kills each worker it meets must not kill all of them. */
export const mostClaims = 3
