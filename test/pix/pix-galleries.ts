import { createHash } from 'node:crypto'
import { eq } from '../../src/drizzle.ts'
import { galleryExposeKey, galleryImageKey, thumbKey, versionKey } from '../../src/pix/keys.ts'
import { type GalleryExpose, galleryExposeOf, galleryExposeShape } from '../../src/pix/shapes/gallery-expose.ts'
import { hashOfJobExpose, type JobExpose } from '../../src/pix/shapes/job-expose.ts'
import { pixImageVersions, pixJobs } from '../../src/pix-schema.ts'
import type { TestGateway } from '../support/gateway.ts'
import { pixRows } from './pix-rows.ts'

const customerName = 'Anna Muster'
export const customerEmail = 'anna@kunde.example'
export const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')

/** Files of one image as the pipeline leaves them: different bytes for each, so that none is taken for another. */
export const bytesOf = (name: string, kind: string) =>
  Buffer.from(`\xff\xd8 ${kind} of ${name} ${'x'.repeat(400)}`, 'latin1')

const captionsFor = (name: string) => ({
  de: { short: `Kurz ${name}`, long: `Lang ${name}`, alt: `Alt\t${name}` },
  en: { short: `Short ${name}`, long: `Long ${name}`, alt: `Text ${name}` },
})

/** Jobs with galleries, laid out as the pipeline does it. */
export function pixGalleries({ database, store }: Pick<TestGateway, 'database' | 'store'>) {
  const rows = pixRows(database)

  async function addImage(job: { id: string; shootId: string }, filename: string) {
    const id = await rows.addPromoted(job, { filename })
    const places = [
      ['gallery', galleryImageKey(job.id, filename)],
      ['thumb', thumbKey(job.id, id)],
      ['master', versionKey({ shootId: job.shootId, imageId: id }, 'master')],
    ] as const
    for (const [kind, storageKey] of places) {
      const bytes = bytesOf(filename, kind)
      await store.write(storageKey, bytes, { type: 'image/jpeg' })
      const values = { imageId: id, kind, storageKey, sha256: sha256(bytes), bytes: bytes.length }
      await database
        .insert(pixImageVersions)
        .values(values)
        .onConflictDoUpdate({ target: [pixImageVersions.imageId, pixImageVersions.kind], set: values })
    }
    await rows.setImage(id, { status: 'processed', processedAt: new Date(), usable: true })
    return { id, filename }
  }

  /** What syncGallery leaves: files first, then the exposé, then the row. */
  async function layOutGallery(
    job: { id: string; shootId: string },
    images: { id: string; filename: string }[],
    { revision = 1, title = 'Haus am See' as string | null, floorPlan = '', shaOf = new Map<string, Buffer>() } = {},
  ): Promise<GalleryExpose> {
    const roomOf = (id: string, index: number) =>
      id === floorPlan ? 'floor_plan' : index === 0 ? 'living_room' : 'exterior'
    const [row] = await database.select().from(pixJobs).where(eq(pixJobs.id, job.id))
    const content: Omit<JobExpose, 'content_hash' | 'generated_at' | 'revision'> = {
      schema: 'piximmo.job_expose/1',
      ...{ job_id: job.id, job_number: row?.jobNumber ?? '', title, locale_default: row?.locale ?? 'de' },
      shoots: [{ shoot_id: job.shootId, shoot_code: null }],
      counts: { registered: images.length, processed: images.length, error: 0, excluded: 0, usable: images.length },
      images: images.map(({ id, filename }, index) => ({
        ...{ image_id: id, filename, sha256: sha256(shaOf.get(id) ?? bytesOf(filename, 'gallery')) },
        bytes: (shaOf.get(id) ?? bytesOf(filename, 'gallery')).length,
        ...{ width: 600, height: 400, revision: 1, room_type: roomOf(id, index) },
        ...{ view_type: index === 0 ? 'interior_wide' : 'exterior_front', captions: captionsFor(filename) },
        ...{ objects: [], cleanup_possible: false, cleanup_candidates: [] },
        ...{ privacy: { verdict: 'clear', finding_types: [] }, best_version: 'master' },
        ...{ sort_index: index, usable: true, is_cover: index === 0 },
      })) as JobExpose['images'],
      rooms: [],
      object_totals: {},
      cleanup: { images_with_candidates: 0, total_candidates: 0 },
      expose: {
        de: { headline: 'Wohnen am See', short: 'Kurz & gut', description: 'Ein <Haus>.', features: 'Ofen', other: '' },
      } as JobExpose['expose'],
      highlights: [],
      errors: [],
    }
    for (const text of Object.values(content.expose))
      Object.assign(text, { word_count: 2, source: 'human', locked_by_human: true })
    const contentHash = hashOfJobExpose(content)
    const expose = galleryExposeOf({
      ...{ ...content, revision, content_hash: contentHash, generated_at: '2026-11-21T12:00:00.000Z' },
    })
    await store.write(galleryExposeKey(job.id), galleryExposeShape.write(expose))
    await database
      .update(pixJobs)
      .set({
        ...{ galleryStatus: 'draft_ready', draftReadyAt: new Date(), galleryRevision: revision },
        galleryContentHash: contentHash,
      })
      .where(eq(pixJobs.id, job.id))
    return expose
  }

  async function addDraft(
    values: Partial<typeof pixJobs.$inferInsert> = {},
    names = ['Wohnzimmer_01.jpg', 'Küche 2.jpg'],
  ) {
    const job = await rows.addJob({ customerName, customerEmail, ...values })
    const images = []
    for (const name of names) images.push(await addImage(job, name))
    return { ...job, images, expose: await layOutGallery(job, images) }
  }

  return { rows, addImage, layOutGallery, addDraft }
}
