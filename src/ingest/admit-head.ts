import { type FailureThrottle, networkOf } from '../accounts/failure-throttle.ts'
import type { Clock } from '../clock.ts'
import { whileAway } from '../database-away.ts'
import { createDeadline, type Deadline } from '../deadline.ts'
import { GatewayError } from '../errors.ts'
import type { Admission as Queue } from '../queue/admission.ts'
import { backgroundMilliseconds } from '../queue/job.ts'
import type { Settings } from '../settings.ts'
import { whyClosed } from '../slots/open-hours.ts'
import type { Slot, Slots } from '../slots/slots.ts'
import type { Preferences } from './prefer.ts'

interface Dependencies {
  slots: Pick<Slots, 'find'>
  settings: Pick<Settings, 'read'>
  throttle: FailureThrottle
  queue: Pick<Queue, 'requireRoom'>
  clock: Clock
  /** No slot may take more than this. */
  maxUploadBytes: number
  /** True once the gateway is stopping. */
  isStopping(): boolean
}

/** What is known of a request before its body. */
export interface Head {
  slotId: string
  address: string
  contentLength: number | null
  preferences: Preferences
  bearer: string | null
  idempotencyKey: string | null
}

/** A head that was let in. */
export interface Admission {
  head: Head
  slot: Slot
  /** The one deadline of this photo. */
  deadline: Deadline
  /** The same, or later when the work may go on behind the answer. */
  workDeadline: Deadline
  maxBytes: number
  isAsync: boolean
  passwordHash: string | null
  /** True once the password was right. */
  isTrusted: boolean
  retentionHours: number
}

const mebibyte = 1024 ** 2
/** Of a slot that has no wish of its own. */
export const defaultUploadMegabytes = 25
/** Fields and part headers around the photo. */
const envelopeBytes = mebibyte
/** A database that restarts is back before a booth's operator notices; one that is away longer is said to be so. */
export const patienceMilliseconds = 1500

export const throttleKey = ({ address, slotId }: Head) => `ingest:${networkOf(address)}:${slotId}`

/** Lets a request in by its head, and refuses what can be refused before the body is sent. */
export function createHeadAdmission(dependencies: Dependencies) {
  const { slots, settings, throttle, queue, clock, maxUploadBytes, isStopping } = dependencies

  async function admit(head: Head, startedAt: number): Promise<Admission> {
    const [slot, current] = await Promise.all([slots.find(head.slotId), settings.read()])
    if (!slot) throw new GatewayError('slot_not_found', 'unknown slot')
    if (!slot.settings.enabled) throw new GatewayError('slot_disabled', 'disabled slot')
    const closed = whyClosed(slot.settings, slot.seenAt)
    if (closed !== null) throw new GatewayError('slot_disabled', closed, { details: closed })

    const maxBytes = Math.min((slot.settings.maxUploadMegabytes ?? defaultUploadMegabytes) * mebibyte, maxUploadBytes)
    if ((head.contentLength ?? 0) > maxBytes + envelopeBytes) {
      const details = `The photo is larger than ${Math.floor(maxBytes / mebibyte)} MB.`
      throw new GatewayError('payload_too_large', 'content-length over the limit', { details })
    }
    if (slot.settings.access === 'password') await throttle.check(throttleKey(head))
    await queue.requireRoom(slot.id, slot.settings.maxInFlight, head.contentLength)

    const isAsync = slot.settings.responseMode === 'async' || head.preferences.respondAsync
    const { deadline, workDeadline } = windowsFor(head, slot, isAsync, current.syncSeconds, startedAt)
    const passwordHash = slot.passwordHash ?? current.ingestPasswordHash
    return {
      head,
      slot,
      maxBytes,
      isAsync,
      deadline,
      workDeadline,
      passwordHash,
      isTrusted: slot.settings.access === 'open',
      retentionHours: current.retentionHours,
    }
  }

  function windowsFor(
    { preferences }: Head,
    { settings: { syncSeconds, onTimeout } }: Slot,
    isAsync: boolean,
    usualSeconds: number,
    startedAt: number,
  ): Pick<Admission, 'deadline' | 'workDeadline'> {
    const background = createDeadline(clock, backgroundMilliseconds, startedAt)
    if (isAsync) return { deadline: background, workDeadline: background }
    const window = syncSeconds ?? usualSeconds
    const seconds = Math.min(window, preferences.waitSeconds ?? window)
    const deadline = createDeadline(clock, seconds * 1000, startedAt)
    return { deadline, workDeadline: onTimeout === 'continue' ? background : deadline }
  }

  return async function admitHead(head: Head, startedAt: number): Promise<Admission> {
    if (isStopping()) throw new GatewayError('unavailable', 'stopping', { retryAfterSeconds: 5 })
    return whileAway(clock, patienceMilliseconds, () => admit(head, startedAt))
  }
}

export type AdmitHead = ReturnType<typeof createHeadAdmission>
