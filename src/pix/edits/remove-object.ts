import { z } from 'zod'
import type { Clock } from '../../clock.ts'
import type { Database, Transaction } from '../../database.ts'
import { and, eq, sql } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { inImagingPlace, type RawImage, toRaw } from '../../media/imaging.ts'
import { openImage } from '../../media/open-image.ts'
import type { Store } from '../../media/store.ts'
import type { PixConfig } from '../../pix-config.ts'
import { pixEdits, pixImages, pixImageVersions, untouchedKinds } from '../../pix-schema.ts'
import { ProviderFailure } from '../../providers/provider-failure.ts'
import { findImage, whileCurrent } from '../current-image.ts'
import { temporaryKey, versionKey } from '../keys.ts'
import type { AskService } from '../orchestrators/ask-service.ts'
import { type FalCalls, falPicture, readFalAnswer } from '../orchestrators/fal-calls.ts'
import type { ModelNames } from '../orchestrators/model-names.ts'
import { type CopyForServices, type PixImage, sha256Of } from '../orchestrators/service-copy.ts'
import { hasSameShape, openServicePicture } from '../orchestrators/service-picture.ts'
import { estimatedMicros } from '../orchestrators/service-prices.ts'
import { requireBytes, writeVerified } from '../stored-files.ts'
import type { Version } from '../versions.ts'
import type { PixHandlers, PixQueue } from '../work.ts'
import { particularsOf, requireWritten, type Whose } from '../write-object.ts'
import { dilate, feather } from './composite.ts'
import { type Edit, type Edits, keepBase, nextCleanVersion } from './edits.ts'
import { fromMask, type Mask } from './mask.ts'
import { createEditWriter } from './write-edit.ts'

interface Dependencies {
  database: Database
  /** For transactions in which files are written. */
  upkeep: Database
  store: Store
  config: PixConfig['vision']
  /** Undefined: there is no key. */
  fal: FalCalls | undefined
  ask: AskService
  nameOf: ModelNames
  edits: Edits
  copyForServices: CopyForServices
  queue: PixQueue
  clock: Clock
  log: Logger
}

const answerSchema = z.object({ images: z.array(falPicture).min(1) })
const keptSchema = z.object({
  ...{ key: z.string(), bytes: z.int(), width: z.int(), height: z.int() },
  // Answers of older versions do not say it.
  untouched: z.enum(untouchedKinds).default('encoded_anew'),
})
type Cleaned = z.infer<typeof keptSchema>

/**
 * Takes out of an image what somebody has drawn a mask over. Only what is below the mask, and a seam around it, becomes
 * another picture: the service gets a copy and says what could be there instead, and everything else stays the source's.
 */
