import type { Readable } from 'node:stream'
import type { Clock } from '../clock.ts'
import type { Deadline } from '../deadline.ts'
import type { Logger } from '../log.ts'
import { inputKey, resultKey } from '../media/keys.ts'
import type { Store } from '../media/store.ts'
import type { ChainLink } from '../providers/attempt-record.ts'
import type { Router } from '../providers/router.ts'
import { type FinishedResult, finishedResult } from '../queue/finished-result.ts'
import { isFinal } from '../queue/job.ts'
import type { FallbackKind, Job } from '../queue/jobs.ts'
import { sourceImageOf } from '../queue/process-photo.ts'
import type { SlotSettings } from '../slots/slot.ts'
import { frameOf, type Templates } from '../slots/templates.ts'

interface Dependencies {
  route: Router
  templates: Pick<Templates, 'loadTemplates'>
  store: Store
  clock: Clock
  log: Logger
}

/** A picture that stands by for the end of the window. */
export interface Rescue {
  kind: FallbackKind
  /** What has been made in the meantime; undefined when it could not be made. */
  made(): Promise<FinishedResult | undefined>
  /** The photo as it came, byte for byte. */
  photo(): Promise<{ stream: Readable; bytes: number } | undefined>
  /** What was made is in use, and stays. */
  keep(): void
  /** Throws away what was made, unless it is in use. */
  drop(): Promise<void>
}

interface StandByOptions {
  /** Names the photo in the store. */
  photoId: string
  /** The job that is to be saved; a duplicate saves none. */
  findJob?: (() => Promise<Job | undefined>) | undefined
  settings: SlotSettings
  deadline: Deadline
}

/** So long before the end the picture that stands by is made: a 12-megapixel HEIC takes more than a second. */
const leadMilliseconds = 2500
/** No claim has this epoch, so no worker writes to the same key. */
const epoch = 0

const passthrough: ChainLink = { provider: 'studio', operation: 'passthrough', settings: {} }

/**
 * Sees to it that nobody is left without a picture: what the slot wants instead is made on this machine shortly before
 * the end of the window. The published copy never has what the camera wrote beside the pixels, also when the caller
 * gets their own photo back as it was.
 */
export function createRescuer({ route, templates, store, clock, log }: Dependencies) {
  async function make(job: Job, settings: SlotSettings, link: ChainLink, deadline: Deadline, signal: AbortSignal) {
    const loaded = await templates.loadTemplates(settings)
    const frame = frameOf(settings, loaded)
    const request = { photo: sourceImageOf(job, store), templates: loaded, output: settings.output, frame }
    const routed = await route([link], request, { deadline, signal })
    if ('failure' in routed) throw routed.failure
    const { image } = routed
    const key = resultKey(job.slotId, job.id, epoch, image.type)
    await store.write(key, image.bytes)
    return finishedResult(key, image)
  }

  /** Gets ready when the time has come; for a duplicate only its own photo stands by. */
  return function standBy({ photoId, findJob, settings, deadline }: StandByOptions): Rescue {
    const controller = new AbortController()
    let result: FinishedResult | undefined
    let isInUse = false
    let making: Promise<void> = Promise.resolve()

    const begin = async () => {
      const job = await findJob?.()
      if (!job || isFinal(job.status)) return
      result = await make(job, settings, settings.fallback ?? passthrough, deadline, controller.signal)
    }
    const cancel = clock.after(Math.max(0, deadline.remaining() - leadMilliseconds), () => {
      making = begin().catch((error) => {
        if (!controller.signal.aborted) log.warn({ err: error, job: photoId }, 'no picture stands by')
      })
    })

    return {
      kind: settings.onTimeout === 'fallback' ? 'fallback' : 'original',
      async made() {
        await making
        return result
      },
      photo: () => store.open(inputKey(photoId)),
      keep() {
        isInUse = true
      },
      async drop() {
        cancel()
        controller.abort(new Error('not needed'))
        await making
        if (result && !isInUse) await store.delete(result.key)
      },
    }
  }
}

export type StandBy = ReturnType<typeof createRescuer>
