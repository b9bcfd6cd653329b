import { type Clock, repeat } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, eq, inArray, isNull, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Store, StoredObject } from '../media/store.ts'
import { pixFinalInputs, pixImages, pixJobs } from '../pix-schema.ts'
import type { AcceptFinal, Delivery } from './accept-final.ts'
import { workUnlessOthersDo } from './alone.ts'
import { mostFinalBytes, sha256Of, tooLarge } from './check-final.ts'
import { checkFileName } from './file-names.ts'
import { findByName, removedWithFile } from './final-rows.ts'
import { isId } from './ids.ts'
import { allJobsPrefix, jobPrefix, placeOf } from './keys.ts'
import type { RegisterFault } from './register-fault.ts'
import type { PixQueue } from './work.ts'

type Sighting = typeof pixFinalInputs.$inferSelect

interface Dependencies {
  database: Database
  /** Its transactions last as long as a look takes. */
  upkeep: Database
  store: Pick<Store, 'listPage' | 'find' | 'read' | 'prove'>
  acceptFinal: AcceptFinal
  registerFault: RegisterFault
  queue: PixQueue
  clock: Clock
  log: Logger
  pollSeconds: number
  onLook?: ((report: WatchReport) => void) | undefined
}

/** What one look at all open jobs has found. */
export interface WatchReport {
  seen: number
  accepted: number
  faulty: number
  /** For its name. */
  refused: number
  removed: number
}

/** What programs write beside a file, or under another name while it arrives. */
const clutter = /^(?:Thumbs\.db|desktop\.ini|\._.*|~.*)$|\.(?:part|partial|filepart|crdownload|tmp|temp|swp|lock)$|~$/i
/** A look at every job's folder finds those of nobody; seldom, because it is for the log alone. */
const looksBetweenStrays = 20

/**
 * Sees what is put straight into final_input, on the disk or in the bucket.
 *
 * Implementation: one node at a time pages through the folders of all open jobs. The table of sightings remembers each file
 * by its etag, which the list tells: one that has been dealt with costs nothing more. A file is read when two looks have
 * found the same; what is still being written changes in between. A file that two looks have missed is gone, and its image
 * is kept and leaves the gallery.
 *
 * Considerations: the place is proved before a look and before anything counts as missing, or everything would seem to be
 * gone on a lost mount.
 */
