import { pause as pauseHere } from '../../src/clock.ts'
import { type FailureCode, GatewayError } from '../../src/errors.ts'
import type {
  Attempt,
  CallFacts,
  EditedImage,
  EditRequest,
  Provider,
  RemoteWork,
} from '../../src/providers/provider.ts'
import { type FailureKind, failureRules, ProviderFailure } from '../../src/providers/provider-failure.ts'
import type { Random } from './random.ts'
import type { ServicePlan } from './schedule-plan.ts'
import type { SimulatedNode } from './simulated-node.ts'
import type { SimulatedTime } from './simulated-time.ts'

/** What the service does with one call. */
export interface Behaviour {
  milliseconds: number
  failure?: FailureCode | FailureKind | 'broken' | undefined
  /** What it says about when to come again. */
  retryAfterMilliseconds: number | undefined
  /** It does not care whether anybody still waits. */
  isDeaf: boolean
  downloadMilliseconds: number
  encodeMilliseconds: number
}

/** A picture that was ordered, as the service remembers it. */
interface Work {
  readyAt: number
  behaviour: Behaviour
  order: Order
}

interface Order {
  /** Somebody knows that nothing came of it. Until then a second order would be a second charge for one picture. */
  hasFailed: boolean
}

/** The services' own memory: it outlives the nodes. */
export interface Ordered {
  /** Work by the id under which it is fetched. */
  works: Map<string, Work>
  /** By photo and service. */
  orders: Map<string, Order[]>
}

interface Options {
  name: string
  node: SimulatedNode
  time: SimulatedTime
  plan: ServicePlan
  ordered: Ordered
  /** The slot wants a call whose outcome nobody knows to be made again. */
  mayRepeat: boolean
  behave(): Behaviour
  onCall(photoNumber: number): void
  onViolation(what: string): void
}

const codes = ['provider_error', 'provider_no_image', 'unreadable_image', 'slot_misconfigured', 'broken'] as const
const [someKind, ...otherKinds] = Object.keys(failureRules) as [FailureKind, ...FailureKind[]]

/** Mostly a picture in good time; now and then one that is late, or none. */
export function drawBehaviour(random: Random, longestMilliseconds: number): Behaviour {
  const hop = () => (random.chance(0.5) ? random.between(1, 800) : 0)
  const failure = (): Behaviour['failure'] =>
    random.chance(0.3) ? random.pick(codes) : random.pick<FailureKind>([someKind, ...otherKinds])
  return {
    milliseconds: random.chance(0.8) ? random.between(50, 4000) : random.between(50, longestMilliseconds),
    failure: random.chance(0.4) ? failure() : undefined,
    retryAfterMilliseconds: random.chance(0.5) ? random.between(0, 8000) : undefined,
    isDeaf: random.chance(0.2),
    downloadMilliseconds: hop(),
    encodeMilliseconds: hop(),
  }
}

const handInMilliseconds = 20
const pollMilliseconds = 700

export function createSimulatedProvider(options: Options): Provider {
  const { name, node, time, plan, ordered, mayRepeat, behave, onCall, onViolation } = options
  const facts: CallFacts = plan.isPaid
    ? { keyId: 'key', model: name, estimatedUsd: 0.04, typicalSeconds: plan.typicalSeconds }
    : {}

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

  function placeOrder(photoNumber: number): Order {
    const key = `${photoNumber} ${name}`
    const before = ordered.orders.get(key) ?? []
    if (plan.isPaid && !mayRepeat && before.some(({ hasFailed }) => !hasFailed)) onViolation('a picture was paid twice')
    const order = { hasFailed: false }
    ordered.orders.set(key, [...before, order])
    return order
  }

  function failIfWanted({ failure, retryAfterMilliseconds }: Behaviour): void {
    if (failure === 'broken') throw new Error('the adapter broke')
    if (failure === undefined) return
    if (isKind(failure)) throw new ProviderFailure(failure, 'the service failed', { retryAfterMilliseconds })
    throw new GatewayError(failure, 'the service failed')
  }

  /** The answer holds the picture. */
  async function obtain(photoNumber: number, signal: AbortSignal): Promise<Behaviour> {
    const order = placeOrder(photoNumber)
    const behaviour = behave()
    await pause(behaviour.milliseconds, signal, behaviour.isDeaf)
    order.hasFailed = isFailure(behaviour)
    return behaviour
  }

  /** The answer holds a number under which the picture will be. */
  async function handIn(photoNumber: number, { signal, remember }: Attempt): Promise<Behaviour> {
    const order = placeOrder(photoNumber)
    const behaviour = behave()
    await pause(handInMilliseconds, signal, false)
    const remote = { id: `${photoNumber} ${name} ${ordered.works.size}` }
    ordered.works.set(remote.id, { readyAt: time.now() + behaviour.milliseconds, behaviour, order })
    await remember(remote)
    return fetchWork(remote, signal)
  }

  async function fetchWork({ id }: RemoteWork, signal: AbortSignal): Promise<Behaviour> {
    const work = ordered.works.get(id)
    if (!work) throw new ProviderFailure('malformed', 'nobody knows this work')
    while (time.now() < work.readyAt) await pauseHere(node.clock, pollMilliseconds, signal)
    work.order.hasFailed = isFailure(work.behaviour)
    return work.behaviour
  }

  async function edit({ photo }: EditRequest, attempt: Attempt): Promise<EditedImage> {
    const { signal, enter, resume } = attempt
    onCall(photo.width)
    const bytes = await photo.read()
    const call = () => (plan.isRemote ? handIn(photo.width, attempt) : obtain(photo.width, signal))
    const behaviour = await (resume ? fetchWork(resume, signal) : call())
    failIfWanted(behaviour)
    enter('download')
    await pause(behaviour.downloadMilliseconds, signal, behaviour.isDeaf)
    enter('encode')
    await pause(behaviour.encodeMilliseconds, signal, behaviour.isDeaf)
    return { bytes, type: photo.type, width: photo.width, height: photo.height }
  }

  return {
    name,
    operations: {},
    describe: () => facts,
    edit,
  }
}

const isFailure = ({ failure }: Behaviour) => failure !== undefined && failure !== 'network_unknown'

const isKind = (failure: string): failure is FailureKind => Object.hasOwn(failureRules, failure)
