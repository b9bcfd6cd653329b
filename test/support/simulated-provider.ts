import { type FailureCode, GatewayError } from '../../src/errors.ts'
import type { EditedImage, EditRequest, Provider } from '../../src/providers/provider.ts'
import type { Random } from './random.ts'
import type { SimulatedNode } from './simulated-node.ts'
import type { SimulatedTime } from './simulated-time.ts'

/** What the service does with one call. */
export interface Behaviour {
  milliseconds: number
  failure?: FailureCode | 'broken' | undefined
  /** It does not care whether anybody still waits. */
  isDeaf: boolean
  downloadMilliseconds: number
  encodeMilliseconds: number
}

interface Options {
  name: string
  node: SimulatedNode
  time: SimulatedTime
  behave(): Behaviour
  onCall(photoNumber: number): void
}

const codes = [
  'provider_error',
  'provider_error',
  'provider_no_image',
  'provider_refused',
  'provider_timeout',
  'unreadable_image',
  'slot_misconfigured',
  'broken',
] as const

/** Mostly a picture in good time; now and then one that is late, or none. */
export function drawBehaviour(random: Random, longestMilliseconds: number): Behaviour {
  const hop = () => (random.chance(0.5) ? random.between(1, 800) : 0)
  return {
    milliseconds: random.chance(0.8) ? random.between(50, 4000) : random.between(50, longestMilliseconds),
    failure: random.chance(0.3) ? random.pick(codes) : undefined,
    isDeaf: random.chance(0.2),
    downloadMilliseconds: hop(),
    encodeMilliseconds: hop(),
  }
}

export function createSimulatedProvider({ name, node, time, behave, onCall }: Options): Provider {
  /** The service's time passes elsewhere; its answer reaches only a node that lives. */
  function pause(milliseconds: number, signal: AbortSignal, isDeaf: boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const abort = () => reject(signal.reason)
    time.after(milliseconds, () => node.reach(resolve))
    if (isDeaf) return promise
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    return promise.finally(() => signal.removeEventListener('abort', abort))
  }

  async function edit({ photo, enter }: EditRequest, signal: AbortSignal): Promise<EditedImage> {
    onCall(photo.width)
    const behaviour = behave()
    const bytes = await photo.read()
    await pause(behaviour.milliseconds, signal, behaviour.isDeaf)
    if (behaviour.failure === 'broken') throw new Error('the adapter broke')
    if (behaviour.failure) throw new GatewayError(behaviour.failure, 'the service failed')
    enter?.('download')
    await pause(behaviour.downloadMilliseconds, signal, behaviour.isDeaf)
    enter?.('encode')
    await pause(behaviour.encodeMilliseconds, signal, behaviour.isDeaf)
    return { bytes, type: photo.type, width: photo.width, height: photo.height }
  }

  return { name, operations: {}, edit }
}
