import type { Clock } from '../clock.ts'
import { untilAborted } from '../deadline.ts'
import { GatewayError } from '../errors.ts'
import type { Hop } from '../ledger.ts'
import type { PlannedCall } from './attempt-record.ts'
import type { Course } from './course.ts'
import { limitHops } from './limit-hops.ts'
import type { EditedImage, EditRequest, Provider, RemoteWork } from './provider.ts'

export type PhotoRequest = Omit<EditRequest, 'operation' | 'settings'>

interface Call {
  call: PlannedCall
  provider: Provider | undefined
  request: PhotoRequest
  course: Course
  /** Milliseconds that the next link must still find. */
  keptForNext: number
  resume: RemoteWork | undefined
}

/** One call of one provider, inside its time. Work that was handed in and is given up is cancelled there. */
export async function makeCall(
  clock: Clock,
  { call, provider, request, course, keptForNext, resume }: Call,
): Promise<EditedImage> {
  const { provider: name, operation, settings } = call.link
  if (!provider) throw new GatewayError('slot_misconfigured', `there is no provider ${name}`)
  const { deadline, signal, onHop } = course
  signal.throwIfAborted() // a call that nobody wants any more must not be made
  const limit = limitHops({ clock, deadline, name, keptForNext, parent: signal })
  const enter = (hop: Hop) => {
    limit.enter(hop)
    onHop?.(hop)
  }
  let remote = resume
  async function remember(handedIn: RemoteWork): Promise<void> {
    remote = handedIn
    await course.remember?.(call, handedIn)
  }

  enter('provider')
  try {
    const attempt = { signal: limit.signal, remaining: limit.remaining, enter, remember, resume }
    return await untilAborted(limit.signal, provider.edit({ ...request, operation, settings }, attempt))
  } catch (error) {
    if (remote && !course.isPassedOn?.(signal.reason)) void provider.cancel?.(remote)
    throw error
  } finally {
    limit.release()
  }
}
