import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { type FailureThrottle, networkOf } from '../accounts/failure-throttle.ts'
import type { PasswordVerifier } from '../accounts/passwords.ts'
import type { Clock } from '../clock.ts'
import { createDeadline, type Deadline } from '../deadline.ts'
import { GatewayError } from '../errors.ts'
import { mostPixels } from '../media/imaging.ts'
import type { InspectImage } from '../media/inspect-image.ts'
import { inputKey } from '../media/keys.ts'
import type { Store } from '../media/store.ts'
import type { Completions } from '../queue/completions.ts'
import type { PhotoForgetter } from '../queue/forget-photo.ts'
import { isFinal } from '../queue/job.ts'
import type { Job, Jobs } from '../queue/jobs.ts'
import type { Settings } from '../settings.ts'
import type { Slot, Slots } from '../slots/slots.ts'
import { matchHash } from './match-hash.ts'
import type { Preferences } from './prefer.ts'
import type { UploadReceiver } from './receive-upload.ts'

interface Dependencies {
  slots: Pick<Slots, 'find'>
  settings: Pick<Settings, 'read'>
  throttle: FailureThrottle
  verifyPassword: PasswordVerifier
  jobs: Jobs
  completions: Completions
  store: Store
  receiveUpload: UploadReceiver
  inspectImage: InspectImage
  forgetPhoto: PhotoForgetter
  clock: Clock
  /** No slot may take more than this. */
  maxUploadBytes: number
  /** True once the gateway is stopping. */
  isStopping(): boolean
}

/** What is known of a request before its body. */
export interface Head {
  slotId: string
  address: string
  contentLength: number | null
  preferences: Preferences
  bearer: string | null
}

/** A head that was let in. */
export interface Admission {
  head: Head
  slot: Slot
  /** The one deadline of this photo. */
  deadline: Deadline
  maxBytes: number
  isAsync: boolean
  passwordHash: string | null
}

const mebibyte = 1024 ** 2
const defaultUploadMegabytes = 25
/** Fields and part headers around the photo. */
const envelopeBytes = mebibyte
/** Work that nobody waits for may take longer than a booth would. */
const asyncWindowMilliseconds = 300_000

const throttleKey = ({ address, slotId }: Head) => `ingest:${networkOf(address)}:${slotId}`

