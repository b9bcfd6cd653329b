import { type Clock, pause } from '../clock.ts'
import { type Deadline, untilAborted } from '../deadline.ts'
import { GatewayError } from '../errors.ts'
import { allowanceFor, type Hop } from '../ledger.ts'
import {
  type AttemptRecord,
  type ChainLink,
  type PlannedCall,
  recordOfFailure,
  recordOfSuccess,
} from './attempt-record.ts'
import { cautious, decide, type RoutingPolicy } from './decide.ts'
import { limitHops } from './limit-hops.ts'
import type { EditedImage, EditRequest, Provider, RemoteWork } from './provider.ts'
import { type FailureKind, ProviderFailure } from './provider-failure.ts'

export type Routed =
  | { image: EditedImage; attempts: AttemptRecord[] }
  | { failure: GatewayError; attempts: AttemptRecord[] }

export type PhotoRequest = Omit<EditRequest, 'operation' | 'settings'>

/** Whether a call may be made now. */
export type Admission =
  | { mayGo: true }
  /** Not now: the key is busy, or its rate is used up. Null: nobody knows for how long. */
  | { mayGo: false; because: 'busy' | 'rate'; waitMilliseconds: number | null }
  /** The service has failed, and is left alone for a while. */
  | { mayGo: false; because: 'circuit'; waitMilliseconds: number; reason: string }
  | { mayGo: false; because: 'budget'; details: string }

/** The last call of the worker that had the photo before, and died or stopped. */
export interface Unfinished {
  linkAt: number
  /** Calls that were made of that link, by whomever. */
  calls: number
  /** How its call ended, where that was still written down. */
  kind: FailureKind | null
  /** It broke off: whether the call was made, and what came of it, nobody knows. */
  isOpen: boolean
  /** Work that it had handed in. */
  remote: RemoteWork | null
  /** What it called is charged for. */
  isPaid: boolean
}

/** Who has the photo routed, and hears of it. */
export interface Course {
  deadline: Deadline
  signal: AbortSignal
  policy?: RoutingPolicy
  unfinished?: Unfinished | undefined
  /** Asked before every call, and writes it down; when it throws, there is no call. */
  admit?(call: PlannedCall): Promise<Admission>
  remember?(call: PlannedCall, remote: RemoteWork): Promise<void>
  onAttempted?(attempt: AttemptRecord): void
  onHop?(hop: Hop): void
  /** The photo is somebody else's now, who goes on with the work that was handed in: it must not be cancelled. */
  isPassedOn?(reason: unknown): boolean
}

interface Dependencies {
  providers: Readonly<Record<string, Provider>>
  clock: Clock
  /** From 0 to 1, for pauses that do not fall together. */
  random?: () => number
}

/** Less than this is not worth an attempt. */
const leastAttemptMilliseconds = 50
/** What a link on this machine needs. */
const localMilliseconds = 2000
/** A fallback that has less than this share of its usual time is not called: it would be paid for nothing. */
const leastShare = 0.5
const admissionPollMilliseconds = 250

/**
 * The one owner of retries. Each link of the chain gets what is left of the one deadline, less what the next one needs;
 * after a failure `decide` says whether the call is repeated, the next link tried, or the photo given up.
 */
