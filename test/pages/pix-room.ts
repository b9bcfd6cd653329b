import sharp from 'sharp'
import t from 'tap'
import { and, eq } from '../../src/drizzle.ts'
import { thumbKey, versionKey, visionKey } from '../../src/pix/keys.ts'
import { visionShape } from '../../src/pix/shapes/vision.ts'
import type { Version } from '../../src/pix/versions.ts'
import { pixImages, pixImageVersions } from '../../src/pix-schema.ts'
import { startEmulator } from '../emulators/emulator.ts'
import { createFalEmulator } from '../emulators/fal.ts'
import { pixGalleries, sha256 } from '../pix/pix-galleries.ts'
import { checkedFor, pixRows } from '../pix/pix-rows.ts'
import { openBrowser } from './open-browser.ts'
import { samplePhoto } from './sample-photo.ts'

/** What a customer, an editor or a service may have written. */
export const evil = '<img src=x onerror="globalThis.hit=1">{{7*7}} $t(shell.signOut)'

const found = [
  { type: 'face', subtype: null, box: [0.42, 0.2, 0.12, 0.2], score: 0.93, text_hash: null },
  { type: 'text', subtype: 'house_number', box: [0.8, 0.02, 0.1, 0.06], score: 0.7, text_hash: null },
]

const place = { x: 0.6, y: 0.75 }
const cable = {
  ...{
    id: 'cable1',
    label: 'cable',
    box: [place.x, place.y, 0.2, 0.1] as [number, number, number, number],
    score: null,
  },
  ...{ source: 'vision', suggested_prompt: 'cable', state: 'open' as const },
}

/** The gateway with a stand-in for fal, and a browser. */
export async function openPixRoom({ withoutKey = false, environment = {} as Record<string, string> } = {}) {
  const emulator = await startEmulator({ services: [createFalEmulator] })
  t.teardown(() => emulator.stop())
  const key = { VISION_API_KEY: 'test-key:secret', VISION_API_BASE_URL: emulator.baseUrl('fal') }
  const opened = await openBrowser({ environment: { ...(withoutKey ? {} : key), ...environment } })
  return { ...opened, ...createPixStage(opened.gateway), emulator }
}

/** Jobs, galleries and images with real pictures, laid out as the pipeline leaves them. */
function createPixStage({ database, store }: Parameters<typeof pixGalleries>[0]) {
  const rows = pixRows(database)
  const galleries = pixGalleries({ database, store })

  async function draw(): Promise<{ bytes: Buffer; width: number; height: number }> {
    const bytes = await sharp(await samplePhoto())
      .resize({ width: 900, height: 600, fit: 'cover' })
      .jpeg({ quality: 88 })
      .toBuffer()
    return { bytes, width: 900, height: 600 }
  }
  let isDrawn: ReturnType<typeof draw> | undefined
  /** The same one everywhere. */
  const drawn = () => {
    isDrawn ??= draw()
    return isDrawn
  }

  async function keep(imageId: string, kind: string, storageKey: string, picture: Awaited<ReturnType<typeof drawn>>) {
    const { bytes, width, height } = picture
    await store.write(storageKey, bytes, { type: 'image/jpeg' })
    const derivedFrom = kind.startsWith('clean_') ? 'master' : null
    const values = { imageId, kind, storageKey, sha256: sha256(bytes), bytes: bytes.length, width, height, derivedFrom }
    await database
      .insert(pixImageVersions)
      .values(values)
      .onConflictDoUpdate({ target: [pixImageVersions.imageId, pixImageVersions.kind], set: values })
  }

  interface Job {
    id: string
    shootId: string
  }

  /** Read, checked, and seen by a service. */
  async function addSeen(
    job: Job,
    {
      filename = 'Wohnzimmer_01.jpg',
      label = 'couch',
      warnings = [] as object[],
      ...more
    }: Record<string, unknown> & {
      filename?: string
      label?: string
      warnings?: object[]
    } = {},
  ): Promise<string> {
    const picture = await drawn()
    const imageId = await rows.addPromoted(job, {
      ...{ filename, privacyStatus: 'flagged', metaFields: checkedFor(found, warnings), roomType: 'living_room' },
      ...{ width: 900, height: 600, bytes: picture.bytes.length, roomSource: 'filename', viewType: 'interior_wide' },
      ...{ status: 'processed', processedAt: new Date(), usable: true },
    })
    const address = { shootId: job.shootId, imageId }
    await keep(imageId, 'master', versionKey(address, 'master'), picture)
    await keep(imageId, 'thumb', thumbKey(job.id, imageId), picture)
    const model = { id: 'florence', request_id: null, ms: 1, status: 'ok' as const }
    await store.write(
      visionKey(address),
      visionShape.write({
        ...{ schema: 'piximmo.vision/1', image_id: imageId, shoot_id: job.shootId, shoot_code: null, job_id: job.id },
        input: {
          ...{ version: 'master', key: versionKey(address, 'master'), sha256: sha256(picture.bytes) },
          ...{ width: 900, height: 600, blurred_boxes: 2 },
        },
        provider: 'fal',
        models: { object_detection: model, caption: null, regional_caption: null, segmentation: null },
        caption: null,
        regions: [],
        objects: [
          { label, box: [0.1, 0.5, 0.4, 0.3], score: null },
          { label: 'cable', box: cable.box, score: null },
        ],
        ...{ object_counts: {}, masks: [], dominant_colors: [], warnings: [], errors: [], status: 'complete' },
        ...{ created_at: '2026-11-21T12:00:00.000Z', duration_ms: 1, cost_usd: null },
      }),
    )
    await database
      .update(pixImages)
      .set({ visionDone: true, cleanupPossible: true, cleanupCandidates: [cable], ...more })
      .where(eq(pixImages.id, imageId))
    return imageId
  }

  /** What an edit leaves behind. */
  async function addClean(job: Job, imageId: string, number: number): Promise<void> {
    const edit = await rows.addEdit(imageId)
    const kind: Version = `clean_v${number}`
    await rows.finishEdit(job, imageId, edit, number)
    await keep(imageId, kind, versionKey({ shootId: job.shootId, imageId }, kind), await drawn())
  }

  const findVersion = async (imageId: string, kind: string) =>
    (
      await database
        .select()
        .from(pixImageVersions)
        .where(and(eq(pixImageVersions.imageId, imageId), eq(pixImageVersions.kind, kind)))
    )[0]

  /** A gallery whose pictures are pictures. */
  async function addGallery(
    values: Parameters<typeof galleries.addDraft>[0] = {},
    names = ['Wohnzimmer_01.jpg', 'Garten_02.jpg', 'Haus_03.jpg'],
  ) {
    const job = await galleries.addDraft(values, names)
    const shaOf = new Map<string, Buffer>()
    for (const { id } of job.images) {
      const picture = await drawn()
      shaOf.set(id, picture.bytes)
      for (const kind of ['gallery', 'thumb', 'master']) {
        const key = (await findVersion(id, kind))?.storageKey
        if (key) await keep(id, kind, key, picture)
      }
      await database.update(pixImages).set({ width: 900, height: 600 }).where(eq(pixImages.id, id))
    }
    await galleries.layOutGallery(job, job.images, { shaOf })
    return job
  }

  return { ...galleries, addSeen, addClean, addGallery, findVersion }
}
