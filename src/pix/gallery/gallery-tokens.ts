import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../../database.ts'
import { and, eq, isNotNull } from '../../drizzle.ts'
import { pixJobs } from '../../pix-schema.ts'
import { type Seal, sealAgain } from '../../seal.ts'

interface Dependencies {
  database: Database
  seal: Seal
}

/** What a row keeps of a token: what finds it, and what it can be read from again. */
export interface KeptToken {
  galleryTokenHash: string
  galleryTokenSealed: string
}

const tokenBytes = 32
const tokenPattern = /^[A-Za-z0-9_-]{43}$/
/** Binds a sealed token to this table. */
const purpose = 'pix gallery link'

/** Undefined for what can be no token: nobody looks for it. */
export const hashOfToken = (token: string): string | undefined =>
  tokenPattern.test(token) ? createHash('sha256').update(token).digest('hex') : undefined

/** What opens a gallery for whoever has its link. A row has the hash to find it by, and the token sealed to tell it again. */
export function createGalleryTokens({ database, seal }: Dependencies) {
  async function make(): Promise<KeptToken> {
    const token = randomBytes(tokenBytes).toString('base64url')
    const galleryTokenSealed = await seal.seal(token, purpose)
    return { galleryTokenHash: createHash('sha256').update(token).digest('hex'), galleryTokenSealed }
  }

  /** Null: there is none, or no key opens it. */
  async function read(sealed: string | null): Promise<string | null> {
    return sealed === null ? null : ((await seal.open(sealed, purpose))?.plain ?? null)
  }

  /** What a previous SECRET_KEY has sealed is sealed again, unless it was renewed in the meantime. */
  async function renewSeals(): Promise<void> {
    const rows = await database
      .select({ id: pixJobs.id, sealed: pixJobs.galleryTokenSealed })
      .from(pixJobs)
      .where(isNotNull(pixJobs.galleryTokenSealed))
    for (const { id, sealed } of rows) {
      const again = sealed && (await sealAgain(seal, sealed, purpose))
      if (!again) continue
      await database
        .update(pixJobs)
        .set({ galleryTokenSealed: again })
        .where(and(eq(pixJobs.id, id), eq(pixJobs.galleryTokenSealed, sealed)))
    }
  }

  return { make, read, renewSeals }
}

export type GalleryTokens = ReturnType<typeof createGalleryTokens>