export function createObjectRemoval(dependencies: Dependencies) {
  const { database, upkeep, store, config, fal, ask, nameOf, edits, copyForServices, queue, clock, log } = dependencies

  const writeEdit = createEditWriter({ clock, log })

  const openPixels = (bytes: Buffer, type: 'image/jpeg' | 'image/png', signal: AbortSignal) =>
    inImagingPlace(signal, async () => toRaw((await openImage({ bytes, type }, signal)).removeAlpha()))

  async function openMask(edit: Edit, signal: AbortSignal): Promise<Mask> {
    const bytes = edit.maskKey === null ? undefined : await store.read(edit.maskKey)
    // Cleaned away while it waited: whoever still wants it draws it again.
    if (!bytes) throw new GatewayError('conflict', 'the mask is gone')
    const { data, width, height } = await inImagingPlace(signal, async () =>
      toRaw((await openImage({ bytes, type: 'image/png' }, signal)).toColourspace('b-w').extractChannel(0)),
    )
    return { data, width, height }
  }

  /** Asks for the picture without the object, and puts what is below the mask into the source. */
  async function clean(image: PixImage, edit: Edit, signal: AbortSignal) {
    if (!fal) throw new ProviderFailure('auth', 'fal: no key')
    const version = edit.fromVersion as Version
    const copy = await copyForServices(image, { version, isFullSize: true }, signal)
    if (copy === 'withheld') throw new GatewayError('conflict', 'withheld: its privacy does not allow it')
    const sent = await openPixels(copy.bytes, 'image/jpeg', signal)
    const mask = await openMask(edit, signal)
    const seam = dilate(mask)
    const toSend = await fromMask(seam)
      .resize({ width: sent.width, height: sent.height, kernel: 'nearest', fit: 'fill' })
      .png()
      .toBuffer()
    const model = edit.model
    return ask({
      question: {
        ...{ imageId: image.id, stage: 'remove', provider: 'fal', model },
        // Each edit asks for itself: what it was told lies where it is swept up.
        inputSha256: sha256Of(`${edit.id} ${sha256Of(copy.bytes)} ${sha256Of(toSend)}`),
        estimateMicros: estimatedMicros.remove,
      },
      ...{ schema: keptSchema, signal, timeoutMilliseconds: config.removalTimeoutMilliseconds },
      async work(how) {
        const { answer, requestId } = await fal.call({
          model,
          pictures: [
            { bytes: copy.bytes, type: 'image/jpeg' },
            { bytes: toSend, type: 'image/png' },
          ],
          // The seam is in the mask already.
          input: ([photo, drawn]) => ({ image_url: photo, mask_url: drawn, mask_expansion: 0 }),
          ...how,
        })
        const [first] = readFalAnswer(answerSchema, answer).images
        const bytes = await fal.download(first?.url ?? '', how.signal)
        const result = await openServicePicture(bytes, how.signal)
        if (!hasSameShape(result, sent))
          throw new ProviderFailure('bad_media', 'fal: a picture of another shape', { billed: 'yes' })
        return { answer: await put(image, edit, { result, mask, seam }, how.signal), requestId }
      },
    })
  }

  interface Pieces {
    result: RawImage
    mask: Mask
    seam: Mask
  }

  async function put(
    image: PixImage,
    edit: Edit,
    { result, mask, seam }: Pieces,
    signal: AbortSignal,
  ): Promise<Cleaned> {
    const { shootId, id: imageId, jobId, revision } = image
    const key = versionKey({ shootId, imageId }, edit.fromVersion as Version)
    const source = await requireBytes(store, key)
    const share = await inImagingPlace(signal, () => feather(mask, seam))
    const { bytes, ...made } = await writeEdit({ source, result, share }, signal)
    const target = temporaryKey(`edit-${edit.id}`)
    await writeVerified(store, target, bytes, { type: 'image/jpeg', imageId, jobId, revision })
    return { key: target, bytes: bytes.length, ...made }
  }

  /** Number, file, row of the file, image, edit: in this order, while nobody else does the same. */
  async function finish(image: PixImage, edit: Edit, { key: from, width, height, untouched }: Cleaned): Promise<void> {
    const { id: imageId, shootId, jobId, revision } = image
    const made = await store.read(from)
    // It waited so long that it was swept up; whoever wants it draws the mask again.
    if (!made) {
      // Unless it is the whole store that is away.
      await store.prove()
      return edits.fail(edit.id, 'lost: what was made is gone')
    }
    const isFinished = await whileCurrent(upkeep, image, async (tx) => {
      if (!(await isStillRunning(tx, edit.id))) return true
      await keepBase(tx, store, image)
      const version = await nextCleanVersion(tx, imageId)
      const storageKey = versionKey({ shootId, imageId }, version)
      const sha256 = await writeAlone(tx, storageKey, made, { imageId, jobId, revision })
      const file = { storageKey, sha256, bytes: made.length, width, height, derivedFrom: edit.fromVersion }
      await tx.insert(pixImageVersions).values({ imageId, kind: version, revision, ...file })
      await tx.update(pixImages).set({ hasEdits: true, bestVersion: version }).where(eq(pixImages.id, imageId))
      await tx
        .update(pixEdits)
        .set({ status: 'done', toVersion: version, untouched, finishedAt: sql`(select ${clock.databaseNow()})` })
        .where(eq(pixEdits.id, edit.id))
      await queue.send(tx, 'pix-expose', { jobId })
      return true
    })
    if (!isFinished) return edits.fail(edit.id, 'conflict: another delivery came meanwhile')
    await store.delete(from)
  }

  /**
   * Writes a numbered file under the image's lock. Whoever was frozen has lost the lock, and maybe the number: he finds it
   * out behind his look at what is there, or by that look not being true any more, and writes nothing.
   */
  async function writeAlone(tx: Transaction, key: string, bytes: Buffer, whose: Whose): Promise<string> {
    const found = await store.find(key)
    await tx.execute(sql`select 1`)
    const sha256 = sha256Of(bytes)
    const condition = found ? { etag: found.etag } : ('absent' as const)
    if (!(await store.writeIf(condition, key, bytes, particularsOf('image/jpeg', sha256, whose)))) {
      throw new GatewayError('unavailable', 'somebody else writes this version')
    }
    await requireWritten(store, key, bytes.length)
    return sha256
  }

  async function isStillRunning(tx: Transaction, editId: string): Promise<boolean> {
    const [row] = await tx
      .select({ id: pixEdits.id })
      .from(pixEdits)
      .where(and(eq(pixEdits.id, editId), eq(pixEdits.status, 'running')))
    return row !== undefined
  }

  const handle: PixHandlers['pix-edit'] = async ({ editId }, signal) => {
    const edit = await edits.find(editId)
    if (edit?.status !== 'running') return
    const image = await findImage(database, edit.imageId)
    if (!image) return
    try {
      const outcome = await clean(image, edit, signal)
      if (outcome.kind === 'answered') return await finish(image, edit, outcome.answer)
      const why =
        outcome.kind === 'over budget' ? 'budget_exhausted: AI_DAILY_BUDGET_USD' : `${outcome.code}: ${outcome.message}`
      await edits.fail(editId, why)
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof GatewayError) || error.retryable) throw error
      log.warn({ err: error, edit: editId }, 'an edit has failed')
      await edits.fail(editId, `${error instanceof ProviderFailure ? error.kind : error.code}: ${error.message}`)
    }
  }

  return { handle, modelName: () => nameOf(config.models.objectRemoval) }
}
