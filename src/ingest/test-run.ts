import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { recordChange } from '../accounts/audit.ts'
import type { Clock } from '../clock.ts'
import type { Transaction } from '../database.ts'
import { createDeadline, type Deadline } from '../deadline.ts'
import { GatewayError } from '../errors.ts'
import { createLedger } from '../ledger.ts'
import type { Logger } from '../log.ts'
import { mostPixels } from '../media/imaging.ts'
import type { InspectImage } from '../media/inspect-image.ts'
import { inputKey } from '../media/keys.ts'
import { createRangeReader } from '../media/range-reader.ts'
import type { Store } from '../media/store.ts'
import type { Admission as Queue } from '../queue/admission.ts'
import type { PhotoForgetter } from '../queue/forget-photo.ts'
import { testRunPriority } from '../queue/job.ts'
import type { Jobs } from '../queue/jobs.ts'
import { configurationField, nameField, testRunLane } from '../queue/test-runs.ts'
import type { SlotSettings } from '../slots/slot.ts'
import type { Slots, StoredSlot } from '../slots/slots.ts'
import { defaultUploadMegabytes } from './admit-head.ts'
import type { Upload, UploadReceiver } from './receive-upload.ts'

interface Dependencies {
  slots: Pick<Slots, 'requireStored' | 'checkUnsaved'>
  queue: Pick<Queue, 'enqueue'>
  jobs: Pick<Jobs, 'stop'>
  forgetPhoto: PhotoForgetter
  store: Store
  receiveUpload: UploadReceiver
  inspectImage: InspectImage
  clock: Clock
  log: Logger
  /** No slot may take more than this. */
  maxUploadBytes: number
  isStopping(): boolean
}

/** What is tried: a slot's settings with something else here and there. */
interface Trial {
  jobId: string
  name: string | null
  settings: SlotSettings
}

export interface StartedRun {
  testRunId: string
  /** In the order in which they were asked for. */
  jobIds: string[]
  /** Was it asked for as a comparison? */
  isCompared: boolean
}

const mebibyte = 1024 ** 2
const mostConfigurations = 6
/** Six long prompts. */
const mostFieldBytes = mebibyte / 2
/** Nobody at a booth waits for it: a slow model is what may be tried out here. */
const runMilliseconds = 300_000
const uploadMilliseconds = 60_000

const overrides = z.record(z.string(), z.unknown())
const configurationsSchema = z
  .array(z.strictObject({ name: z.string().trim().max(80).optional(), settings: overrides }))
  .min(1)
  .max(mostConfigurations, `must be at most ${mostConfigurations}`)

const refused = (details: string) => new GatewayError('invalid_settings', details, { details })

/**
 * One photo through settings that nobody has saved: by the same queue and router as every photo, but in jobs of its own,
 * which no figure of the service counts and no guest joins.
 */
