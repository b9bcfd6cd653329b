import { createHash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { createDeadline, type Deadline } from '../deadline.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { ImageType } from '../media/image-type.ts'
import { resultKey } from '../media/keys.ts'
import type { Store } from '../media/store.ts'
import type { EditedImage, SourceImage } from '../providers/provider.ts'
import type { AttemptRecord, Router } from '../providers/router.ts'
import type { Settings } from '../settings.ts'
import type { SlotSettings } from '../slots/slot.ts'
import type { Slots } from '../slots/slots.ts'
import type { Templates } from '../slots/templates.ts'
import type { PhotoForgetter } from './forget-photo.ts'
import type { Attempt, Claim, FinishedResult, Job, Jobs } from './jobs.ts'

interface Dependencies {
  jobs: Jobs
  slots: Pick<Slots, 'findRevision'>
  templates: Pick<Templates, 'loadTemplates'>
  settings: Pick<Settings, 'read'>
  store: Store
  route: Router
  forgetPhoto: PhotoForgetter
  clock: Clock
  log: Logger
  onProcessed(job: Job, attempts: Attempt[]): void
}

/** Work on one photo, from its claim to its one final state. */
export function createPhotoProcessor(dependencies: Dependencies) {
  const { jobs, slots, templates, settings, store, route, forgetPhoto, clock, log, onProcessed } = dependencies

  async function edit({ job }: Claim, slotSettings: SlotSettings, deadline: Deadline, signal: AbortSignal) {
    const bound = await templates.loadTemplates(slotSettings)
    const request = { photo: sourceImageOf(job), templates: bound, output: slotSettings.output }
    return route(slotSettings.chain, request, deadline, signal)
  }

  function sourceImageOf(job: Job): SourceImage {
    return {
      type: job.inputMime as ImageType,
      width: job.inputWidth,
      height: job.inputHeight,
      byteLength: job.inputBytes,
      async read() {
        const bytes = await store.read(job.inputKey)
        if (!bytes) throw new GatewayError('internal_error', `the photo of job ${job.id} is not in the store`)
        return bytes
      },
    }
  }

  async function publish({ job, epoch }: Claim, image: EditedImage): Promise<FinishedResult> {
    const key = resultKey(job.slotId, job.id, epoch, image.type)
    // Bytes first: a stray file is swept up later, a row without its file is a lie.
    const bytes = await store.write(key, image.bytes)
    const sha256 = createHash('sha256').update(image.bytes).digest('hex')
    return { key, type: image.type, bytes, sha256, width: image.width, height: image.height }
  }

  async function work(claim: Claim, signal: AbortSignal): Promise<void> {
    const { job } = claim
    const claimedAt = clock.monotonic()
    const deadline = createDeadline(clock, claim.remainingMilliseconds)
    const queue = (job.startedAt?.getTime() ?? 0) - job.receivedAt.getTime() - (job.timings.upload ?? 0)

    const [slot, { retentionHours }] = await Promise.all([
      slots.findRevision(job.slotId, job.slotRevision),
      settings.read(),
    ])
    if (!slot) throw new GatewayError('slot_misconfigured', `revision ${job.slotRevision} of ${job.slotId} is gone`)

    const routed = await edit(claim, slot.settings, deadline, signal)
    const made = routed.attempts.map((record) => toAttempt(record))
    const provider = made.reduce((sum, attempt) => sum + attempt.milliseconds, 0)
    onProcessed(job, made)
    if ('failure' in routed) {
      if (routed.failure.status === 500)
        log.error({ err: routed.failure, job: job.id, slot: job.slotId }, 'a photo failed')
      await jobs.fail(claim, routed.failure, made, { queue, provider })
      return
    }

    const result = await publish(claim, routed.image)
    const timings = { queue, provider, publish: clock.monotonic() - claimedAt - provider }
    // When this throws, the commit may have succeeded all the same: then the bytes are needed, else the cleaner finds them.
    const won = await jobs.finish(claim, result, made, timings, retentionHours)
    if (!won) await store.delete(result.key)
  }

  const toAttempt = ({ startedAt, ...record }: AttemptRecord): Attempt => ({
    ...record,
    startedMillisecondsAgo: clock.monotonic() - startedAt,
  })

  return async function processPhoto(claim: Claim, signal: AbortSignal): Promise<void> {
    const { job } = claim
    try {
      await work(claim, signal)
    } catch (error) {
      const failure =
        error instanceof GatewayError ? error : new GatewayError('internal_error', 'unexpected', { cause: error })
      log.error({ err: failure, job: job.id, slot: job.slotId }, 'a photo failed')
      await jobs.fail(claim, failure, [], {})
    } finally {
      await forgetPhoto(job).catch((error) =>
        log.warn({ err: error, job: job.id }, 'the photo stays until the next cleaning'),
      )
    }
  }
}