export function createFinalInputWatch(dependencies: Dependencies) {
  const { database, upkeep, store, acceptFinal, registerFault, queue, clock, log, pollSeconds, onLook } = dependencies
  let looks = 0
  const known = new Set<string>()

  /** Resolves to null when another node is at it. */
  async function lookOnce(signal = new AbortController().signal): Promise<WatchReport | null> {
    const report: WatchReport = { seen: 0, accepted: 0, faulty: 0, refused: 0, removed: 0 }
    return workUnlessOthersDo({ database: upkeep, clock }, 'watch final_input', async () => {
      await store.prove()
      const open = await database.select({ id: pixJobs.id }).from(pixJobs).where(eq(pixJobs.status, 'open'))
      for (const { id } of open) {
        signal.throwIfAborted()
        await lookAt(id, report, signal).catch(async (error: unknown) => {
          if (signal.aborted) throw error
          log.warn({ err: error, pixJob: id }, 'final_input could not be looked through')
          // Unless it is the whole store that is away: then the other folders are not worth asking for.
          await store.prove()
        })
      }
      if (looks % looksBetweenStrays === 0) await tellStrays()
      looks += 1
      return report
    })
  }

  async function lookAt(jobId: string, report: WatchReport, signal: AbortSignal): Promise<void> {
    const rows = await database.select().from(pixFinalInputs).where(eq(pixFinalInputs.jobId, jobId))
    const sightings = new Map(rows.map((row) => [row.storageKey, row]))
    const ready: StoredObject[] = []
    for (let after: string | null = null; ; ) {
      signal.throwIfAborted()
      const page = await store.listPage(jobPrefix(jobId, 'final_input'), { after })
      const changed: StoredObject[] = []
      for (const object of page.objects.filter(isWanted)) {
        const before = sightings.get(object.key)
        sightings.delete(object.key)
        report.seen += 1
        if (before?.etag !== object.etag) changed.push(object)
        else if (before.settledEtag !== object.etag) ready.push(object)
      }
      await remember(jobId, changed)
      after = page.next
      if (after === null) break
    }
    for (const object of ready) {
      signal.throwIfAborted()
      await take(jobId, object, report, signal)
    }
    if (sightings.size === 0) return
    // Nothing is missing in a place that has been lost meanwhile.
    await store.prove()
    report.removed += await miss(jobId, [...sightings.values()])
  }

  async function remember(jobId: string, objects: StoredObject[]): Promise<void> {
    if (objects.length === 0) return
    const values = objects.map(({ key, etag }) => ({ storageKey: key, jobId, etag, seenAt: clock.databaseNow() }))
    await database
      .insert(pixFinalInputs)
      .values(values)
      .onConflictDoUpdate({
        target: pixFinalInputs.storageKey,
        set: { etag: sql`excluded.etag`, seenAt: sql`excluded.seen_at` },
      })
  }

  /** Nothing that is wrong with one file keeps the others from being seen. */
  async function take(jobId: string, object: StoredObject, report: WatchReport, signal: AbortSignal): Promise<void> {
    const name = checkFileName(placeOf(object.key)?.fileName ?? '')
    if ('fault' in name) {
      log.warn({ pixJob: jobId, fault: name.fault }, 'a file in final_input has a name that is not taken')
      report.refused += 1
      return settle(object)
    }
    const filename = name.name
    const namesake = await findByName(database, jobId, filename)
    if (namesake && namesake.storagePath !== object.key && (await store.find(namesake.storagePath))) {
      log.warn(
        { pixJob: jobId, image: namesake.id },
        'two files in final_input differ only in how their letters are composed',
      )
      report.refused += 1
      return settle(object)
    }
    let sha256: string | undefined
    const read = async () => {
      if (object.bytes > mostFinalBytes) throw tooLarge()
      const bytes = await store.read(object.key)
      if (!bytes) throw new GatewayError('unavailable', 'the file is gone again')
      sha256 = sha256Of(bytes)
      return bytes
    }
    try {
      const about = await sayWhose(jobId, object)
      const delivery = { jobId, filename, read, who: null, found: { key: object.key, etag: object.etag }, ...about }
      const { outcome } = await acceptFinal(delivery, signal)
      if (outcome === 'accepted') report.accepted += 1
    } catch (error) {
      if (signal.aborted) throw error
      if (!(error instanceof GatewayError) || error.retryable || error.status >= 500) {
        log.warn({ err: error, pixJob: jobId }, 'a file of final_input is tried again')
        return store.prove()
      }
      report.faulty += 1
      await registerFault({ jobId, filename, object, error, sha256: sha256 ?? sha256Of(Buffer.from(object.etag)) })
    }
  }

  /** What an earlier try of another door has written beside the bytes; nothing is known of what was dropped by hand. */
  async function sayWhose(jobId: string, { key }: StoredObject): Promise<Pick<Delivery, 'shootId' | 'source'>> {
    const { metadata = {} } = (await store.find(key)) ?? {}
    // A copy of another job's file brings along what was said of that one.
    if (metadata['job-id'] !== jobId) return { shootId: null, source: 'manual' }
    return {
      shootId: metadata['shoot-id'] ?? null,
      source: metadata.source === 'editor' ? 'editor' : 'manual',
    }
  }

  async function settle({ key, etag }: StoredObject): Promise<void> {
    await database.update(pixFinalInputs).set({ settledEtag: etag }).where(eq(pixFinalInputs.storageKey, key))
  }

  /** The first time it may be in the middle of being replaced. */
  async function miss(jobId: string, missing: Sighting[]): Promise<number> {
    const first = missing.filter(({ etag }) => etag !== null).map(({ storageKey }) => storageKey)
    const gone = missing.filter(({ etag }) => etag === null).map(({ storageKey }) => storageKey)
    if (first.length > 0) {
      await database.update(pixFinalInputs).set({ etag: null }).where(inArray(pixFinalInputs.storageKey, first))
    }
    if (gone.length === 0) return 0
    return database.transaction(async (tx) => {
      // Unless it has come back through another door meanwhile.
      const isGone = and(inArray(pixFinalInputs.storageKey, gone), isNull(pixFinalInputs.etag))
      const rows = await tx.delete(pixFinalInputs).where(isGone).returning({ key: pixFinalInputs.storageKey })
      const keys = rows.map(({ key }) => key)
      await tx
        .update(pixImages)
        .set({ usable: false, excludedAt: clock.databaseNow(), excludedBy: removedWithFile })
        .where(and(inArray(pixImages.storagePath, keys), isNull(pixImages.excludedAt)))
      await queue.send(tx, 'pix-expose', { jobId })
      return keys.length
    })
  }

  /** Folders of jobs that nobody has ordered, each told once by this node. From folder to folder, not file by file. */
  async function tellStrays(): Promise<void> {
    for (let after: string | null = null; ; ) {
      const page: { objects: StoredObject[]; next: string | null } = await store.listPage(allJobsPrefix, {
        after,
        limit: 1,
      })
      const jobId = page.objects[0]?.key.slice(allJobsPrefix.length).split('/')[0]
      if (jobId === undefined) {
        if (page.next === null) return
        after = page.next
        continue
      }
      if (!known.has(jobId) && !(await isJob(jobId))) {
        known.add(jobId)
        log.warn({ folder: isId(jobId) ? jobId : null }, 'a folder of no job in pix-jobs; nothing in it is registered')
      }
      after = `${allJobsPrefix}${jobId}/\u{10ffff}`
    }
  }

  async function isJob(jobId: string): Promise<boolean> {
    const [job] = await database.select({ id: pixJobs.id }).from(pixJobs).where(eq(pixJobs.id, jobId))
    return job !== undefined
  }

  const stopping = new AbortController()
  const watch = repeat(
    clock,
    pollSeconds * 1000,
    async () => {
      const report = await lookOnce(stopping.signal)
      if (report) onLook?.(report)
    },
    (error) => log.warn({ err: error }, 'final_input could not be watched'),
  )
  async function stop(): Promise<void> {
    stopping.abort(new GatewayError('cancelled', 'the node stops'))
    await watch.stop()
  }

  return { lookOnce, start: watch.start, look: watch.look, stop }
}

const isWanted = ({ key }: StoredObject): boolean => {
  const place = placeOf(key)
  return place?.area === 'final_input' && !clutter.test(place.fileName)
}