export function createTestRun(dependencies: Dependencies) {
  const { slots, queue, jobs, forgetPhoto, store, receiveUpload, inspectImage, clock, log } = dependencies

  async function receive(request: FastifyRequest, slot: StoredSlot, jobId: string): Promise<Upload> {
    const { maxUploadMegabytes } = slot.settings as Partial<SlotSettings>
    const ownBytes = (maxUploadMegabytes ?? defaultUploadMegabytes) * mebibyte
    return receiveUpload(request, {
      key: inputKey(jobId),
      maxBytes: Math.min(ownBytes, dependencies.maxUploadBytes),
      deadline: createDeadline(clock, uploadMilliseconds),
      onPassword: async () => {}, // whoever may test needs no other password
      mostFieldBytes,
    })
  }

  /** What a slot may spend is not for everybody to change who may try something out: its saved budgets stay. */
  async function check(slot: StoredSlot, changed: z.infer<typeof overrides>, at: string[]): Promise<SlotSettings> {
    const checked = await slots.checkUnsaved({ ...(slot.settings as object), ...changed }, at)
    const { dailyBudgetUsd = null, monthlyBudgetUsd = null } = slot.settings as Partial<SlotSettings>
    return { ...checked, dailyBudgetUsd, monthlyBudgetUsd }
  }

  async function readTrials(slot: StoredSlot, { fields }: Upload, firstId: string): Promise<Trial[]> {
    const { settings = '{}', configurations } = fields
    if (configurations === undefined) {
      const changed = parseField('settings', settings, overrides)
      return [{ jobId: firstId, name: null, settings: await check(slot, changed, []) }]
    }
    if (fields.settings !== undefined) throw refused('settings: goes into configurations when there are some')
    const trials: Trial[] = []
    for (const [at, wanted] of parseField('configurations', configurations, configurationsSchema).entries()) {
      const checked = await check(slot, wanted.settings, ['configurations', String(at), 'settings'])
      trials.push({ jobId: at === 0 ? firstId : randomUUID(), name: wanted.name ?? null, settings: checked })
    }
    return trials
  }

  /** Each job deletes its own photo. All are there before the first job is: it may be over soon. */
  async function copyPhoto([first, ...others]: Trial[]): Promise<void> {
    for (const { jobId } of others) {
      const copied = await store.copy(inputKey(first?.jobId ?? ''), inputKey(jobId))
      if (copied === undefined) throw new GatewayError('internal_error', 'the photo is not in the store')
    }
  }

  async function enqueueAll(trials: Trial[], enqueue: (trial: Trial, at: number) => Promise<unknown>): Promise<void> {
    const made: string[] = []
    try {
      for (const [at, trial] of trials.entries()) {
        await enqueue(trial, at)
        made.push(trial.jobId)
      }
    } catch (error) {
      for (const jobId of made) await giveUp(jobId)
      throw error
    }
  }

  /** What cannot be stopped is made, and seen by nobody: no reason to answer with anything but why there was no room. */
  async function giveUp(jobId: string): Promise<void> {
    try {
      const failure = new GatewayError('cancelled', 'the rest of the test run found no room')
      if (await jobs.stop(jobId, failure)) await forgetPhoto(jobId)
    } catch (error) {
      log.error({ err: error, job: jobId }, 'a test photo goes on without its run')
    }
  }

  /** What has become a job is the job's to delete. */
  async function deletePhotos(ids: string[]): Promise<void> {
    for (const id of ids) {
      await store
        .delete(inputKey(id))
        .catch((error) => log.warn({ err: error, job: id }, 'a photo without a job stays'))
    }
  }

  function newJob(slot: StoredSlot, upload: Upload, size: { width: number; height: number }, deadline: Deadline) {
    const { type, bytes, sha256 } = upload.file
    return (testRunId: string, { jobId, name, settings }: Trial, at: number, address: string) => ({
      ...{ id: jobId, slotId: slot.id, slotRevision: slot.revision, source: 'test_run' as const },
      clientAddress: address,
      clientFields: { [configurationField]: String(at + 1), ...(name && { [nameField]: name }) },
      ...{ clientHash: null, hashMatch: null, keepInputHours: null, isAwaited: false, idempotencyKey: null },
      testRun: { id: testRunId, settings },
      input: { key: inputKey(jobId), type, bytes, sha256, ...size },
      elapsedMilliseconds: deadline.elapsed(),
      remainingMilliseconds: deadline.remaining(),
      workMilliseconds: deadline.remaining(),
      ledger: createLedger(clock, deadline, 'upload', 0, clock.monotonic() - deadline.elapsed()).close(),
      provider: testRunLane,
      // The slot's own limit is the guests' alone.
      ...{ priority: testRunPriority, maxInFlight: null },
    })
  }

  async function takePhoto(request: FastifyRequest, slot: StoredSlot, photoId: string) {
    const upload = await receive(request, slot, photoId)
    const read = createRangeReader(store, inputKey(photoId))
    const { type, bytes: byteLength } = upload.file
    const { width, height } = await inspectImage({ type, byteLength, read, maxPixels: mostPixels })
    const trials = await readTrials(slot, upload, photoId)
    return { upload, size: { width, height }, trials }
  }

  return async function startTestRun(request: FastifyRequest, slotId: string, who: string): Promise<StartedRun> {
    if (dependencies.isStopping()) throw new GatewayError('unavailable', 'stopping', { retryAfterSeconds: 5 })
    const deadline = createDeadline(clock, runMilliseconds)
    const slot = await slots.requireStored(slotId)
    const photoId = randomUUID()
    const testRunId = randomUUID()
    const photos: string[] = [photoId]
    const queued = new Set<string>()
    try {
      const { upload, size, trials } = await takePhoto(request, slot, photoId)
      const jobIds = trials.map(({ jobId }) => jobId)
      photos.push(...jobIds.slice(1))
      await copyPhoto(trials)
      const jobFor = newJob(slot, upload, size, deadline)
      const after = { test_run_id: testRunId, slot: slot.id, jobs: jobIds }
      const started = { who, what: 'test_run.started', before: null, after }
      await enqueueAll(trials, async (trial, at) => {
        queued.add(trial.jobId)
        // The run begins with its first job: the row comes with that one, also when there is no room for another.
        const also = (tx: Transaction) => (at === 0 ? recordChange(tx, started) : Promise.resolve())
        await queue.enqueue(jobFor(testRunId, trial, at, request.ip), also).catch((error: unknown) => {
          if (isKnownToBeRefused(error)) queued.delete(trial.jobId)
          throw error
        })
      })
      return { testRunId, jobIds, isCompared: upload.fields.configurations !== undefined }
    } catch (error) {
      await deletePhotos(photos.filter((id) => !queued.has(id)))
      throw error
    }
  }
}

export type StartTestRun = ReturnType<typeof createTestRun>

/** When the database went away in the middle, the job may be there all the same, and needs its photo. */
const isKnownToBeRefused = (error: unknown) => error instanceof GatewayError && error.code !== 'unavailable'

function parseField<Schema extends z.ZodType>(name: string, text: string, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(jsonIn(name, text))
  if (parsed.success) return parsed.data
  throw refused(parsed.error.issues.map(({ path, message }) => `${[name, ...path].join('.')}: ${message}`).join('; '))
}

function jsonIn(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refused(`${name}: is not JSON`)
  }
}
