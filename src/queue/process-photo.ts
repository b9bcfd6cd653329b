import type { Clock } from '../clock.ts'
import { whileAway } from '../database-away.ts'
import { createDeadline, type Deadline, signalAt, untilAborted } from '../deadline.ts'
import { GatewayError } from '../errors.ts'
import { allowanceFor, createLedger, type Ledger } from '../ledger.ts'
import type { Logger } from '../log.ts'
import type { ImageType } from '../media/image-type.ts'
import { resultKey } from '../media/keys.ts'
import type { Lend, Lender } from '../media/lending.ts'
import type { Store } from '../media/store.ts'
import type { AttemptRecord, PlannedCall } from '../providers/attempt-record.ts'
import type { Admission } from '../providers/course.ts'
import type { EditedImage, RemoteWork, SourceImage } from '../providers/provider.ts'
import type { Router } from '../providers/router.ts'
import type { Settings } from '../settings.ts'
import { type SlotSettings, slotSettingsSchema } from '../slots/slot.ts'
import type { Slots } from '../slots/slots.ts'
import { frameOf, type Templates } from '../slots/templates.ts'
import type { Attempts } from './attempts.ts'
import type { Claim, Claims } from './claims.ts'
import { claimLostReason, handBackReason } from './dispatcher.ts'
import { type FinishedResult, finishedResult } from './finished-result.ts'
import type { PhotoForgetter } from './forget-photo.ts'
import { leaseMilliseconds } from './job.ts'
import type { Job } from './jobs.ts'

interface Dependencies {
  claims: Pick<Claims, 'keep' | 'finish' | 'fail' | 'handBack' | 'letGo'>
  attempts: Pick<Attempts, 'begin' | 'settle' | 'remember' | 'findUnfinished'>
  slots: Pick<Slots, 'findRevision'>
  templates: Pick<Templates, 'loadTemplates'>
  settings: Pick<Settings, 'read'>
  store: Store
  route: Router
  lend: Lender
  forgetPhoto: PhotoForgetter
  clock: Clock
  log: Logger
  onAttempted(job: Job, record: AttemptRecord): void
  /** Told of a picture that came after its window. */
  onLate(job: Job): void
}

/** What one round of work on a photo carries with it. */
interface Round {
  claim: Claim
  deadline: Deadline
  ledger: Ledger
  signal: AbortSignal
  /** Known once the slot has been read. */
  slot?: SlotSettings
  /** What is still being written down beside the work. */
  asides: Promise<void>[]
}

/** Before a provider is called, the database may be away for so long; the photo can still be done again by somebody else. */
const beginPatienceMilliseconds = 5000
/** What has been made is written down even when the database comes back only after the window. */
const lastPatienceMilliseconds = 5000

/** Between two tries to store a picture. */
const writePauseMilliseconds = 500

