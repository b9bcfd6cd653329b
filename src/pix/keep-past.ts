import type { Clock } from '../clock.ts'
import type { Transaction } from '../database.ts'
import { and, eq } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Store } from '../media/store.ts'
import { pixImageVersions } from '../pix-schema.ts'
import { findVersion, type PixImage, writeVersion } from './final-rows.ts'
import { archiveKey, baseKey } from './keys.ts'
import { isContent } from './put-object.ts'

interface Dependencies {
  tx: Transaction
  store: Pick<Store, 'find' | 'copy'>
  clock: Clock
  log: Logger
}

/**
 * Before other bytes take its place: the archived file, and the master as it was before its first edit, go on under names
 * of their own. Who comes here a second time finds the copy and leaves it, because by now the original may be the new one.
 */
export async function keepPast(on: Dependencies, image: PixImage, nextSha256: string): Promise<void> {
  await keep(on, image, 'hr', nextSha256)
  await keep(on, image, 'base', nextSha256)
}

async function keep({ tx, store, clock, log }: Dependencies, image: PixImage, kind: 'hr' | 'base', next: string) {
  const version = await findVersion(tx, image.id, kind)
  if (!version || (kind === 'hr' && version.sha256 === next)) return
  const address = { shootId: image.shootId, imageId: image.id }
  const storageKey = kind === 'hr' ? archiveKey(address, version.revision) : baseKey(address, version.revision)
  if (!isContent(await store.find(storageKey), version)) {
    if (!isContent(await store.find(version.storageKey), version)) {
      log.warn({ image: image.id, kind, revision: version.revision }, 'a file to be kept is gone or another one')
      return
    }
    await store.copy(version.storageKey, storageKey)
    if (!isContent(await store.find(storageKey), version)) {
      throw new GatewayError('unavailable', 'storage: a copy is not there', { retryAfterSeconds: 5 })
    }
  }
  const { createdAt: _, ...known } = version
  await writeVersion(tx, { ...known, kind: `${kind}.r${version.revision}`, storageKey }, clock)
  // The next edit begins with a base of its own.
  const isOldBase = and(eq(pixImageVersions.imageId, image.id), eq(pixImageVersions.kind, 'base'))
  if (kind === 'base') await tx.delete(pixImageVersions).where(isOldBase)
}
