import { randomUUID } from 'node:crypto'
import { recordChange } from '../accounts/audit.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { ImageType } from '../media/image-type.ts'
import { inputKey } from '../media/keys.ts'
import type { Store } from '../media/store.ts'
import type { Settings } from '../settings.ts'
import type { Slots } from '../slots/slots.ts'
import type { Admission } from './admission.ts'
import { isFinal } from './job.ts'
import type { Job, Jobs } from './jobs.ts'

interface Dependencies {
  jobs: Pick<Jobs, 'find'>
  queue: Pick<Admission, 'enqueue'>
  slots: Pick<Slots, 'find'>
  settings: Pick<Settings, 'read'>
  store: Pick<Store, 'open' | 'write' | 'delete' | 'prove'>
  log: Logger
}

/** Who asks, and from where. */
interface Asker {
  who: string
  address: string
}

/** Works on a photo once more, as its slot is set up now. Resolves to the id of the new job. */
export function createRetry({ jobs, queue, slots, settings, store, log }: Dependencies) {
  async function requireKept(jobId: string): Promise<Job> {
    const job = await jobs.find(jobId)
    if (!job) throw new GatewayError('job_not_found', 'unknown id')
    if (!isFinal(job.status)) {
      const details = 'This photo is still being worked on. Cancel it, or wait for its end.'
      throw new GatewayError('conflict', 'the job is not final', { details })
    }
    if (job.inputDeletedAt) throw notKept()
    return job
  }

  /** Under a name of its own: each job deletes its own photo when it has ended. */
  async function copyPhoto(job: Job, jobId: string): Promise<void> {
    const opened = await store.open(job.inputKey)
    if (!opened) {
      await store.prove()
      throw notKept()
    }
    await store.write(inputKey(jobId), opened.stream)
  }

  async function requireSlot(slotId: string) {
    const slot = await slots.find(slotId)
    if (!slot) throw new GatewayError('slot_not_found', 'the slot of the job is gone')
    if (!slot.settings.enabled) throw new GatewayError('slot_disabled', 'disabled slot')
    return slot
  }

  async function enqueue(job: Job, jobId: string, { who, address }: Asker): Promise<void> {
    const [slot, { syncSeconds }] = await Promise.all([requireSlot(job.slotId), settings.read()])
    const windowMilliseconds = (slot.settings.syncSeconds ?? syncSeconds) * 1000
    const { clientFields, clientHash, hashMatch } = job
    await queue.enqueue(
      {
        ...{ id: jobId, slotId: slot.id, slotRevision: slot.revision, source: 'retry', retryOf: job.id },
        ...{ clientAddress: address, clientFields, clientHash, hashMatch },
        keepInput: slot.settings.keepOriginal,
        input: {
          ...{ key: inputKey(jobId), type: job.inputMime as ImageType, bytes: job.inputBytes },
          ...{ sha256: job.inputSha256, width: job.inputWidth, height: job.inputHeight },
        },
        elapsedMilliseconds: 0,
        remainingMilliseconds: windowMilliseconds,
        workMilliseconds: windowMilliseconds,
        ledger: [],
        isAwaited: false,
        idempotencyKey: null,
        provider: slot.settings.chain[0]?.provider ?? 'none',
        priority: slot.settings.priority,
        maxInFlight: slot.settings.maxInFlight,
        testRun: null,
      },
      (tx) => recordChange(tx, { who, what: 'job.retried', before: null, after: { job_id: jobId, retry_of: job.id } }),
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
  const details = 'The photo of this job has been deleted. Slots with "keepOriginal" keep it as long as its picture.'
  return new GatewayError('conflict', 'the photo was not kept', { details })
}
