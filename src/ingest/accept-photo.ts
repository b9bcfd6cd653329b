import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Clock } from '../clock.ts'
import { whileAway } from '../database-away.ts'
import { GatewayError } from '../errors.ts'
import { createLedger, reserves } from '../ledger.ts'
import type { Logger } from '../log.ts'
import { inputKey } from '../media/keys.ts'
import type { Publication } from '../media/publication.ts'
import type { Store } from '../media/store.ts'
import type { Admitted, Admission as Queue } from '../queue/admission.ts'
import type { Completions, Expectation } from '../queue/completions.ts'
import type { PhotoForgetter } from '../queue/forget-photo.ts'
import { isFinal } from '../queue/job.ts'
import type { Job, Jobs } from '../queue/jobs.ts'
import { type Admission, patienceMilliseconds } from './admit-head.ts'
import type { EndWindow, Outcome } from './end-window.ts'
import type { Refusals } from './refusals.ts'
import type { StandBy } from './rescue.ts'
import type { TakeIn, TakenIn } from './take-in.ts'

interface Dependencies {
  jobs: Pick<Jobs, 'find' | 'stopIfUnwanted' | 'leave'>
  queue: Pick<Queue, 'enqueue'>
  completions: Completions
  publication: Pick<Publication, 'requirePublished'>
  store: Store
  takeIn: TakeIn
  standBy: StandBy
  endWindow: EndWindow
  refusals: Pick<Refusals, 'note'>
  forgetPhoto: PhotoForgetter
  clock: Clock
  log: Logger
  /** Fires when this node lets go of those who still wait. */
  stopping: AbortSignal
}

/** Beyond the end of a window, so long a last question to the database may take. */
const lastWordMilliseconds = 50

/** One request on its way. */
interface Waiting {
  admission: Admission
  jobId: string
  /** Names this request's own photo in the store. */
  photoId: string
  taken: TakenIn
  /** Fires when the caller hangs up. */
  gone: AbortSignal
  /** Set when this request made the job. */
  expected: Expectation | undefined
}