/** Work on one photo, from its claim to its one final state. */
export function createPhotoProcessor(dependencies: Dependencies) {
  const { claims, attempts, slots, templates, settings, store, route, lend } = dependencies
  const { forgetPhoto, clock, log, onAttempted, onLate } = dependencies

  function beginRound(claim: Claim, signal: AbortSignal): Round {
    const { job, epoch, claimedAt, workMilliseconds } = claim
    const deadline = createDeadline(clock, workMilliseconds, claimedAt)
    const accounted = job.ledger.reduce((sum, { spent }) => sum + spent, 0)
    const waited = (job.startedAt?.getTime() ?? 0) - job.receivedAt.getTime() - accounted
    // From this moment, not from the earlier one at which the claim was asked for: what is missing is added at the end,
    // what is too much could not be taken away.
    const ledger = createLedger(clock, deadline, 'queue', epoch, clock.monotonic() - Math.max(0, waited))
    return { claim, deadline, ledger, signal, asides: [] }
  }

  async function requireSlot({ slotId, slotRevision, settings: tried }: Job): Promise<SlotSettings> {
    if (tried !== null) return requireTried(tried)
    const slot = await whileAway(clock, beginPatienceMilliseconds, () => slots.findRevision(slotId, slotRevision))
    if (slot) return slot.settings
    throw new GatewayError('slot_misconfigured', `revision ${slotRevision} of ${slotId} is gone`)
  }

  async function edit(round: Round) {
    const { claim, deadline, ledger, signal } = round
    const slot = await requireSlot(claim.job)
    round.slot = slot
    const loan = lend(claim.job.id)
    try {
      const loaded = await whileAway(clock, beginPatienceMilliseconds, () => templates.loadTemplates(slot, loan.lend))
      const request = {
        photo: photoOf(claim, loan.lend),
        templates: loaded,
        output: slot.output,
        frame: frameOf(slot, loaded),
      }
      const unfinished = await whileAway(clock, beginPatienceMilliseconds, () => attempts.findUnfinished(claim))
      return await route(slot.chain, request, {
        deadline,
        signal,
        policy: slot,
        unfinished,
        onHop: ledger.enter,
        admit: (call) => admit(claim, call, slot),
        remember: (call, remote) => remember(claim, call, remote),
        onAttempted: (attempt) => settle(round, attempt),
        isPassedOn,
      })
    } finally {
      ledger.enter('publish')
      // A service may not have fetched them yet; what is left over the cleaner finds when the job has ended.
      if (!isPassedOn(signal.reason)) round.asides.push(loan.end())
    }
  }

  /** A photo that is missing was deleted with the end of its job, which this worker may have slept through. */
  function photoOf(claim: Claim, lendPicture: Lend): SourceImage {
    const photo = sourceImageOf(claim.job, store, lendPicture)
    const explain = async (error: unknown) => {
      const held = await claims.keep([claim])
      throw held.has(claim.job.id) ? error : claimLostReason
    }
    return { ...photo, read: () => photo.read().catch(explain), open: () => photo.open().catch(explain) }
  }

  /** Throws when the photo is not ours any more. */
  async function admit(claim: Claim, call: PlannedCall, slot: SlotSettings): Promise<Admission> {
    let askedAt = 0
    let admission: Admission | undefined
    do {
      admission = await whileAway(clock, beginPatienceMilliseconds, () => {
        askedAt = clock.monotonic()
        return attempts.begin(claim, call, slot)
      })
      if (!admission) throw claimLostReason
      // A node that was frozen over the answer may have lost the photo again.
    } while (clock.monotonic() - askedAt >= leaseMilliseconds)
    return admission
  }

  /** The work is paid for: whoever takes over must know of it. Throws when the photo is not ours any more. */
  async function remember(claim: Claim, call: PlannedCall, remote: RemoteWork): Promise<void> {
    const isOurs = await whileAway(clock, beginPatienceMilliseconds, () => attempts.remember(claim, call, remote))
    if (!isOurs) throw claimLostReason
  }

  /** What a call has shown and cost is written down beside the photo's own path, which it must not hold up. */
  function settle({ claim, asides }: Round, attempt: AttemptRecord): void {
    onAttempted(claim.job, attempt)
    const settled = whileAway(clock, beginPatienceMilliseconds, () => attempts.settle(claim, attempt)).catch((error) =>
      log.warn({ err: error, job: claim.job.id, provider: attempt.link.provider }, 'could not settle a call'),
    )
    asides.push(settled)
  }

  /** A store that does not answer must not take the words away in which it is said. What it still writes is swept up later. */
  async function writeOnce(deadline: Deadline, key: string, bytes: Buffer): Promise<void> {
    const patience = Math.max(writePauseMilliseconds, allowanceFor('publish', deadline))
    const silence = new GatewayError('unavailable', 'the picture could not be stored in its window')
    const { signal, release } = signalAt(clock, patience, silence)
    try {
      await untilAborted(signal, store.write(key, bytes))
    } finally {
      release()
    }
  }

  /** The picture has been made and paid for. A disk that is full now may have room again before the window ends. */
  async function writeInTime({ deadline, signal }: Round, key: string, bytes: Buffer): Promise<void> {
    for (;;) {
      try {
        await writeOnce(deadline, key, bytes)
        return
      } catch (error) {
        const mayPass = error instanceof GatewayError && (error.code === 'storage_full' || error.code === 'unavailable')
        if (!mayPass || signal.aborted || allowanceFor('publish', deadline) < writePauseMilliseconds) throw error
        log.warn({ err: error, key }, 'a picture could not be stored yet')
        await new Promise<void>((resolve) => void clock.after(writePauseMilliseconds, resolve))
      }
    }
  }

  async function publish(round: Round, image: EditedImage): Promise<FinishedResult> {
    const { job, epoch } = round.claim
    const key = resultKey(job.slotId, job.id, epoch, image.type)
    // Bytes first: a stray file is swept up later, a row without its file is a lie.
    await writeInTime(round, key, image.bytes)
    return finishedResult(key, image)
  }

  /** What has been made must not be lost because the database is away for a moment. */
  const persist = <Value>({ deadline }: Round, work: () => Promise<Value>) =>
    whileAway(clock, deadline.remaining() + lastPatienceMilliseconds, work)

  /** True when this round has ended the job. */
  async function work(round: Round): Promise<boolean> {
    const { claim, ledger } = round
    // Asked for now, needed at the end: it costs no time of the photo's own.
    const retention = whileAway(clock, beginPatienceMilliseconds, () => settings.read())
    retention.catch(() => {})
    const routed = await edit(round)
    const { attempts: made } = routed
    if ('failure' in routed) return giveUp(round, routed.failure, made)

    try {
      const result = await publish(round, routed.image)
      const { retentionHours } = await retention.catch(() => persist(round, () => settings.read()))
      const workLog = { attempts: made, ledger: ledger.close() }
      const won = await persist(round, () => claims.finish(claim, result, workLog, retentionHours))
      if (!won) await store.delete(result.key)
      else if (isLate(claim)) tellLate(claim.job)
      return won
    } catch (error) {
      return giveUp(round, failureOf(error), made)
    }
  }

  const isLate = ({ job, claimedAt }: Claim) =>
    clock.monotonic() - claimedAt > job.deadlineAt.getTime() - (job.startedAt?.getTime() ?? 0)

  function tellLate(job: Job): void {
    log.warn({ job: job.id, slot: job.slotId }, 'a picture came after its window; it is under its link')
    onLate(job)
  }

  async function giveUp(round: Round, failure: GatewayError, made: AttemptRecord[]): Promise<boolean> {
    const { claim, ledger, signal } = round
    const { job } = claim
    const workLog = { attempts: made, ledger: ledger.close() }
    if (signal.reason === handBackReason) {
      const isBack = await persist(round, () => claims.handBack(claim, workLog))
      if (isBack) log.info({ job: job.id, slot: job.slotId }, 'handed a photo back')
      return false
    }
    if (failure.code === 'provider_timeout' && isStoodBy(round)) {
      await persist(round, () => claims.letGo(claim, workLog))
      return false
    }
    const level = failure.status === 500 ? 'error' : 'warn'
    if (!signal.aborted) log[level]({ err: failure, job: job.id, slot: job.slotId }, 'a photo failed')
    return persist(round, () => claims.fail(claim, failure, workLog))
  }

  /** The request that waits has another picture ready, and needs the photo for it: the end of the job is its business. */
  const isStoodBy = ({ slot, claim }: Round) =>
    claim.job.waiters > 0 && (slot?.onTimeout === 'original' || slot?.onTimeout === 'fallback')

  return async function processPhoto(claim: Claim, signal: AbortSignal): Promise<void> {
    const round = beginRound(claim, signal)
    let isKnownToBeFinal = false
    try {
      isKnownToBeFinal = await work(round).catch((error: unknown) => giveUp(round, failureOf(error), []))
    } finally {
      await forgetPhoto(claim.job.id, { isKnownToBeFinal: isKnownToBeFinal && !claim.job.keepInput })
      await Promise.all(round.asides)
    }
  }
}

/** Somebody else goes on with the photo, and with the work that was handed in. */
const isPassedOn = (reason: unknown) => reason === handBackReason || reason === claimLostReason

/** A test run brings its own; they were checked when it was asked for. */
function requireTried(tried: unknown): SlotSettings {
  const { data, error } = slotSettingsSchema.safeParse(tried)
  if (!data) throw new GatewayError('slot_misconfigured', `a test run: ${error.message}`)
  return data
}

function failureOf(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  return new GatewayError('internal_error', 'unexpected', { cause: error })
}

/** The guest's photo as a provider gets it. */
export function sourceImageOf(job: Job, store: Pick<Store, 'read' | 'open'>, lend?: Lend): SourceImage {
  const missing = () => new GatewayError('internal_error', `the photo of job ${job.id} is not in the store`)
  return {
    type: job.inputMime as ImageType,
    width: job.inputWidth,
    height: job.inputHeight,
    byteLength: job.inputBytes,
    sha256: job.inputSha256,
    ...(lend && { lend }),
    async read() {
      const bytes = await store.read(job.inputKey)
      if (!bytes) throw missing()
      return bytes
    },
    async open() {
      const opened = await store.open(job.inputKey)
      if (!opened) throw missing()
      return opened.stream
    },
  }
}
