import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../clock.ts'
import type { Database, Transaction } from '../database.ts'
import { eq, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Store } from '../media/store.ts'
import { pixCaptions, pixImageVersions } from '../pix-schema.ts'
import type { ImageClaim, ImageClaims, PixImage } from './claim-image.ts'
import { codeOf, sentenceOf } from './failure-words.ts'
import type { FinalFiles } from './final-files.ts'
import { factsOf, type ImageFacts } from './image-facts.ts'
import { roomOf } from './image-meta.ts'
import { depthKey } from './keys.ts'
import { pixLocales, type RoomType, rooms } from './rooms.ts'
import type { DrawDepth, InspectPrivacy } from './stages.ts'
import { roomInName, templateTexts, viewWithoutLook } from './templates.ts'
import { particularsOf, sha256Of, writeAfterLook } from './write-object.ts'

interface Dependencies {
  database: Database
  store: Store
  claims: Pick<ImageClaims, 'change' | 'isHeld' | 'lock'>
  clock: Clock
  log: Logger
  /** Undefined: nobody looks, and nothing is said to be clear. */
  inspectPrivacy: InspectPrivacy | undefined
  /** Undefined: there are no depth maps. */
  drawDepth: DrawDepth | undefined
  /** Null: it could not be looked at. */
  onPrivacyChecked?: ((findings: readonly Finding[] | null) => void) | undefined
}

type Warning = ImageFacts['warnings'][number]
type Finding = NonNullable<ImageFacts['privacy']>['findings'][number]

/**
 * What is found out about an image besides its files. These stages may fail without holding the image back: then a
 * warning says so.
 */
export function createImageStages(dependencies: Dependencies) {
  const { database, store, claims, clock, log, inspectPrivacy, drawDepth, onPrivacyChecked } = dependencies

  /** All of them, and their findings in the rows. */
  async function examine(claim: ImageClaim, files: FinalFiles, signal: AbortSignal): Promise<void> {
    const warnings: Warning[] = []
    const attempt = async <Value>(stage: string, work: () => Promise<Value>): Promise<Value | undefined> => {
      try {
        return await work()
      } catch (error) {
        if (signal.aborted) throw error
        log.warn({ err: error, image: claim.image.id, stage }, 'a stage of an image failed')
        warnings.push({ stage, code: codeOf(error), message: sentenceOf(error) })
        return undefined
      }
    }
    const privacy = await attempt('privacy', () => inspectOrAgain(claim.image, files.master, signal))
    if (inspectPrivacy) onPrivacyChecked?.(privacy?.findings ?? null)
    await attempt('depth', () => keepDepth(claim, files, signal))
    signal.throwIfAborted()
    await writeDown(claim, files, privacy ?? null, warnings)
  }

  /** A thread that has died or hangs says nothing of the picture: another one looks once more. */
  async function inspectOrAgain(...[image, master, signal]: Parameters<typeof inspect>) {
    try {
      return await inspect(image, master, signal)
    } catch (error) {
      if (signal.aborted || !(error instanceof GatewayError) || !error.retryable) throw error
      log.warn({ err: error, image: image.id }, 'the privacy of an image is checked once more')
      return inspect(image, master, signal)
    }
  }

  async function inspect(image: PixImage, master: Buffer, signal: AbortSignal): Promise<ImageFacts['privacy']> {
    if (!inspectPrivacy) return null
    const exterior = rooms[roomFor(image) ?? roomOf(image)].category === 'exterior'
    const report = await inspectPrivacy(master, { exterior, signal })
    const before = factsOf(image)?.privacy
    // The same again is not news: the file about the image stays the same.
    if (before && isDeepStrictEqual(before, { ...before, ...report })) return before
    const [row] = await database
      .execute<{ now: Date }>(sql`select ${clock.databaseNow()} as now`)
      .then(({ rows }) => rows)
    const verdict = report.findings.length > 0 ? 'flagged' : 'clear'
    return { ...report, checked_at: new Date(row?.now ?? 0).toISOString(), verdict }
  }

  async function keepDepth(claim: ImageClaim, { master }: FinalFiles, signal: AbortSignal): Promise<void> {
    if (!drawDepth) return
    const { id: imageId, jobId, revision } = claim.image
    const bytes = await drawDepth(master, signal)
    const sha256 = sha256Of(bytes)
    const key = depthKey(jobId, imageId)
    const particulars = particularsOf('image/png', sha256, { jobId, imageId, revision })
    await writeAfterLook(store, key, async () => {
      if (!(await claims.isHeld(claim))) throw new GatewayError('cancelled', 'the image is in other hands')
      return { bytes, hash: sha256, particulars }
    })
    const values = { revision, storageKey: key, sha256, bytes: bytes.length, derivedFrom: 'master' }
    await database
      .insert(pixImageVersions)
      .values({ imageId, kind: 'depth', ...values })
      .onConflictDoUpdate({ target: [pixImageVersions.imageId, pixImageVersions.kind], set: values })
  }

  async function writeDown(
    claim: ImageClaim,
    { bare, orientation, width, height }: FinalFiles,
    privacy: ImageFacts['privacy'],
    warnings: Warning[],
  ): Promise<void> {
    const { revision } = claim.image
    const facts: ImageFacts = { revision, orientation, bare, privacy, warnings }
    await database.transaction(async (tx) => {
      // What a person has said meanwhile about its room or its privacy is not overwritten.
      const image = await claims.lock(tx, claim)
      const room = roomFor(image)
      await claims.change(tx, claim, {
        width,
        height,
        readyForVision: true,
        metaFields: { ...image.metaFields, pipeline: facts },
        privacyStatus: verdictFor(image, privacy),
        ...(room === undefined ? {} : { roomType: room, roomSource: 'filename' }),
        viewType: image.viewType ?? viewWithoutLook(room ?? roomOf(image)),
        // Found in what was delivered before.
        ...(image.visionDone ? {} : { cleanupPossible: false, cleanupCandidates: [] }),
      })
      await writeTemplates(tx, image, room ?? roomOf(image))
    })
  }

  return { examine, inspect }
}