/** A photo becomes a job, or joins one, or nothing is left of it; and its caller hears in time what became of it. */
export function createPhotoAcceptance(dependencies: Dependencies) {
  const { jobs, queue, completions, publication, store, takeIn } = dependencies
  const { standBy, endWindow, refusals, forgetPhoto, clock, log, stopping } = dependencies

  function enqueue(admission: Admission, jobId: string, taken: TakenIn, startedAt: number): Promise<Admitted> {
    const { head, slot, deadline, workDeadline, isAsync, retentionHours } = admission
    const { upload, hashMatch, width, height } = taken
    const { type, bytes, sha256 } = upload.file
    return queue.enqueue({
      id: jobId,
      slotId: slot.id,
      slotRevision: slot.revision,
      source: 'ingest',
      clientAddress: head.address,
      clientFields: upload.fields,
      clientHash: upload.clientHash,
      hashMatch,
      keepInputHours: slot.settings.keepOriginal ? retentionHours : null,
      testRun: null,
      input: { key: inputKey(jobId), type, bytes, sha256, width, height },
      elapsedMilliseconds: deadline.elapsed(),
      remainingMilliseconds: deadline.remaining(),
      workMilliseconds: workDeadline.remaining(),
      ledger: createLedger(clock, deadline, 'upload', 0, startedAt).close(),
      isAwaited: !isAsync,
      idempotencyKey: head.idempotencyKey,
      provider: slot.settings.chain[0]?.provider ?? 'none',
      priority: slot.settings.priority,
      maxInFlight: slot.settings.maxInFlight,
    })
  }

  /** Nobody waits for it: a store that is slow must not keep the answer. */
  function deletePhoto(jobId: string): void {
    store.delete(inputKey(jobId)).catch((error) => log.warn({ err: error, job: jobId }, 'a photo without a job stays'))
  }

  /** What fails before the job exists leaves no photo behind. */
  async function takeInOrForget(admission: Admission, jobId: string, request: FastifyRequest): Promise<TakenIn> {
    try {
      return await takeIn(admission, jobId, request)
    } catch (error) {
      if (error instanceof GatewayError) refusals.note(admission, request.id, error)
      deletePhoto(jobId)
      throw error
    }
  }

  async function enqueueOrForget(admission: Admission, jobId: string, taken: TakenIn): Promise<Admitted> {
    const { deadline } = admission
    const startedAt = clock.monotonic() - deadline.elapsed()
    const patience = Math.min(patienceMilliseconds, deadline.remaining())
    try {
      return await whileAway(clock, patience, () => enqueue(admission, jobId, taken, startedAt))
    } catch (error) {
      // When the database went away in the middle, the job may be there all the same, and needs the photo.
      if (!(error instanceof GatewayError) || error.code !== 'unavailable') deletePhoto(jobId)
      throw error
    }
  }

  /** Resolves when the job is final, when the window is over, or when an asynchronous caller has waited long enough. */
  async function acceptPhoto(admission: Admission, request: FastifyRequest, gone: AbortSignal) {
    const photoId = randomUUID()
    const taken = await takeInOrForget(admission, photoId, request)
    const expected = completions.expect(photoId)
    try {
      const { jobId, isNew } = await enqueueOrForget(admission, photoId, taken)
      request.jobId = jobId
      const waiting = { admission, jobId, photoId, taken, gone, expected: isNew ? expected : undefined }
      const outcome = await awaitAndLeave(waiting)
      // Replaying an old answer must not bring back what has expired.
      if (!isNew && outcome.kind === 'ended' && outcome.job.status === 'done') await requirePublished(jobId, admission)
      return { outcome, jobId, isDuplicate: !isNew }
    } finally {
      expected.drop()
    }
  }

  async function requirePublished(jobId: string, { deadline }: Admission): Promise<void> {
    const patience = Math.min(patienceMilliseconds, deadline.remaining() + lastWordMilliseconds)
    await whileAway(clock, patience, () => publication.requirePublished(jobId))
  }

  async function awaitAndLeave(waiting: Waiting): Promise<Outcome> {
    const { admission, jobId, photoId } = waiting
    if (admission.isAsync) {
      if (jobId !== photoId) deletePhoto(photoId)
      return awaitAsync(waiting)
    }
    let outcome: Outcome | undefined
    try {
      outcome = await awaitSync(waiting)
      return outcome
    } finally {
      // A duplicate keeps its photo for as long as it might have to be given back.
      if (jobId !== photoId) deletePhoto(photoId)
      // Nobody counts those who wait for a job that has ended.
      if (outcome?.kind !== 'ended') leave(jobId)
    }
  }

  function leave(jobId: string): void {
    jobs.leave(jobId).catch((error) => log.warn({ err: error, job: jobId }, 'could not take a waiter off'))
  }

  /** An asynchronous caller waits as long as it said, by default not at all. */
  async function awaitAsync({ admission, jobId, gone, expected }: Waiting): Promise<Outcome> {
    const { deadline, head } = admission
    const milliseconds = (head.preferences.waitSeconds ?? 0) * 1000
    const patience = deadline.shortenedTo(deadline.elapsed() + milliseconds)
    const signal = AbortSignal.any([gone, stopping])
    const ended = milliseconds > 0 ? await completions.waitFor(jobId, patience, { signal, expected }) : undefined
    const job = ended ?? (await whileAway(clock, patienceMilliseconds, () => jobs.find(jobId)))
    if (!job) throw new GatewayError('internal_error', `job ${jobId} has vanished`)
    return { kind: isFinal(job.status) ? 'ended' : 'pending', job }
  }

  async function awaitSync(waiting: Waiting): Promise<Outcome> {
    const { admission, jobId, photoId, taken, gone, expected } = waiting
    const { deadline, slot } = admission
    const isNew = jobId === photoId
    const { onTimeout } = slot.settings
    const needsRescue = onTimeout === 'original' || onTimeout === 'fallback'
    const findJob = isNew ? () => jobs.find(jobId) : undefined
    const rescue = needsRescue ? standBy({ photoId, findJob, settings: slot.settings, deadline }) : undefined
    // A picture that stands by is written into the row before the end, not after it.
    const reserve = needsRescue ? reserves.fallback : 0
    const patience = deadline.shortenedTo(deadline.elapsed() + Math.max(0, deadline.remaining() - reserve))
    try {
      const job = await completions.waitFor(jobId, patience, { signal: AbortSignal.any([gone, stopping]), expected })
      if (gone.aborted) return await leaveUnanswered(waiting, job)
      if (job && isFinal(job.status) && !(rescue && job.status === 'timeout')) return { kind: 'ended', job }
      if (stopping.aborted) throw new GatewayError('unavailable', 'stopping', { retryAfterSeconds: 2 })
      return await endWindow({ admission, jobId, measures: measuresOf(taken), isNew, rescue })
    } finally {
      rescue?.drop().catch((error) => log.warn({ err: error, job: jobId }, 'a picture that stood by stays'))
    }
  }

  /** Nobody will read an answer. Whether the work goes on is the slot's decision, unless somebody else waits for it. */
  async function leaveUnanswered({ admission, jobId }: Waiting, job: Job | undefined): Promise<never> {
    const details = 'The program that sent this photo hung up.'
    const failure = new GatewayError('cancelled', 'the client is gone', { details })
    const mayCancel = admission.slot.settings.onClientGone === 'cancel' && !isFinal(job?.status ?? 'pending')
    if (mayCancel && (await jobs.stopIfUnwanted(jobId, failure))) await forgetPhoto(jobId)
    throw failure
  }

  return acceptPhoto
}

const measuresOf = ({ upload: { file }, width, height }: TakenIn) => {
  const { type, bytes, sha256 } = file
  return { type, bytes, sha256, width, height }
}

export type AcceptPhoto = ReturnType<typeof createPhotoAcceptance>