/** How a photo comes in: from the head of a request to its job, and from the job's end to an outcome. */
export function createIngest(dependencies: Dependencies) {
  const { slots, settings, throttle, verifyPassword, jobs, completions, store, clock } = dependencies
  const { receiveUpload, inspectImage, forgetPhoto, maxUploadBytes, isStopping } = dependencies

  /** Everything that can be refused before the body is sent. */
  async function admit(head: Head, startedAt: number): Promise<Admission> {
    if (isStopping()) throw new GatewayError('unavailable', 'stopping', { retryAfterSeconds: 5 })
    const [slot, current] = await Promise.all([slots.find(head.slotId), settings.read()])
    if (!slot) throw new GatewayError('slot_not_found', 'unknown slot')
    if (!slot.settings.enabled) throw new GatewayError('slot_disabled', 'disabled slot')

    const maxBytes = Math.min((slot.settings.maxUploadMegabytes ?? defaultUploadMegabytes) * mebibyte, maxUploadBytes)
    if ((head.contentLength ?? 0) > maxBytes + envelopeBytes) {
      const details = `The photo is larger than ${Math.floor(maxBytes / mebibyte)} MB.`
      throw new GatewayError('payload_too_large', 'content-length over the limit', { details })
    }
    if (slot.settings.access === 'password') await throttle.check(throttleKey(head))
    await jobs.requireRoom(slot.id, slot.settings.maxInFlight)

    const isAsync = slot.settings.responseMode === 'async' || head.preferences.respondAsync
    const deadline = windowFor(head, isAsync, slot.settings.syncSeconds ?? current.syncSeconds, startedAt)
    const passwordHash = slot.passwordHash ?? current.ingestPasswordHash
    return { head, slot, maxBytes, isAsync, deadline, passwordHash }
  }

  function windowFor({ preferences }: Head, isAsync: boolean, syncSeconds: number, startedAt: number): Deadline {
    if (isAsync) return createDeadline(clock, asyncWindowMilliseconds, startedAt)
    const seconds = Math.min(syncSeconds, preferences.waitSeconds ?? syncSeconds)
    return createDeadline(clock, seconds * 1000, startedAt)
  }

  async function checkPassword({ head, slot, passwordHash }: Admission, password: string | null): Promise<void> {
    if (slot.settings.access === 'open') return
    if (password === null || password === '') {
      throw new GatewayError('invalid_request', 'no password', { details: 'The password part is missing.' })
    }
    await throttle.check(throttleKey(head)) // the head may have been let in long ago
    if (await verifyPassword(passwordHash, password)) return
    await throttle.recordFailure(throttleKey(head))
    throw new GatewayError('invalid_password', 'wrong password')
  }

  async function takeIn(admission: Admission, jobId: string, request: FastifyRequest) {
    const { deadline, maxBytes, head } = admission
    let checked = false
    const onPassword = async (password: string) => {
      await checkPassword(admission, password)
      checked = true
    }
    const key = inputKey(jobId)
    const upload = await receiveUpload(request, { key, maxBytes, deadline, onPassword })
    if (!checked) await checkPassword(admission, head.bearer)

    const read = async (start: number, end: number) => readRange(key, start, end)
    const { width, height } = await inspectImage({
      type: upload.file.type,
      byteLength: upload.file.bytes,
      read,
      maxPixels: mostPixels,
    })
    const hashMatch = await matchHash(upload, () => store.read(key))
    return { upload, hashMatch, width, height }
  }

  async function readRange(key: string, start: number, end: number): Promise<Buffer> {
    const opened = await store.open(key, { start, end })
    if (!opened) throw new GatewayError('internal_error', 'the photo is not in the store')
    const chunks: Buffer[] = []
    for await (const chunk of opened.stream as AsyncIterable<Buffer>) chunks.push(chunk)
    return Buffer.concat(chunks)
  }

  function enqueue({ head, slot, deadline }: Admission, jobId: string, taken: Awaited<ReturnType<typeof takeIn>>) {
    const { upload, hashMatch, width, height } = taken
    const { type, bytes, sha256 } = upload.file
    return jobs.enqueue({
      id: jobId,
      slotId: slot.id,
      slotRevision: slot.revision,
      source: 'ingest',
      clientAddress: head.address,
      clientFields: upload.fields,
      clientHash: upload.clientHash,
      hashMatch,
      input: { key: inputKey(jobId), type, bytes, sha256, width, height },
      elapsedMilliseconds: deadline.elapsed(),
      remainingMilliseconds: deadline.remaining(),
      uploadMilliseconds: deadline.elapsed(),
      provider: slot.settings.chain[0]?.provider ?? 'none',
      priority: slot.settings.priority,
      maxInFlight: slot.settings.maxInFlight,
    })
  }

  /** What fails before the job exists leaves no photo behind. */
  async function orForget<Value>(jobId: string, work: Promise<Value>): Promise<Value> {
    try {
      return await work
    } catch (error) {
      await store.delete(inputKey(jobId))
      throw error
    }
  }

  /**
   * The photo becomes a job, or nothing is left of it. Resolves when the job is final, or when an asynchronous caller
   * has waited long enough; then the job is not final.
   */
  async function acceptPhoto(admission: Admission, request: FastifyRequest): Promise<Job> {
    const jobId = randomUUID()
    const taken = await orForget(jobId, takeIn(admission, jobId, request))
    request.jobId = jobId
    const job = await completions.waitFor(jobId, waitDeadline(admission), () =>
      orForget(jobId, enqueue(admission, jobId, taken)),
    )
    if (job && (isFinal(job.status) || admission.isAsync)) return job
    return endWindow(jobId)
  }

  /** An asynchronous caller waits as long as it said, by default not at all. */
  function waitDeadline({ deadline, head, isAsync }: Admission): Deadline {
    if (!isAsync) return deadline
    return deadline.shortenedTo(deadline.elapsed() + (head.preferences.waitSeconds ?? 0) * 1000)
  }

  /** The window is over. If the worker was faster by a hair, its result counts. */
  async function endWindow(jobId: string): Promise<Job> {
    const stopped = await jobs.stop(jobId, new GatewayError('provider_timeout', 'the window is over'))
    const ended = await jobs.find(jobId)
    if (!ended) throw new GatewayError('internal_error', `job ${jobId} has vanished`)
    if (stopped) await forgetPhoto(ended)
    return ended
  }

  return { admit, acceptPhoto }
}

export type Ingest = ReturnType<typeof createIngest>