/** The name speaks of the room as long as nobody knows better. */
function roomFor({ filename, roomSource }: PixImage): RoomType | undefined {
  return roomSource === null || roomSource === 'filename' ? roomInName(filename) : undefined
}

/** What a person has cleared stays so, as long as it is the same delivery in which the same was found. */
export function verdictFor(image: PixImage, privacy: ImageFacts['privacy']): PixImage['privacyStatus'] {
  if (privacy === null) return image.privacyStatus === 'cleared_by_admin' ? 'cleared_by_admin' : 'unchecked'
  const seen = factsOf(image)?.privacy
  const before = seen?.findings.length ?? 0
  // Flagged without a finding is what a person has seen and the check has not.
  if (seen && before === 0 && image.privacyStatus === 'flagged') return 'flagged'
  const isKnown = ({ type, box }: Finding) =>
    seen?.findings.some((known) => known.type === type && isDeepStrictEqual(known.box, box))
  if (image.privacyStatus === 'cleared_by_admin' && privacy.findings.every(isKnown)) return 'cleared_by_admin'
  return privacy.findings.length > 0 ? 'flagged' : 'clear'
}

/** Where nobody has written anything better. */
async function writeTemplates(tx: Transaction, { id: imageId, filename }: PixImage, room: RoomType): Promise<void> {
  const templates = templateTexts(filename, room)
  for (const locale of pixLocales) {
    const { short, long, alt } = templates[locale]
    const texts = { short, long, altText: alt, source: 'template' as const }
    await tx
      .insert(pixCaptions)
      .values({ imageId, locale, ...texts })
      .onConflictDoUpdate({
        target: [pixCaptions.imageId, pixCaptions.locale],
        set: texts,
        setWhere: eq(pixCaptions.source, 'template'),
      })
  }
}
