import { createHash, randomUUID } from 'node:crypto'
import type { Database } from '../../src/database.ts'
import { and, eq } from '../../src/drizzle.ts'
import { archiveKey, finalInputKey, versionKey } from '../../src/pix/keys.ts'
import { cleanVersion, type Version } from '../../src/pix/versions.ts'
import { pixEdits, pixImages, pixImageVersions, pixJobs, pixShoots } from '../../src/pix-schema.ts'

export const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

const face = { type: 'face', subtype: null, box: [0.4, 0.3, 0.2, 0.25], score: 0.93, text_hash: null } as const

/** `meta_fields` of an image at which the privacy check has looked. */
export const checkedFor = (findings: readonly object[] = [face], warnings: readonly object[] = []) => ({
  pipeline: {
    ...{ revision: 1, orientation: 1, bare: { sha256: hashOf('bare'), bytes: 1 }, warnings },
    privacy: {
      checked_at: '2026-11-21T12:00:00.000Z',
      engine: 'test',
      checks: { faces: 'done', plates: 'done', logos: 'skipped', text: 'done' },
      findings,
      verdict: findings.length > 0 ? 'flagged' : 'clear',
    },
  },
})

type JobValues = Partial<typeof pixJobs.$inferInsert>
type ImageValues = Partial<typeof pixImages.$inferInsert>

/** Rows of the pix.immo side as the product leaves them, in the order in which the database takes them. */
export function pixRows(database: Database) {
  async function addJob(values: JobValues = {}) {
    const id = values.id ?? randomUUID()
    await database.insert(pixJobs).values({ id, jobNumber: `PIX-${id}`, locale: 'de', ...values })
    const shootId = `S-${id}`.slice(0, 64)
    await database.insert(pixShoots).values({ id: shootId, jobId: id, source: 'upload' })
    return { id, shootId }
  }

  async function addImage({ id: jobId, shootId }: { id: string; shootId: string }, values: ImageValues = {}) {
    const id = values.id ?? randomUUID()
    const filename = values.filename ?? `${id}.jpg`
    await database.insert(pixImages).values({
      id,
      jobId,
      shootId,
      filename,
      storagePath: finalInputKey(jobId, filename),
      source: 'manual',
      sha256: hashOf(id),
      bytes: 1,
      ...values,
    })
    return id
  }

  async function addVersion(shootId: string, imageId: string, kind: 'hr' | Version) {
    const image = { shootId, imageId }
    const storageKey = kind === 'hr' ? archiveKey(image) : versionKey(image, kind)
    await database.insert(pixImageVersions).values({ imageId, kind, storageKey, sha256: hashOf(storageKey), bytes: 1 })
  }

  /** Has come in, and has its archive file and its master. */
  async function addPromoted(job: { id: string; shootId: string }, values: ImageValues = {}) {
    const id = await addImage(job, values)
    await addVersion(job.shootId, id, 'hr')
    await addVersion(job.shootId, id, 'master')
    await setImage(id, { readyForVision: true })
    return id
  }

  async function setImage(id: string, values: ImageValues) {
    await database.update(pixImages).set(values).where(eq(pixImages.id, id))
  }

  async function addEdit(imageId: string) {
    const rows = await database
      .insert(pixEdits)
      .values({
        imageId,
        fromVersion: 'master',
        maskSha256: hashOf('mask'),
        provider: 'fal',
        model: 'fal-ai/object-removal/mask',
        status: 'running',
        requestedBy: 'test',
      })
      .returning({ id: pixEdits.id })
    return rows[0]?.id ?? ''
  }

  /** The file's row, the image, the edit: in this order only. */
  async function finishEdit({ shootId }: { shootId: string }, imageId: string, editId: string, number = 1) {
    const version = cleanVersion(number)
    await addVersion(shootId, imageId, version)
    await setImage(imageId, { hasEdits: true, bestVersion: version })
    await endEdit(imageId, editId, version)
  }

  async function endEdit(imageId: string, editId: string, version: Version) {
    await database
      .update(pixEdits)
      .set({ status: 'done', toVersion: version, finishedAt: new Date() })
      .where(and(eq(pixEdits.id, editId), eq(pixEdits.imageId, imageId)))
  }

  async function findImage(id: string) {
    const [row] = await database.select().from(pixImages).where(eq(pixImages.id, id))
    return row
  }

  return { addJob, addImage, addVersion, addPromoted, setImage, addEdit, finishEdit, endEdit, findImage }
}
