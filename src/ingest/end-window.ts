import type { Clock } from '../clock.ts'
import type { Deadline } from '../deadline.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Store } from '../media/store.ts'
import type { FinishedResult } from '../queue/finished-result.ts'
import type { PhotoForgetter } from '../queue/forget-photo.ts'
import { isFinal } from '../queue/job.ts'
import type { FallbackKind, Job, Jobs } from '../queue/jobs.ts'
import type { Admission } from './admit-head.ts'
import type { Picture } from './answers.ts'
import type { Rescue } from './rescue.ts'

interface Dependencies {
  jobs: Pick<Jobs, 'stop' | 'finishInstead' | 'find'>
  store: Store
  forgetPhoto: PhotoForgetter
  clock: Clock
  log: Logger
  onFallback(kind: FallbackKind): void
}

/** What became of a photo, as far as its caller is concerned. */
export type Outcome =
  | { kind: 'ended' | 'pending'; job: Job }
  /** The window is over. Where the job stands nobody may be able to say. */
  | { kind: 'late'; job: Job | undefined }
  /** The photo as it came. */
  | { kind: 'original'; job: Job | undefined; picture: Picture }

interface Ending {
  admission: Admission
  jobId: string
  /** What is known of the photo as it came. */
  measures: Omit<Picture, 'stream'>
  /** A duplicate leaves the job alone: it belongs to whoever sent the photo first. */
  isNew: boolean
  rescue: Rescue | undefined
}

/** So long after the window the last words with database and store may take; then the caller is answered without them. */
const lastWordMilliseconds = 130
/** A process that is late itself still asks: a photo a moment later is better than none. */
const leastWordMilliseconds = 50

const lastWordOf = (deadline: Deadline) => Math.max(leastWordMilliseconds, deadline.remaining(lastWordMilliseconds))

const windowOver = () => new GatewayError('provider_timeout', 'the window is over')

/** What happens at the end of a window, as the slot wants it: 504, another picture, or 504 and the work goes on. */
export function createWindowEnd({ jobs, store, forgetPhoto, clock, log, onFallback }: Dependencies) {
  /** Undefined when it took too long; it goes on all the same. */
  async function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value | undefined> {
    const over = Promise.withResolvers<undefined>()
    const cancel = clock.after(milliseconds, () => over.resolve(undefined))
    const told = work.catch((error) => {
      log.warn({ err: error }, 'the end of a window could not be written down; the next look for overdue jobs does it')
      return undefined
    })
    try {
      return await Promise.race([told, over.promise])
    } finally {
      cancel()
    }
  }

  /** If the worker was faster by a hair, its result counts. */
  async function endJob({ admission, jobId, isNew, rescue }: Ending): Promise<Job | undefined> {
    if (isNew && admission.slot.settings.onTimeout !== 'continue') {
      const made = rescue && (await within(admission.deadline.remaining(), rescue.made()))
      try {
        const won = made
          ? await finishInstead(jobId, rescue, made, admission.retentionHours)
          : await jobs.stop(jobId, windowOver())
        if (won) void forgetPhoto(jobId)
      } catch (error) {
        // One connection broke; the job may have a picture all the same.
        log.warn({ err: error, job: jobId }, 'the end of a window could not be written down')
      }
    }
    return jobs.find(jobId)
  }

  async function finishInstead(jobId: string, rescue: Rescue, result: FinishedResult, retentionHours: number) {
    rescue.keep() // before the question: when its answer never comes, the row may name these bytes
    const won = await jobs.finishInstead(jobId, rescue.kind, result, retentionHours)
    if (!won) await store.delete(result.key)
    return won
  }

  return async function endWindow(ending: Ending): Promise<Outcome> {
    const { rescue } = ending
    const { deadline } = ending.admission
    const photo = rescue && (await within(lastWordOf(deadline), rescue.photo()))
    const job = await within(lastWordOf(deadline), endJob(ending))
    const picture = photo && { ...ending.measures, stream: photo.stream }
    const outcome = outcomeOf(job, picture)
    if (outcome.kind !== 'original') photo?.stream.destroy()
    const given = outcome.kind === 'original' ? 'original' : job?.fallback
    if (given) onFallback(given)
    return outcome
  }
}

export type EndWindow = ReturnType<typeof createWindowEnd>

function outcomeOf(job: Job | undefined, picture: Picture | undefined): Outcome {
  const hasBetter = job?.status === 'done' && job.fallback !== 'original' // the worker's picture, or the slot's look
  if (job && (hasBetter || job.status === 'failed' || job.status === 'cancelled')) return { kind: 'ended', job }
  if (picture) return { kind: 'original', job, picture }
  return job && isFinal(job.status) ? { kind: 'ended', job } : { kind: 'late', job }
}
