import sharp from 'sharp'
import { finalInputKey, masterKey, thumbKey } from '../../src/pix/keys.ts'
import { pixCaptions, type pixImages, pixImageVersions } from '../../src/pix-schema.ts'
import { hashOf, pixRows } from '../pix/pix-rows.ts'
import type { TestGateway } from '../support/gateway.ts'
import type { Visited } from './open-browser.ts'
import { samplePhoto } from './sample-photo.ts'

type Asking = Pick<Visited, 'page'>

async function ask(
  { page }: Asking,
  address: string,
  { method = 'POST', ...how }: { method?: string; data?: unknown; headers?: Record<string, string> } = {},
) {
  const answer = await page.context().request.fetch(address, { method, ...how })
  if (!answer.ok()) throw new Error(`${address}: ${await answer.text()}`)
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  return (await answer.json()) as any
}

/** A job with its first shoot. */
export async function makePixJob(asking: Asking, data: object = {}): Promise<{ jobId: string; shootId: string }> {
  const { id: jobId, shoots } = await ask(asking, '/api/pix/jobs', { data })
  return { jobId, shootId: shoots[0].id }
}

/** Final images of it as the pipeline leaves them, with texts out of templates, in no time. */
export async function layImages(
  { database, store }: Pick<TestGateway, 'database' | 'store'>,
  { jobId, shootId }: { jobId: string; shootId: string },
  names: readonly string[],
  values: Partial<typeof pixImages.$inferInsert> = {},
): Promise<string[]> {
  const rows = pixRows(database)
  const ids: string[] = []
  const photo = await samplePhoto()
  const thumb = await sharp(photo).resize(480).jpeg().toBuffer()
  for (const filename of names) {
    const id = await rows.addPromoted({ id: jobId, shootId }, { filename, roomType: 'kitchen', roomSource: 'filename' })
    const storageKey = thumbKey(jobId, id)
    await store.write(finalInputKey(jobId, filename), photo, { type: 'image/jpeg' })
    await store.write(masterKey({ shootId, imageId: id }), photo, { type: 'image/jpeg' })
    await store.write(storageKey, thumb, { type: 'image/jpeg' })
    const version = { imageId: id, kind: 'thumb', storageKey, sha256: hashOf(storageKey), bytes: thumb.length }
    await database.insert(pixImageVersions).values(version)
    const done = {
      status: 'processed' as const,
      processedAt: new Date(0),
      usable: true,
      privacyStatus: 'clear' as const,
    }
    await rows.setImage(id, { ...done, ...(values.errorCode && { errorMessage: 'as the log has it' }), ...values })
    const texts = { short: filename, long: `${filename}.`, altText: `A picture: ${filename}` }
    for (const locale of ['de', 'en'] as const)
      await database.insert(pixCaptions).values({ imageId: id, locale, source: 'template', ...texts })
    ids.push(id)
  }
  return ids
}

export const writeCaption = (asking: Asking, imageId: string, locale: 'de' | 'en', version: number, short: string) =>
  ask(asking, `/api/pix/images/${imageId}/captions/${locale}`, {
    ...{ method: 'PUT', headers: { 'if-match': `"${version}"` } },
    data: { short, long: `${short}, at length`, alt_text: `${short}, described` },
  })

export const readCaptions = (asking: Asking, imageId: string) =>
  ask(asking, `/api/pix/images/${imageId}/captions`, { method: 'GET' })

export const readImages = async (asking: Asking, jobId: string) =>
  (await ask(asking, `/api/pix/jobs/${jobId}/images`, { method: 'GET' })).images
