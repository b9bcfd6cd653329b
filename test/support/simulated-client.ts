import type { FastifyRequest } from 'fastify'
import { createDeadline } from '../../src/deadline.ts'
import { GatewayError } from '../../src/errors.ts'
import type { Admission } from '../../src/ingest/admit-head.ts'
import type { Outcome } from '../../src/ingest/end-window.ts'
import type { TakeIn, TakenIn } from '../../src/ingest/take-in.ts'
import { allowanceFor } from '../../src/ledger.ts'
import { inputKey } from '../../src/media/keys.ts'
import type { Slot } from '../../src/slots/slots.ts'
import type { RequestPlan, SchedulePlan } from './schedule-plan.ts'
import type { SimulatedGateway } from './simulated-gateway.ts'

/** One caller, and what became of the request. */
export interface SimulatedRequest {
  plan: RequestPlan
  number: number
  isAwaited: boolean
  /** Names its own photo in the store. */
  photoId: string | undefined
  hasHungUp: boolean
  /** Milliseconds since its head. */
  answeredAfter: number | undefined
  outcome: Outcome | undefined
  error: unknown
}

export const createRequest = (plan: RequestPlan, number: number): SimulatedRequest => ({
  plan,
  number,
  isAwaited: plan.asyncWaitMilliseconds === undefined,
  ...{ photoId: undefined, hasHungUp: false },
  ...{ answeredAfter: undefined, outcome: undefined, error: undefined },
})

const tooSlow = () => new GatewayError('upload_timeout', 'too slow')

type Carrier = FastifyRequest & { simulated: SimulatedRequest }

/** Stands in for the HTTP upload: takes its time, and has to end when its hop does. */
export function createSimulatedTakeIn({ node, store }: Pick<SimulatedGateway, 'node' | 'store'>): TakeIn {
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      node.clock.after(milliseconds, resolve)
    })

  /** As the real one, leaves nothing when it is broken off. */
  async function writeInTime(key: string, photo: Buffer, milliseconds: number): Promise<number> {
    const writing = store.write(key, photo)
    const late = pause(milliseconds).then(() => undefined)
    const bytes = await Promise.race([writing, late])
    if (bytes !== undefined) return bytes
    writing.then(() => store.delete(key)).catch(() => {})
    throw tooSlow()
  }

  return async (admission, photoId, carrier): Promise<TakenIn> => {
    const { simulated } = carrier as Carrier
    const { plan, number } = simulated
    simulated.photoId = photoId
    const allowed = allowanceFor('upload', admission.deadline)
    const { uploadMilliseconds, content } = plan
    await pause(Math.min(uploadMilliseconds, allowed))
    if (uploadMilliseconds >= allowed) throw tooSlow()
    const bytes = await writeInTime(inputKey(photoId), Buffer.from(`photo ${content}`), allowed - uploadMilliseconds)
    const file = { type: 'image/jpeg', bytes, sha256: `photo ${plan.content}`, sha1: null } as const
    // The width tells the providers whose photo they have.
    return {
      upload: { file, password: null, clientHash: null, fields: {} },
      hashMatch: null,
      width: number + 1,
      height: 1,
    }
  }
}

function admit({ node: { clock } }: SimulatedGateway, { plan, isAwaited }: SimulatedRequest, schedule: SchedulePlan) {
  const { windowMilliseconds, asyncWaitMilliseconds = 0 } = plan
  const background = createDeadline(clock, windowMilliseconds + schedule.backgroundMilliseconds)
  const deadline = isAwaited ? createDeadline(clock, windowMilliseconds) : background
  const waitSeconds = isAwaited ? null : asyncWaitMilliseconds / 1000
  const admission: Admission = {
    head: {
      ...{ slotId: 'slot-001', address: '192.0.2.1', contentLength: null, bearer: null, idempotencyKey: null },
      preferences: { respondAsync: !isAwaited, waitSeconds },
    },
    slot: { id: 'slot-001', revision: 1, settings: schedule.slot, passwordHash: null } as Slot,
    deadline,
    workDeadline: schedule.slot.onTimeout === 'continue' ? background : deadline,
    maxBytes: 1024 ** 2,
    isAsync: !isAwaited,
    passwordHash: null,
    isTrusted: true,
    retentionHours: 48,
  }
  return admission
}

/** Sends the photo, hangs up if that is the plan, and writes down what came back and when. */
export async function sendPhoto(api: SimulatedGateway, request: SimulatedRequest, schedule: SchedulePlan) {
  const { clock } = api.node
  const gone = new AbortController()
  const cancelHangUp = clock.after(request.plan.hangsUpAfter ?? Number.MAX_SAFE_INTEGER, () => {
    request.hasHungUp = true
    gone.abort(new GatewayError('cancelled', 'the client is gone'))
  })
  const admission = admit(api, request, schedule)
  const carrier = { jobId: null, simulated: request } as unknown as Carrier
  try {
    const { outcome } = await api.acceptPhoto(admission, carrier, gone.signal)
    request.outcome = outcome
    if (outcome.kind === 'original') outcome.picture.stream.destroy()
  } catch (error) {
    request.error = error
  }
  cancelHangUp()
  request.answeredAfter = admission.deadline.elapsed()
}