export function createRouter({ providers, clock, random = Math.random }: Dependencies) {
  const find = (link: ChainLink) => (Object.hasOwn(providers, link.provider) ? providers[link.provider] : undefined)

  function usualMilliseconds(link: ChainLink | undefined): number {
    const provider = link && find(link)
    if (!link || !provider) return 0
    if (provider.isLocal) return localMilliseconds
    return 1000 * (provider.describe?.(link.operation, link.settings).typicalSeconds ?? 0)
  }

  /** A link leaves the next one its time, unless it would then have too little itself. */
  function keptAfter(chain: readonly ChainLink[], at: number, deadline: Deadline): number {
    const kept = usualMilliseconds(chain[at + 1])
    const rest = allowanceFor('provider', deadline) - kept
    return rest >= Math.max(leastAttemptMilliseconds, usualMilliseconds(chain[at])) ? kept : 0
  }

  async function attempt(call: PlannedCall, request: PhotoRequest, course: Course, kept: number, resume?: RemoteWork) {
    const { link } = call
    const provider = find(link)
    if (!provider) throw new GatewayError('slot_misconfigured', `there is no provider ${link.provider}`)
    const { deadline, signal, onHop } = course
    const limit = limitHops({ clock, deadline, name: link.provider, keptForNext: kept, parent: signal })
    const enter = (hop: Hop) => {
      limit.enter(hop)
      onHop?.(hop)
    }
    let remote = resume
    enter('provider')
    try {
      const edit = provider.edit(
        { ...request, operation: link.operation, settings: link.settings },
        {
          signal: limit.signal,
          remaining: limit.remaining,
          enter,
          resume,
          async remember(handedIn) {
            remote = handedIn
            await course.remember?.(call, handedIn)
          },
        },
      )
      return await untilAborted(limit.signal, edit)
    } catch (error) {
      if (remote && !course.isPassedOn?.(signal.reason)) void provider.cancel?.(remote)
      throw error
    } finally {
      limit.release()
    }
  }

  /** Waits for the permission to call as long as that leaves time for the call. Returns why there is none. */
  async function askLeave(call: PlannedCall, course: Course, kept: number, isLast: boolean) {
    for (;;) {
      const answer = (await course.admit?.(call)) ?? { mayGo: true }
      if (answer.mayGo) return undefined
      if (answer.because === 'budget') {
        return new GatewayError('budget_exhausted', `${call.link.provider}: ${answer.details}`, answer)
      }
      const wait = answer.waitMilliseconds ?? admissionPollMilliseconds
      const left = allowanceFor('provider', course.deadline) - kept - wait
      const isWorthIt = left >= Math.max(leastAttemptMilliseconds, leastShare * usualMilliseconds(call.link))
      const mayWait = answer.because !== 'circuit' || isLast
      if (!isWorthIt || !mayWait) return refusalOf(call, answer.because, wait)
      await pause(clock, wait, course.signal)
    }
  }

  return async function route(chain: readonly ChainLink[], request: PhotoRequest, course: Course): Promise<Routed> {
    const attempts: AttemptRecord[] = []
    const { deadline, signal, policy = cautious, unfinished } = course
    let failure: GatewayError | undefined
    /** Why there was no call tells less than why a call failed. */
    const noCall = (why: GatewayError) => {
      failure ??= why
    }

    /** All calls of one link. */
    async function tryLink(at: number, resume?: RemoteWork): Promise<EditedImage | 'next' | 'stop'> {
      const link = chain[at] as ChainLink
      const isLast = at === chain.length - 1
      for (let calls = 1; ; calls += 1) {
        const kept = keptAfter(chain, at, deadline)
        const isResumed = resume !== undefined && calls === 1
        const facts = find(link)?.describe?.(link.operation, link.settings) ?? {}
        const call: PlannedCall = { number: attempts.length + 1, linkAt: at, link, facts, isResumed }
        const refusal = await askLeave(call, course, kept, isLast)
        if (refusal) {
          noCall(refusal)
          return 'next'
        }
        const startedAt = clock.monotonic()
        const record = (made: AttemptRecord) => {
          attempts.push(made)
          course.onAttempted?.(made)
        }
        try {
          signal.throwIfAborted() // a call that nobody wants any more must not be made
          const image = await attempt(call, request, course, kept, isResumed ? resume : undefined)
          record(recordOfSuccess(call, clock.monotonic() - startedAt, image.report))
          return image
        } catch (error) {
          failure = asGatewayError(error, link)
          record(recordOfFailure(call, clock.monotonic() - startedAt, failure))
          if (signal.aborted) return 'stop'
          const decision = decide({ failure, calls, isLast, policy, random: random() })
          if (decision.what !== 'again') return decision.what
          if (!isTimeFor(link, at, decision.afterMilliseconds)) return decision.otherwise
          course.onHop?.('provider')
          await pause(clock, decision.afterMilliseconds, signal)
        }
      }
    }

    function isTimeFor(link: ChainLink, at: number, afterMilliseconds: number): boolean {
      const left = allowanceFor('provider', deadline) - keptAfter(chain, at, deadline) - afterMilliseconds
      return left >= Math.max(leastAttemptMilliseconds, leastShare * usualMilliseconds(link))
    }

    /** Where to begin: another worker's last call is decided upon as if it had been ours. */
    function firstLink(): number {
      const kind = unfinished && kindOf(unfinished)
      if (!unfinished || !kind) return unfinished?.linkAt ?? 0
      const { linkAt, calls } = unfinished
      failure = new ProviderFailure(kind, `${chain[linkAt]?.provider}: ${kind}, for a worker that is gone`)
      const isLast = linkAt === chain.length - 1
      const decision = decide({ failure, calls, isLast, policy, random: random() })
      if (decision.what === 'stop') return chain.length
      return decision.what === 'next' ? linkAt + 1 : linkAt
    }

    try {
      const first = firstLink()
      for (let at = first; at < chain.length; at += 1) {
        const least = at === first ? leastAttemptMilliseconds : leastShare * usualMilliseconds(chain[at])
        if (allowanceFor('provider', deadline) < Math.max(leastAttemptMilliseconds, least)) {
          noCall(new GatewayError('provider_timeout', 'nothing left of the window for another attempt'))
          continue
        }
        const resume = at === unfinished?.linkAt ? (unfinished.remote ?? undefined) : undefined
        const outcome = await tryLink(at, resume)
        if (outcome === 'stop') break
        if (outcome !== 'next') return { image: outcome, attempts }
      }
    } catch (error) {
      // In between two calls: the end of the window, a cancellation, a claim that is lost.
      if (!signal.aborted) throw error
      failure = asGatewayError(signal.reason, undefined)
    }
    return { failure: failure ?? new GatewayError('slot_misconfigured', 'the chain is empty'), attempts }
  }
}

export type Router = ReturnType<typeof createRouter>

/** As which failure another worker's call counts; undefined when it may simply be gone on with. */
function kindOf({ kind, isOpen, remote, isPaid }: Unfinished): FailureKind | undefined {
  if (kind) return kind
  return isOpen && isPaid && !remote ? 'network_unknown' : undefined
}

function refusalOf({ link, facts }: PlannedCall, because: 'busy' | 'rate' | 'circuit', wait: number): GatewayError {
  const options = { retryAfterMilliseconds: Math.min(wait, 60_000), billed: 'no' as const }
  const who = [link.provider, facts.model].filter(Boolean).join(' ')
  if (because !== 'circuit') return new ProviderFailure('rate_limited', `${who}: no call free in time`, options)
  return new ProviderFailure('overloaded', `${who}: has failed and is left alone for now`, options)
}

function asGatewayError(error: unknown, link: ChainLink | undefined): GatewayError {
  if (error instanceof GatewayError) return error
  return new GatewayError('internal_error', `${link?.provider ?? 'the router'} broke`, { cause: error })
}
