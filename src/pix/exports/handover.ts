import type { Database } from '../../database.ts'
import { and, eq } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import { pixExposeTexts } from '../../pix-schema.ts'
import { contentHash } from '../canonical-json.ts'
import type { ShownGalleries, ShownGallery } from '../gallery/shown-gallery.ts'
import type { Target } from './targets.ts'

/** How an export is made. `zip` is for nobody in particular. */
export const exportFormats = ['zip', 'openimmo', 'fio', 'onoffice', 'propstack'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** What is handed over, in the language of the job. */
export interface Handover {
  gallery: ShownGallery
  target: Target | null
  texts: { headline: string; short: string; description: string; features: string; other: string; location: string }
  /** Of everything that the receiver gets: the same is not handed over twice. */
  hash: string
}

interface Dependencies {
  database: Database
  galleries: Pick<ShownGalleries, 'requireOfJob'>
}

const noTexts = { headline: '', short: '', description: '', features: '', other: '' }

/** Only what customers may see goes to their programs: a gallery that is released. */
export function createHandover({ database, galleries }: Dependencies) {
  return async function collect(jobId: string, target: Target | null): Promise<Handover> {
    const gallery = await galleries.requireOfJob(jobId)
    const { job, expose } = gallery
    if (job.galleryVisibility !== 'customer') throw new GatewayError('gallery_not_released', 'not released')
    const isOfJob = and(eq(pixExposeTexts.jobId, jobId), eq(pixExposeTexts.locale, job.locale))
    const [row] = await database.select({ location: pixExposeTexts.location }).from(pixExposeTexts).where(isOfJob)
    const texts = { ...(expose.texts[job.locale] ?? noTexts), location: row?.location ?? '' }
    const handed = {
      ...{ content: expose.content_hash, texts, locale: job.locale, number: job.jobNumber },
      ...{ property: job.property, address: job.address, external_ids: job.externalIds },
      target: target && { id: target.id, config: target.config },
    }
    return { gallery, target, texts, hash: contentHash(JSON.parse(JSON.stringify(handed)), []) }
  }
}

export type CollectHandover = ReturnType<typeof createHandover>
