import { randomUUID } from 'node:crypto'
import { recordChange } from '../accounts/audit.ts'
import type { Clock } from '../clock.ts'
import type { Database, Transaction } from '../database.ts'
import { and, eq, ne, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { photoDueAt } from '../media/deletions.ts'
import type { ImageType } from '../media/image-type.ts'
import { inputKey } from '../media/keys.ts'
import type { Store } from '../media/store.ts'
import { jobs } from '../schema.ts'
import type { Settings } from '../settings.ts'
import type { Slots } from '../slots/slots.ts'
import type { Admission } from './admission.ts'
import { backgroundMilliseconds, isFinal } from './job.ts'
import type { Job } from './jobs.ts'

interface Dependencies {
  database: Database
  clock: Clock
  queue: Pick<Admission, 'enqueue'>
  slots: Pick<Slots, 'find'>
  settings: Pick<Settings, 'read'>
  store: Pick<Store, 'copy' | 'delete' | 'prove'>
  log: Logger
}

/** Who asks, and from where. */
interface Asker {
  who: string
  address: string
}

/** Works on a photo once more, as its slot is set up now. Resolves to the id of the new job. */
export function createRetry({ database, clock, queue, slots, settings, store, log }: Dependencies) {
  async function requireKept(jobId: string): Promise<Job> {
    // What is due is gone from that very second, also before the cleaner ran.
    const isKept = sql<boolean>`${jobs.keepInput} and ${jobs.inputDeletedAt} is null and ${photoDueAt} > ${clock.databaseNow()}`
    const [found] = await database.select({ job: jobs, isKept }).from(jobs).where(eq(jobs.id, jobId))
    const job = found?.job
    if (!job) throw new GatewayError('job_not_found', 'unknown id')
    if (!isFinal(job.status)) {
      const details = 'This photo is still being worked on. Cancel it, or wait for its end.'
      throw new GatewayError('conflict', 'the job is not final', { details })
    }
    if (!found.isKept) throw notKept()
    return job
  }

  /** Under a name of its own: each job deletes its own photo when it has ended. */
  async function copyPhoto(job: Job, jobId: string): Promise<void> {
    if ((await store.copy(job.inputKey, inputKey(jobId))) !== undefined) return
    await store.prove()
    throw notKept()
  }

  async function requireSlot(slotId: string) {
    const slot = await slots.find(slotId)
    if (!slot) throw new GatewayError('slot_not_found', 'the slot of the job is gone')
    if (!slot.settings.enabled) throw new GatewayError('slot_disabled', 'disabled slot')
    return slot
  }

  /** Whoever clicks twice gets one picture, and one bill. The row's lock makes two clicks at once two after each other. */
  async function refuseTwice(tx: Transaction, job: Job, jobId: string): Promise<void> {
    await tx.select({ id: jobs.id }).from(jobs).where(eq(jobs.id, job.id)).for('update')
    const isInFlight = sql`status in ('pending', 'processing')` // in the words of the index
    const [other] = await tx
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.slotId, job.slotId), isInFlight, eq(jobs.retryOf, job.id), ne(jobs.id, jobId)))
    if (!other) return
    const details = `This photo is being worked on again already, as job ${other.id}.`
    throw new GatewayError('conflict', 'a retry is in flight', { details })
  }

  async function enqueue(job: Job, jobId: string, { who, address }: Asker): Promise<void> {
    const [slot, { retentionHours }] = await Promise.all([requireSlot(job.slotId), settings.read()])
    const { clientFields, clientHash, hashMatch } = job
    await queue.enqueue(
      {
        ...{ id: jobId, slotId: slot.id, slotRevision: slot.revision, source: 'retry', retryOf: job.id },
        ...{ clientAddress: address, clientFields, clientHash, hashMatch },
        keepInputHours: slot.settings.keepOriginal ? retentionHours : null,
        input: {
          ...{ key: inputKey(jobId), type: job.inputMime as ImageType, bytes: job.inputBytes },
          ...{ sha256: job.inputSha256, width: job.inputWidth, height: job.inputHeight },
        },
        elapsedMilliseconds: 0,
        // Nobody stands at the booth any more: what was too slow for its window may be in time now.
        remainingMilliseconds: backgroundMilliseconds,
        workMilliseconds: backgroundMilliseconds,
        ledger: [],
        isAwaited: false,
        idempotencyKey: null,
        provider: slot.settings.chain[0]?.provider ?? 'none',
        priority: slot.settings.priority,
        maxInFlight: slot.settings.maxInFlight,
        testRun: null,
      },
      async (tx) => {
        await refuseTwice(tx, job, jobId)
        await recordChange(tx, { who, what: 'job.retried', before: null, after: { job_id: jobId, retry_of: job.id } })
      },
    )
  }

  return async function retryJob(id: string, asker: Asker): Promise<string> {
    const job = await requireKept(id)
    if (job.source === 'test_run')
      throw new GatewayError('conflict', 'a test run', { details: 'A test run is not retried; run it again.' })
    await requireSlot(job.slotId)
    const jobId = randomUUID()
    await copyPhoto(job, jobId)
    try {
      await enqueue(job, jobId, asker)
    } catch (error) {
      // When the database went away in the middle, the job may be there all the same, and needs the photo.
      const mayBeThere = !(error instanceof GatewayError) || error.code === 'unavailable'
      if (!mayBeThere)
        await store.delete(inputKey(jobId)).catch((err) => log.warn({ err, job: jobId }, 'a photo stays'))
      throw error
    }
    return jobId
  }
}

export type RetryJob = ReturnType<typeof createRetry>

function notKept(): GatewayError {
  const details =
    'The photo of this job has been deleted. Slots with "keepOriginal" keep it as long as a picture lives.'
  return new GatewayError('conflict', 'the photo was not kept', { details })
}
