import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, eq, inArray, sql } from '../drizzle.ts'
import type { Metrics } from '../metrics.ts'
import { pixImages, pixJobs, pixNotifications } from '../pix-schema.ts'
import type { PixKind } from './work.ts'

interface Dependencies {
  database: Database
  clock: Clock
  kinds: readonly PixKind[]
}

type Counts = Record<string, number>

/** Counting all images reads a whole index: a million of them take some tenths of a second. */
const believedMilliseconds = { images: 60_000, others: 10_000 }

/** In which a shoot of hundreds of images is through, even where each is looked at for seconds. */
const longMinutes = 60

/** How the pix.immo side stands, over all nodes. Whoever asks too often is told what was true a moment ago. */
export function createPixFigures({ database, clock, kinds }: Dependencies) {
  const age = (moment: unknown) =>
    sql<number>`coalesce(extract(epoch from ${clock.databaseNow()} - min(${moment})), 0)::float8`
  const lately = <Value>(milliseconds: number, look: () => Promise<Value>) => believe(clock, milliseconds, look)

  const countImages = lately(believedMilliseconds.images, async () => {
    const { status, privacyStatus } = pixImages
    const rows = await database
      .select({ status, privacyStatus, count: sql<number>`count(*)::int` })
      .from(pixImages)
      .groupBy(status, privacyStatus)
    const [byStatus, byVerdict]: [Counts, Counts] = [zeros(status.enumValues), zeros(privacyStatus.enumValues)]
    for (const row of rows) {
      byStatus[row.status] = (byStatus[row.status] ?? 0) + row.count
      byVerdict[row.privacyStatus] = (byVerdict[row.privacyStatus] ?? 0) + row.count
    }
    return { byStatus, byVerdict }
  })

  const readWait = lately(believedMilliseconds.others, async () => {
    const isWaiting = inArray(pixImages.status, ['pending_processing', 'processing'])
    const [row] = await database
      .select({ count: sql<number>`count(*)::int`, seconds: age(pixImages.registeredAt) })
      .from(pixImages)
      .where(isWaiting)
    return { count: row?.count ?? 0, oldestSeconds: Math.max(0, row?.seconds ?? 0) }
  })

  /** For whoever is warned: nobody seems to work any more. */
  async function findLongWait(): Promise<{ images: number; minutes: number } | null> {
    const { count, oldestSeconds } = await readWait()
    const minutes = Math.floor(oldestSeconds / 60)
    return minutes >= longMinutes ? { images: count, minutes } : null
  }

  const countMessages = lately(believedMilliseconds.others, async () => {
    const { rows } = await database.execute<{ name: string; waiting: number; active: number; failed: number }>(
      sql`select name, (count(*) filter (where state < 'active'))::int as waiting,
            (count(*) filter (where state = 'active'))::int as active,
            (count(*) filter (where state = 'failed'))::int as failed
          from pgboss.job where name = any(${sql.param([...kinds])}::text[]) group by name`,
    )
    const of = (state: 'waiting' | 'active' | 'failed'): Counts => ({
      ...zeros(kinds),
      ...Object.fromEntries(rows.map((row) => [row.name, row[state]])),
    })
    return { waiting: of('waiting'), active: of('active'), failed: of('failed') }
  })

  const countMails = lately(believedMilliseconds.others, async () => {
    const count = (is: 'queued' | 'failed') => database.$count(pixNotifications, eq(pixNotifications.status, is))
    return { queued: await count('queued'), failed: await count('failed') }
  })

  const readDrafts = lately(believedMilliseconds.others, async () => {
    const isDraft = and(eq(pixJobs.galleryStatus, 'draft_ready'), eq(pixJobs.galleryVisibility, 'internal'))
    const [row] = await database
      .select({ count: sql<number>`count(*)::int`, seconds: age(pixJobs.draftReadyAt) })
      .from(pixJobs)
      .where(and(isDraft, eq(pixJobs.status, 'open')))
    return { count: row?.count ?? 0, oldestSeconds: Math.max(0, row?.seconds ?? 0) }
  })

  return { countImages, readWait, findLongWait, countMessages, countMails, readDrafts }
}

/** For Prometheus; every node tells the same. */
export function observeFigures(
  { observe, observeEach }: Pick<Metrics, 'observe' | 'observeEach'>,
  figures: ReturnType<typeof createPixFigures>,
): void {
  const { countImages, readWait, countMessages, countMails, readDrafts } = figures
  const name = (of: string) => `photochanger_pix_${of}`
  const messages = async (state: 'waiting' | 'active' | 'failed') => (await countMessages())[state]
  observeEach(name('images'), 'Images by status.', 'status', async () => (await countImages()).byStatus)
  observeEach(name('images_by_privacy'), 'Images by what the privacy check says.', 'verdict', async () => {
    return (await countImages()).byVerdict
  })
  observe(name('oldest_wait_seconds'), 'How long the oldest image has waited for its pipeline.', async () => {
    return (await readWait()).oldestSeconds
  })
  observeEach(name('messages_waiting'), 'Work that waits for a worker.', 'kind', () => messages('waiting'))
  observeEach(name('messages_active'), 'Work in the hands of a worker.', 'kind', () => messages('active'))
  observeEach(name('messages_failed'), 'Work that was given up within a day.', 'kind', () => messages('failed'))
  observeEach(name('mails'), 'Mails that wait, or were given up.', 'status', countMails)
  observe(name('drafts'), 'Galleries that wait to be released.', async () => (await readDrafts()).count)
  observe(name('oldest_draft_seconds'), 'How long the oldest of them has waited.', async () => {
    return (await readDrafts()).oldestSeconds
  })
}

const zeros = (names: readonly string[]): Counts => Object.fromEntries(names.map((name) => [name, 0]))

function believe<Value>(clock: Clock, milliseconds: number, look: () => Promise<Value>): () => Promise<Value> {
  let known: { value: Promise<Value>; until: number } | undefined
  return () => {
    if (known && clock.monotonic() < known.until) return known.value
    const asked = { value: look(), until: clock.monotonic() + milliseconds }
    known = asked
    asked.value.catch(() => {
      if (known === asked) known = undefined
    })
    return asked.value
  }
}
