import type { JobFilters, JobStatus } from '../../api/jobs.ts'

const statuses = {
  pending: ['pending'],
  processing: ['processing'],
  done: ['done'],
  failed: ['failed'],
  timeout: ['timeout'],
  cancelled: ['cancelled'],
  inFlight: ['pending', 'processing'],
  unsuccessful: ['failed', 'timeout', 'cancelled'],
} as const satisfies Record<string, JobStatus[]>

export type StatusChoice = keyof typeof statuses
export const statusChoices = Object.keys(statuses) as StatusChoice[]

export const sources = ['ingest', 'retry', 'test_run', 'render'] as const
export type Source = (typeof sources)[number]

const spans = { hour: 3600, day: 86_400, week: 7 * 86_400 } as const
export type Span = keyof typeof spans
export const spanChoices = Object.keys(spans) as Span[]

/** A search as the address of the page has it; what is left out may be anything. */
export interface JobSearch {
  tab?: 'refusals'
  slot?: string
  status?: StatusChoice
  reason?: string
  provider?: string
  source?: Source
  /** Counted back from now. */
  within?: Span
  from?: string
  to?: string
  text?: string
}

const text = (given: unknown) => (typeof given === 'string' && given !== '' ? given : undefined)
const among = <Choice extends string>(choices: readonly Choice[], given: unknown) =>
  choices.find((choice) => choice === given)
const moment = (given: unknown) =>
  typeof given === 'string' && !Number.isNaN(Date.parse(given)) ? new Date(given).toISOString() : undefined

/** Anybody may have typed the address: what means nothing is left out. */
export function readJobSearch(given: Record<string, unknown>): JobSearch {
  const read = {
    tab: among(['refusals'], given.tab),
    slot: text(given.slot),
    status: among(statusChoices, given.status),
    reason: text(given.reason),
    provider: text(given.provider),
    source: among(sources, given.source),
    within: among(spanChoices, given.within),
    from: moment(given.from),
    to: moment(given.to),
    text: text(given.text),
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

/** What the gateway is asked for. */
export function filtersOf(search: JobSearch, now: number): JobFilters {
  const { status, within, from, to, slot, reason, provider, source, text } = search
  const filters = {
    ...{ slot, reason, provider, source, text, to },
    status: status && [...statuses[status]],
    from: within ? new Date(now - spans[within] * 1000).toISOString() : from,
  }
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) as JobFilters
}

/** How many things are asked for beside those that are always in sight. */
export const countHidden = ({ reason, provider, source, from, to }: JobSearch) =>
  [reason, provider, source, from ?? to].filter((value) => value !== undefined).length
