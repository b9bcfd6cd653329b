import type { Clock } from '../clock.ts'
import type { Database, Transaction } from '../database.ts'
import { and, eq, inArray, ne, type SQL, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { pixImages } from '../pix-schema.ts'
import { type ImageClaim, type ImageClaims, isClaimOver } from './claim-image.ts'
import { codeOf, sentenceOf } from './failure-words.ts'
import type { FinalFilesMaker } from './final-files.ts'
import type { ImageMetaMerger } from './image-meta.ts'
import type { createImageStages } from './image-stages.ts'
import type { PixQueue, PixWork } from './work.ts'

interface Dependencies {
  database: Database
  queue: PixQueue
  claims: ImageClaims
  files: FinalFilesMaker
  stages: ReturnType<typeof createImageStages>
  meta: ImageMetaMerger
  clock: Clock
  log: Logger
  /** Whether services look at images: then they are asked to when one is done. */
  hasVision: () => boolean
  onEnded?: ((outcome: 'processed' | 'error') => void) | undefined
}

/** While others of its job are on their way, their exposé waits so long for them. */
const exposeSeconds = { alone: 0, withOthers: 30 }

/**
 * The way of a final image: claim, files, stages, the file about it, and only then the row that says so. Any step may be
 * broken off and done again, by whoever comes next; what is right already is not made anew.
 */
export function createFinalImageProcessing(dependencies: Dependencies) {
  const { database, queue, claims, files, stages, meta, clock, log, hasVision, onEnded = () => {} } = dependencies

  async function run(which: SQL | undefined, signal: AbortSignal): Promise<void> {
    const claim = await claims.claim(which)
    if (claim === 'busy') throw new GatewayError('cancelled', 'another worker has the image')
    if (!claim) return // nothing to do any more
    try {
      await claims.whileHeld(claim, signal, (held) => workOn(claim, held))
    } catch (error) {
      await settleFailure(claim, signal, error)
    }
  }

  async function workOn(claim: ImageClaim, signal: AbortSignal): Promise<void> {
    const made = await files.ensureFiles(claim, signal)
    signal.throwIfAborted()
    await stages.examine(claim, made, signal)
    signal.throwIfAborted()
    if (!(await meta.mergeImageMeta(claim.image.id, { as: { status: 'processed' } }))) {
      throw new GatewayError('internal_error', 'an image without measures')
    }
    const isAwaited = await database.transaction(async (tx) => {
      await claims.change(tx, claim, {
        status: 'processed',
        errorCode: null,
        errorMessage: null,
        leaseUntil: null,
        usable: sql`${pixImages.excludedAt} is null`,
        processedAt: clock.databaseNow(),
      })
      if (hasVision()) await queue.send(tx, 'pix-vision', { imageId: claim.image.id, revision: claim.image.revision })
      return askForExpose(tx, claim.image.jobId, claim.image.id)
    })
    if (isAwaited) await hastenExpose(claim.image.jobId)
    onEnded('processed')
  }

  async function settleFailure(claim: ImageClaim, signal: AbortSignal, error: unknown): Promise<void> {
    // Whoever has it now does the rest, and says so.
    if (isClaimOver(error)) return
    if (signal.aborted) {
      await claims.release(claim, null)
      throw error
    }
    if (error instanceof GatewayError && !error.retryable && error.code !== 'internal_error') {
      log.warn({ err: error, image: claim.image.id }, 'a final image cannot be processed')
      return endInError(claim, error)
    }
    await claims.release(claim, { errorCode: codeOf(error), errorMessage: sentenceOf(error) })
    throw error
  }

  /** Others are not held up by it: the exposé is made without this one. */
  async function endInError(claim: ImageClaim, error: unknown): Promise<void> {
    const isAwaited = await database.transaction(async (tx) => {
      const why = { errorCode: codeOf(error), errorMessage: sentenceOf(error) }
      await claims.change(tx, claim, { status: 'error', usable: false, leaseUntil: null, ...why })
      return askForExpose(tx, claim.image.jobId, claim.image.id)
    })
    if (isAwaited) await hastenExpose(claim.image.jobId)
    onEnded('error')
  }

  const isUnderWay = inArray(pixImages.status, ['pending_processing', 'processing'])

  /** Resolves to whether it waits for others. */
  async function askForExpose(tx: Transaction, jobId: string, imageId: string): Promise<boolean> {
    const others = await tx.$count(pixImages, and(eq(pixImages.jobId, jobId), ne(pixImages.id, imageId), isUnderWay))
    const afterSeconds = others > 0 ? exposeSeconds.withOthers : exposeSeconds.alone
    await queue.send(tx, 'pix-expose', { jobId }, { afterSeconds })
    return others > 0
  }

  /** Of two that end in the same moment each has taken the other for one that is on its way. */
  async function hastenExpose(jobId: string): Promise<void> {
    if ((await database.$count(pixImages, and(eq(pixImages.jobId, jobId), isUnderWay))) > 0) return
    await database.transaction((tx) => queue.send(tx, 'pix-expose', { jobId }))
  }

  return {
    /** The pipeline of one final image, by the name that it has in its job. */
    processFinalImage: (jobId: string, filename: string, signal: AbortSignal = new AbortController().signal) =>
      run(and(eq(pixImages.jobId, jobId), eq(pixImages.filename, filename)), signal),

    /** The same for a message. One about an earlier delivery finds nothing. */
    processMessage: ({ imageId, revision }: PixWork['pix-process'], signal: AbortSignal) =>
      run(and(eq(pixImages.id, imageId), eq(pixImages.revision, revision)), signal),

    /** After the last try. What another worker has taken up meanwhile is left to it. */
    async giveUp(tx: Transaction, { imageId, revision }: PixWork['pix-process'], error: unknown): Promise<void> {
      const rows = await tx
        .update(pixImages)
        .set({
          status: 'error',
          usable: false,
          leaseUntil: null,
          errorCode: codeOf(error),
          errorMessage: sentenceOf(error),
        })
        .where(and(eq(pixImages.id, imageId), eq(pixImages.revision, revision), claims.isAbandoned()))
        .returning({ jobId: pixImages.jobId })
      for (const { jobId } of rows) await askForExpose(tx, jobId, imageId)
      if (rows.length > 0) onEnded('error')
    },
  }
}
