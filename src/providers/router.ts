import { type Clock, pause } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import {
  type AttemptRecord,
  type ChainLink,
  type PlannedCall,
  recordOfFailure,
  recordOfSuccess,
} from './attempt-record.ts'
import type { Course, Unfinished } from './course.ts'
import { cautious, decide } from './decide.ts'
import { makeCall, type PhotoRequest } from './make-call.ts'
import { createPace } from './pace.ts'
import type { EditedImage, Provider, RemoteWork } from './provider.ts'
import { type FailureKind, ProviderFailure } from './provider-failure.ts'

export type Routed =
  | { image: EditedImage; attempts: AttemptRecord[] }
  | { failure: GatewayError; attempts: AttemptRecord[] }

interface Dependencies {
  providers: Readonly<Record<string, Provider>>
  clock: Clock
  /** From 0 to 1, for pauses that do not fall together. */
  random?: () => number
}

/** When nobody knows how long a key stays busy. */
const admissionPollMilliseconds = 250
const longestHintMilliseconds = 60_000

/**
 * The one owner of retries. Each link of the chain gets what is left of the one deadline, less what the next one needs;
 * after a failure `decide` says whether the call is made again, the next link tried, or the photo given up.
 */
export function createRouter({ providers, clock, random = Math.random }: Dependencies) {
  const pace = createPace(providers)

  return async function route(chain: readonly ChainLink[], request: PhotoRequest, course: Course): Promise<Routed> {
    const journey = createJourney(chain, request, course)
    try {
      const image = await journey.travel()
      if (image) return { image, attempts: journey.attempts }
    } catch (error) {
      // In between two calls: the end of the window, a cancellation.
      if (!course.signal.aborted) throw error
      return { failure: asGatewayError(course.signal.reason, 'the router'), attempts: journey.attempts }
    }
    const failure = journey.failure() ?? new GatewayError('slot_misconfigured', 'the chain is empty')
    return { failure, attempts: journey.attempts }
  }

  /** One photo on its way along a chain. */
  function createJourney(chain: readonly ChainLink[], request: PhotoRequest, course: Course) {
    const { deadline, signal, policy = cautious, unfinished } = course
    const attempts: AttemptRecord[] = []
    let failure: GatewayError | undefined

    /** Why there was no call tells less than why a call failed. */
    function noteNoCall(why: GatewayError): void {
      failure ??= why
    }

    async function travel(): Promise<EditedImage | undefined> {
      const first = firstLink()
      for (let at = first; at < chain.length; at += 1) {
        const resume = at === unfinished?.linkAt ? unfinished.remote : null
        const isOnlyHope = at === first && (resume !== null || !isTimeAfter(at))
        if (!(isOnlyHope ? pace.isOpen(deadline) : pace.isTimeFor(chain, at, deadline))) {
          noteNoCall(new GatewayError('provider_timeout', 'nothing left of the window for another attempt'))
          continue
        }
        const outcome = await tryLink(at, resume ?? undefined)
        if (outcome === 'stop') return undefined
        if (outcome !== 'next') return outcome
      }
      return undefined
    }

    /** Is there a link further down with enough time for its call? */
    const isTimeAfter = (at: number) => chain.some((_, other) => other > at && pace.isTimeFor(chain, other, deadline))

    /** Where to begin: another worker's last call is decided upon as if it had been ours. */
    function firstLink(): number {
      const kind = unfinished && kindOf(unfinished)
      if (!unfinished || !kind) return unfinished?.linkAt ?? 0
      const { linkAt, calls } = unfinished
      const what = next(linkAt, calls, new ProviderFailure(kind, `${kind}, for a worker that is gone`)).what
      if (what === 'stop') return chain.length
      return what === 'next' ? linkAt + 1 : linkAt
    }

    function next(at: number, calls: number, failed: GatewayError) {
      failure = failed
      return decide({ failure: failed, calls, isLast: at === chain.length - 1, policy, random: random() })
    }

    /** All calls of one link. */
    async function tryLink(at: number, resume?: RemoteWork): Promise<EditedImage | 'next' | 'stop'> {
      const before = at === unfinished?.linkAt ? unfinished.calls : 0
      const first = resume ? Math.max(1, before) : before + 1
      for (let calls = first; ; calls += 1) {
        const outcome = await callOnce(at, calls === first ? resume : undefined)
        if (!(outcome instanceof GatewayError)) return outcome
        if (signal.aborted) return 'stop'
        const decision = next(at, calls, outcome)
        if (decision.what !== 'again') return decision.what
        if (!pace.isTimeToInsist(chain, at, deadline, decision.afterMilliseconds)) return decision.otherwise
        course.onHop?.('provider')
        await pause(clock, decision.afterMilliseconds, signal)
      }
    }

    /** A failure is an outcome here. `next`: there was no call, because nobody let it through in time. */
    async function callOnce(at: number, resume: RemoteWork | undefined): Promise<EditedImage | GatewayError | 'next'> {
      const link = chain[at] as ChainLink
      const facts = pace.factsOf(link)
      const call = { number: attempts.length + 1, linkAt: at, link, facts, isResumed: resume !== undefined }
      const refusal = await askLeave(call)
      if (refusal) {
        noteNoCall(refusal)
        return 'next'
      }
      const startedAt = clock.monotonic()
      try {
        const keptForNext = pace.keptAfter(chain, at, deadline)
        const image = await makeCall(clock, { call, provider: pace.find(link), request, course, keptForNext, resume })
        note(recordOfSuccess(call, clock.monotonic() - startedAt, image.report))
        return image
      } catch (error) {
        failure = asGatewayError(error, link.provider)
        note(recordOfFailure(call, clock.monotonic() - startedAt, failure))
        return failure
      }
    }

    function note(attempt: AttemptRecord): void {
      attempts.push(attempt)
      course.onAttempted?.(attempt)
    }

    /** Waits for the permission to call as long as that leaves time for the call. Resolves to why there is none. */
    async function askLeave(call: PlannedCall): Promise<GatewayError | undefined> {
      for (;;) {
        const answer = (await course.admit?.(call)) ?? { mayGo: true }
        if (answer.mayGo) return undefined
        if (answer.because === 'budget') {
          const { details } = answer
          return new GatewayError('budget_exhausted', `${call.link.provider}: ${details}`, { details })
        }
        const wait = answer.waitMilliseconds ?? admissionPollMilliseconds
        // A service that has failed is waited for only where nobody else can help.
        const mayWait = answer.because !== 'circuit' || call.linkAt === chain.length - 1
        if (!mayWait || !pace.isTimeToInsist(chain, call.linkAt, deadline, wait))
          return refusalOf(call, answer.because, wait)
        await pause(clock, wait, signal)
      }
    }

    return { attempts, travel, failure: () => failure }
  }
}

export type Router = ReturnType<typeof createRouter>

/** As which failure another worker's call counts; undefined when it may simply be gone on with. */
function kindOf({ kind, isOpen, remote, isPaid }: Unfinished): FailureKind | undefined {
  if (kind) return kind
  return isOpen && isPaid && !remote ? 'network_unknown' : undefined
}

function refusalOf({ link, facts }: PlannedCall, because: 'busy' | 'rate' | 'circuit', wait: number): GatewayError {
  const retryAfterMilliseconds = Math.min(wait, longestHintMilliseconds)
  const who = [link.provider, facts.model].filter(Boolean).join(' ')
  if (because !== 'circuit')
    return new ProviderFailure('rate_limited', `${who}: no call free in time`, { retryAfterMilliseconds, billed: 'no' })
  const message = `${who}: has failed and is left alone for now`
  return new ProviderFailure('overloaded', message, { retryAfterMilliseconds, billed: 'no' })
}

function asGatewayError(error: unknown, who: string): GatewayError {
  if (error instanceof GatewayError) return error
  return new GatewayError('internal_error', `${who} broke`, { cause: error })
}
