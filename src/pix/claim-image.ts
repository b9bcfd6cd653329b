import type { PgUpdateSetSource } from 'drizzle-orm/pg-core'
import { type Clock, repeat } from '../clock.ts'
import type { Database, Transaction } from '../database.ts'
import { and, eq, or, type SQL, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { pixImages } from '../pix-schema.ts'

export type PixImage = typeof pixImages.$inferSelect

/** An image in the hands of a worker. */
export interface ImageClaim {
  image: PixImage
  epoch: number
}

interface Dependencies {
  database: Database
  clock: Clock
  log: Logger
}

/** Shorter than the life of a message without a sign of life: who gets the message of a dead worker gets its image. */
const leaseSeconds = 8
const keepMilliseconds = 2000

/**
 * Claims on the rows of images. A claim carries an epoch and a lease: when the lease runs out the image goes to another
 * worker with the next epoch, and whatever the first one still wants to write finds that it holds nothing any more. So does
 * whoever holds an image that was delivered anew.
 */
export function createImageClaims({ database, clock, log }: Dependencies) {
  const now = () => clock.databaseNow()
  const lease = () => sql<Date>`${now()} + ${leaseSeconds} * interval '1 second'`
  const held = ({ image, epoch }: ImageClaim) =>
    and(
      eq(pixImages.id, image.id),
      eq(pixImages.status, 'processing'),
      eq(pixImages.epoch, epoch),
      eq(pixImages.revision, image.revision),
    )

  /** Not done, and in nobody's hands. */
  const isAbandoned = () =>
    or(
      eq(pixImages.status, 'pending_processing'),
      sql`${pixImages.status} = 'processing' and coalesce(${pixImages.leaseUntil} < ${now()}, true)`,
    )

  /** The claim; 'busy' while another worker has it; undefined when there is nothing to do. */
  async function claim(which: SQL | undefined): Promise<ImageClaim | 'busy' | undefined> {
    const isFree = or(eq(pixImages.status, 'error'), isAbandoned())
    const [image] = await database
      .update(pixImages)
      .set({
        status: 'processing',
        epoch: sql`${pixImages.epoch} + 1`,
        leaseUntil: lease(),
        errorCode: null,
        errorMessage: null,
      })
      .where(and(which, isFree))
      .returning()
    if (image) return { image, epoch: image.epoch }
    const [other] = await database.select({ status: pixImages.status }).from(pixImages).where(which)
    return other?.status === 'processing' ? 'busy' : undefined
  }

  async function isHeld(claim: ImageClaim): Promise<boolean> {
    return (await database.$count(pixImages, held(claim))) > 0
  }

  /** The row as it is now, until the transaction ends: people may have changed it since it was claimed. */
  async function lock(tx: Transaction, claim: ImageClaim): Promise<PixImage> {
    const [image] = await tx.select().from(pixImages).where(held(claim)).for('no key update')
    if (!image) throw claimOver()
    return image
  }

  /** Changes the row, as long as the claim holds. */
  async function change(tx: Database | Transaction, claim: ImageClaim, values: PgUpdateSetSource<typeof pixImages>) {
    const { rowCount } = await tx.update(pixImages).set(values).where(held(claim))
    if (rowCount !== 1) throw claimOver()
  }

  /** To the others, with the reason that people may read. */
  async function release(claim: ImageClaim, why: { errorCode: string; errorMessage: string } | null): Promise<void> {
    await database
      .update(pixImages)
      .set({ status: 'pending_processing', leaseUntil: null, ...why })
      .where(held(claim))
  }

  /** Does `work` for as long as the claim holds; its signal fires when that is over. */
  async function whileHeld<Value>(
    claim: ImageClaim,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Value>,
  ) {
    const over = new AbortController()
    const keepLease = async () => {
      const { rowCount } = await database.update(pixImages).set({ leaseUntil: lease() }).where(held(claim))
      if (rowCount !== 1) over.abort(claimOver())
    }
    const keeping = repeat(clock, keepMilliseconds, keepLease, (error) =>
      log.warn({ err: error, image: claim.image.id }, 'could not renew the lease of an image'),
    )
    keeping.start()
    try {
      return await work(AbortSignal.any([signal, over.signal]))
    } finally {
      await keeping.stop()
    }
  }

  return { claim, isAbandoned, isHeld, lock, change, release, whileHeld }
}

export type ImageClaims = ReturnType<typeof createImageClaims>

/** Another worker has it, or it has come anew. */
class ClaimOverError extends GatewayError {
  constructor() {
    super('cancelled', 'the image is in other hands')
  }
}

const claimOver = () => new ClaimOverError()

export const isClaimOver = (error: unknown): boolean => error instanceof ClaimOverError
