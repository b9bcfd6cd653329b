import type { FailureCode, GatewayError } from '../errors.ts'
import type { CallFacts, CallReport } from './provider.ts'
import { type Billed, type Cost, type FailureKind, ProviderFailure } from './provider-failure.ts'

/** One choice of the chain: who, what, how. */
export interface ChainLink {
  provider: string
  operation: string
  settings: unknown
}

/** A call that is about to be made. */
export interface PlannedCall {
  /** From 1, in the order of the calls of one round of work. */
  number: number
  /** Place of its link in the chain, from 0. */
  linkAt: number
  link: ChainLink
  facts: CallFacts
  /** Fetches what an earlier call has handed in and paid for. */
  isResumed: boolean
}

/** A call that was made. */
export interface AttemptRecord extends PlannedCall {
  milliseconds: number
  outcome: 'done' | FailureCode
  kind: FailureKind | null
  httpStatus: number | null
  providerRequestId: string | null
  /** How long the service wants to be left alone. */
  retryAfterMilliseconds: number | null
  billed: Billed
  /** What it costs as far as anybody knows; null where nothing is charged. */
  cost: Cost | null
}

const unknown = { kind: null, httpStatus: null, providerRequestId: null, retryAfterMilliseconds: null }

/** Somebody pays for it; work that is only fetched was paid by the call that handed it in. */
const isCharged = ({ facts, isResumed }: PlannedCall) => facts.keyId !== undefined && !isResumed

/** The photo's own failure, which shows while the call is prepared: a result that does not decode is `bad_media`. */
const beforeTheCall: ReadonlySet<string> = new Set(['unreadable_image'])

/**
 * The cost of a call. Where the service may have charged and nobody knows, the list price stands in: a budget that is
 * kept by hope is not kept.
 */
function costOf({ facts, isResumed }: PlannedCall, billed: Billed, told: Cost | undefined): Cost | null {
  // Fetching is free: what it fetches stands with the call that handed it in.
  if (isResumed) return null
  if (told) return told
  if (billed === 'no' || facts.estimatedUsd === undefined || facts.estimatedUsd === null) return null
  return { usd: facts.estimatedUsd, basis: 'table', priceDate: facts.priceDate ?? '' }
}

export function recordOfSuccess(call: PlannedCall, milliseconds: number, report: CallReport = {}): AttemptRecord {
  const billed = call.isResumed ? 'no' : (report.billed ?? (isCharged(call) ? 'yes' : 'no'))
  const cost = costOf(call, billed, report.cost)
  const { httpStatus = null, providerRequestId = null } = report
  return { ...call, ...unknown, milliseconds, outcome: 'done', httpStatus, providerRequestId, billed, cost }
}

export function recordOfFailure(call: PlannedCall, milliseconds: number, failure: GatewayError): AttemptRecord {
  const base = { ...call, ...unknown, milliseconds, outcome: failure.code }
  if (!(failure instanceof ProviderFailure)) {
    const billed = isCharged(call) && !beforeTheCall.has(failure.code) ? 'unknown' : 'no'
    return { ...base, billed, cost: costOf(call, billed, undefined) }
  }
  const billed = call.isResumed ? 'no' : failure.billed
  const { kind, httpStatus = null, providerRequestId = null, retryAfterMilliseconds = null } = failure
  const told = { kind, billed, httpStatus, providerRequestId, retryAfterMilliseconds }
  return { ...base, ...told, cost: costOf(call, billed, failure.cost) }
}
