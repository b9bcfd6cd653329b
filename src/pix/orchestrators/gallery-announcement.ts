import type { Clock } from '../../clock.ts'
import type { Database } from '../../database.ts'
import { signalAt } from '../../deadline.ts'
import { and, eq, sql } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { type GuardedFetch, GuardedFetchError } from '../../media/guarded-fetch.ts'
import type { Store } from '../../media/store.ts'
import { pixCrmExports } from '../../pix-schema.ts'
import { signWebhook } from '../../queue/webhooks/sign-webhook.ts'
import { requireJob } from '../find-job.ts'
import { galleryExposeKey, galleryImageKey } from '../keys.ts'
import { readMoment } from '../moment.ts'
import { type GalleryExpose, galleryExposeShape } from '../shapes/gallery-expose.ts'
import type { PixQueue } from '../work.ts'
import { type Orchestrator, recordRun, requireConfigured, statusOf } from './orchestrator.ts'
import { sha256Of } from './service-copy.ts'

interface Dependencies {
  name: 'gallery-export' | 'external-sync'
  /** Of its variables. */
  variables: { url: string; secret: string }
  config: { url: string | undefined; secret: string | undefined }
  database: Database
  store: Store
  queue: PixQueue
  fetch: GuardedFetch
  /** For links to a store that has no address of its own. */
  publicBaseUrl(): string | null | undefined
  clock: Clock
  log: Logger
}

const linkSeconds = 86_400
const answerMilliseconds = 15_000

/**
 * Another system is told of a released gallery: what is in it, and where each file can be fetched for a day. Told by a
 * signed webhook (Standard Webhooks); the same content has the same id, so that being told twice is being told once.
 */
export function createGalleryAnnouncement(dependencies: Dependencies) {
  const { name, variables, config, database, store, queue, fetch, publicBaseUrl, clock, log } = dependencies
  const status = () => statusOf({ [variables.url]: config.url, [variables.secret]: config.secret }, [])

  async function readGallery(jobId: string): Promise<GalleryExpose> {
    const job = await requireJob(database, jobId)
    if (job.galleryVisibility !== 'customer') throw notReleased()
    const bytes = await store.read(galleryExposeKey(jobId))
    if (!bytes) throw new GatewayError('unavailable', 'a released gallery without its exposé')
    return galleryExposeShape.read(bytes)
  }

  /** Everything of it is there, or nothing is told. */
  async function manifestOf(jobId: string, gallery: GalleryExpose) {
    const images = []
    for (const image of gallery.images) {
      const { image_id, filename, sha256, bytes, width, height, room_type, view_type, position, is_cover } = image
      const key = galleryImageKey(jobId, filename)
      const found = await store.find(key)
      if (found?.bytes !== bytes) throw new GatewayError('unavailable', 'a file of a released gallery is not there')
      const url = await absolute(
        await store.signRead(key, { seconds: linkSeconds, type: 'image/jpeg', fileName: filename }),
      )
      const texts = { caption_short: image.caption_short, caption_long: image.caption_long, alt_text: image.alt_text }
      images.push({
        image_id,
        filename,
        sha256,
        bytes,
        width,
        height,
        room_type,
        view_type,
        position,
        is_cover,
        ...texts,
        url,
      })
    }
    const { job_number, revision, content_hash, rooms, texts, highlights } = gallery
    return { job_id: jobId, job_number, revision, content_hash, rooms, texts, highlights, images }
  }

  async function absolute(address: string): Promise<string> {
    if (/^https?:/.test(address)) return address
    const base = publicBaseUrl()
    if (!base) throw new GatewayError('unavailable', 'links need PUBLIC_BASE_URL')
    return new URL(address, base).href
  }

  async function tell(jobId: string, signal: AbortSignal): Promise<void> {
    if (!config.url || !config.secret) return
    const gallery = await readGallery(jobId)
    const data = await manifestOf(jobId, gallery)
    const timestamp = await readMoment(database, clock)
    const body = JSON.stringify({ type: 'gallery.released', timestamp, data })
    const id = `msg_${sha256Of(`${name} ${jobId} ${gallery.content_hash}`).slice(0, 32)}`
    const signed = signWebhook({ id, timestamp: Math.floor(Date.parse(timestamp) / 1000), body }, [config.secret])
    const limit = signalAt(
      clock,
      answerMilliseconds,
      new GatewayError('provider_timeout', `${name}: no answer`),
      signal,
    )
    try {
      const headers = { 'content-type': 'application/json', ...signed }
      const answer = await fetch(config.url, { signal: limit.signal, mostBytes: 0, headers, post: body })
      if (answer.status < 200 || answer.status > 299)
        throw new GatewayError('provider_error', `${name}: it answered ${answer.status}`)
    } catch (error) {
      if (error instanceof GuardedFetchError) throw new GatewayError('provider_error', `${name}: ${error.reason}`)
      throw error
    } finally {
      limit.release()
    }
    await note(jobId, gallery.content_hash)
  }

  async function note(jobId: string, contentHash: string): Promise<void> {
    const now = sql`(select ${clock.databaseNow()})`
    await database.insert(pixCrmExports).values({
      ...{ jobId, format: name, contentHash, status: 'done', requestedBy: name },
      ...{ createdAt: now, finishedAt: now },
    })
    log.info({ job: jobId, orchestrator: name }, 'another system was told of a gallery')
  }

  const orchestrator: Orchestrator = {
    name,
    status,
    async plan(jobId) {
      const { revision, content_hash, images } = await readGallery(jobId)
      const told = await database
        .select({ id: pixCrmExports.id })
        .from(pixCrmExports)
        .where(
          and(
            eq(pixCrmExports.jobId, jobId),
            eq(pixCrmExports.format, name),
            eq(pixCrmExports.contentHash, content_hash),
          ),
        )
      const to = config.url ? new URL(config.url).host : variables.url
      return [
        { subject: jobId, to, sends: { revision, images: images.map(({ filename }) => filename), told: told.length } },
      ]
    },
    async run(jobId, who) {
      requireConfigured(status())
      await readGallery(jobId)
      await database.transaction(async (tx) => {
        await recordRun(tx, { who, job: jobId, name })
        await queue.send(tx, 'pix-hand-over', { jobId, name })
      })
      return { count: 1 }
    },
  }

  return { orchestrator, handOver: tell }
}

function notReleased(): GatewayError {
  return new GatewayError('conflict', 'not released', { details: 'The gallery of this job has not been released.' })
}
