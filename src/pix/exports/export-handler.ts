import type { Clock } from '../../clock.ts'
import type { Database } from '../../database.ts'
import { sql } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import type { GuardedFetch } from '../../media/guarded-fetch.ts'
import type { Store } from '../../media/store.ts'
import type { GalleryImage, ShownGalleries } from '../gallery/shown-gallery.ts'
import { exportKey } from '../keys.ts'
import type { PixHandlers } from '../work.ts'
import { createCrmClient } from './crm-client.ts'
import type { WriteArchive } from './export-archive.ts'
import { ExportError } from './export-error.ts'
import { remarksOfExports } from './export-sentences.ts'
import { type Export, type Exports, sentenceOfMissing } from './exports.ts'
import type { CollectHandover, Handover } from './handover.ts'
import { findMissing } from './missing-fields.ts'
import { createOnofficeClient, onoffice, usualOnoffice } from './onoffice-client.ts'
import { createPropstackClient, propstack, usualPropstack } from './propstack-client.ts'
import { pushToOnoffice } from './push-onoffice.ts'
import { pushToPropstack } from './push-propstack.ts'
import { createRemoteIds } from './remote-ids.ts'
import { onofficeSecret, propstackSecret, readBaseUrl } from './target-wish.ts'
import type { ExportTargets, Target } from './targets.ts'

interface Dependencies {
  database: Database
  clock: Clock
  store: Pick<Store, 'read'>
  exports: Pick<Exports, 'claim' | 'write' | 'end'>
  targets: Pick<ExportTargets, 'require' | 'readSecret'>
  galleries: Pick<ShownGalleries, 'findFile'>
  collect: CollectHandover
  writeArchive: WriteArchive
  fetch: GuardedFetch
  log: Logger
}

const over = (code: 'target_gone' | 'secret_unreadable' | 'not_released') =>
  new ExportError('over', remarksOfExports.say(code).text)

/**
 * Hands one gallery over. Done again after any kill it goes on where the row says it was: what the other side has got is
 * in the row, and what is not in the row is looked for there before it is sent.
 */
export function createExportHandler(dependencies: Dependencies): PixHandlers['pix-export'] {
  const { database, clock, store, exports, targets, galleries, collect, writeArchive, fetch, log } = dependencies

  async function readNow(): Promise<Date> {
    const { rows } = await database.execute<{ now: string | Date }>(sql`select ${clock.databaseNow()} as now`)
    return new Date(rows[0]?.now ?? 0)
  }

  async function handOver(claimed: Export, signal: AbortSignal): Promise<void> {
    const target = await findTarget(claimed)
    const handover = await collect(claimed.jobId, target)
    const missingFields = findMissing(handover)
    if (missingFields.length > 0) throw new ExportError('over', sentenceOfMissing(missingFields), { missingFields })
    const isPush = target?.kind === 'onoffice' || target?.kind === 'propstack'
    const filed = isPush ? await push(claimed, target, handover, signal) : await file(claimed, handover)
    await exports.end(claimed, { status: 'done', error: null, contentHash: handover.hash, ...filed })
  }

  async function findTarget({ format, targetId }: Export): Promise<Target | null> {
    if (format === 'zip') return null
    if (targetId === null) throw over('target_gone')
    return targets.require(targetId)
  }

  async function file(claimed: Export, handover: Handover) {
    const storageKey = exportKey(claimed.jobId, claimed.id)
    return { storageKey, bytes: await writeArchive(handover, storageKey, await readNow()) }
  }

  async function push(claimed: Export, target: Target, handover: Handover, signal: AbortSignal) {
    const secret = await targets.readSecret(target)
    if (secret === null) throw over('secret_unreadable')
    const ids = createRemoteIds(claimed.remoteIds, (remoteIds) => exports.write(claimed, { remoteIds }))
    const { externalIds } = handover.gallery.job
    const common = { handover, ids, signal, readImage: (image: GalleryImage) => readImage(handover, image) }
    const baseUrl = readBaseUrl(target.config)?.replace(/\/+$/, '')
    if (target.kind === 'onoffice') {
      const ask = createCrmClient({ fetch, clock, service: onoffice })
      const now = async () => Math.floor((await readNow()).getTime() / 1000)
      const keys = onofficeSecret.parse(secret)
      const client = createOnofficeClient({ ask, baseUrl: baseUrl ?? usualOnoffice, ...keys, now })
      await pushToOnoffice({ ...common, client, estateId: externalIds.onoffice ?? '' })
    } else {
      const ask = createCrmClient({ fetch, clock, service: propstack })
      const apiKey = propstackSecret.parse(secret).api_key
      const client = createPropstackClient({ ask, baseUrl: baseUrl ?? usualPropstack, apiKey })
      await pushToPropstack({ ...common, client, unitId: externalIds.propstack ?? '' })
    }
    return {}
  }

  /** At most 3000 pixels a side: programs and portals take no more. */
  async function readImage({ gallery }: Handover, image: GalleryImage): Promise<Buffer> {
    const found = await galleries.findFile(gallery, image, 'web')
    const bytes = found && (await store.read(found.key))
    if (!bytes) throw new ExportError('again', remarksOfExports.say('file_missing').text)
    return bytes
  }

  /** A rejection is one more try of the queue; what would end in the same way is written down. */
  return async function exportGallery({ exportId }, signal) {
    const claimed = await exports.claim(exportId)
    if (!claimed) return
    const told = { export: exportId, pixJob: claimed.jobId, format: claimed.format }
    try {
      await handOver(claimed, signal)
      log.info(told, 'a gallery was handed over')
    } catch (error) {
      if (signal.aborted) throw error
      const failure = failureOf(error)
      if (!failure) throw error
      log.warn({ ...told, err: error }, 'a gallery was not handed over')
      if (failure.kind === 'again') {
        await exports.write(claimed, { error: failure.message })
        throw error
      }
      const { message, missingFields } = failure
      await exports.end(claimed, { status: 'failed', error: message, missingFields: [...missingFields] })
    }
  }
}

/** Undefined for what is not about this export. */
function failureOf(error: unknown): ExportError | undefined {
  if (error instanceof ExportError) return error
  if (!(error instanceof GatewayError)) return undefined
  if (error.code === 'target_not_found') return over('target_gone')
  return error.code === 'gallery_not_released' || error.code === 'gallery_not_found' ? over('not_released') : undefined
}
