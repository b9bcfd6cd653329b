import { isDatabaseAway } from '../../src/database-away.ts'
import { GatewayError } from '../../src/errors.ts'
import { failureOfJob } from '../../src/ingest/answers.ts'
import { inputKey } from '../../src/media/keys.ts'
import type { SchedulePlan } from './schedule-plan.ts'
import { isUndisturbed } from './schedule-plan.ts'
import type { SimulatedRequest } from './simulated-client.ts'
import type { SimulatedFleet } from './simulated-fleet.ts'
import { type Row, sumOf } from './simulated-row.ts'
import type { SimulatedWorld } from './simulated-world.ts'

/** A schedule that is over. */
interface Ended {
  plan: SchedulePlan
  requests: readonly SimulatedRequest[]
  world: SimulatedWorld
  fleet: SimulatedFleet
}

const toleranceMilliseconds = 200
const ledgerToleranceMilliseconds = 5
/** From the rescue's reserve until the last word: so long the end of a window waits for the photo at the most. */
const lastWordMilliseconds = 100

/** A few looks that fail one after the other cost less. */
const promptMilliseconds = 2000

/** What the caller gets, as a status code. */
export function statusOf({ outcome, error }: SimulatedRequest): number {
  if (error instanceof GatewayError) return error.status
  if (error) return isDatabaseAway(error) ? 503 : 500
  if (!outcome) return 0
  if (outcome.kind === 'original') return 200
  if (outcome.kind === 'pending') return 202
  if (outcome.kind === 'late') return 504
  return outcome.job.status === 'done' ? 200 : failureOfJob(outcome.job).status
}

/** How long after the end of its window a request was answered, in milliseconds. */
export const latenessOf = ({ answeredAfter = 0, plan }: SimulatedRequest) => answeredAfter - plan.windowMilliseconds

function* checkRequest(request: SimulatedRequest, { plan, world }: Ended): Generator<string> {
  const { answeredAfter, hasHungUp, error } = request
  if (answeredAfter === undefined) return yield 'a request was never answered'
  if (hasHungUp) return
  const late = latenessOf(request) - toleranceMilliseconds
  // An asynchronous caller has no window.
  if (request.isAwaited && late > 0.001) yield `an answer came ${late.toFixed(1)} ms too late`
  if (error && !(error instanceof GatewayError) && !isDatabaseAway(error)) yield `a request broke: ${error}`
  const isSaved = request.isAwaited && (plan.slot.onTimeout === 'original' || plan.slot.onTimeout === 'fallback')
  if (isSaved && statusOf(request) === 504 && wasSavable(request, world)) yield 'a caller got 504 instead of a picture'
}

/**
 * Would the store have given the photo back in time? Once a worker has ended the job the photo is gone for good reason;
 * who gets 504 all the same could not hear of it from the database.
 */
function wasSavable({ photoId = '' }: SimulatedRequest, { store, tables }: SimulatedWorld): boolean {
  const isGone = ['done', 'failed', 'cancelled'].includes(tables.rows.get(photoId)?.status ?? '')
  return !isGone && (store.openMilliseconds.get(inputKey(photoId)) ?? 0) <= lastWordMilliseconds
}

function* checkJob(row: Row, { world, plan }: Ended): Generator<string> {
  if (world.isOpen(row)) return yield `a job never ended: ${row.status}`
  const wall = (row.finishedAt ?? 0) - row.receivedAt
  const off = sumOf(row.ledger) - wall
  if (Math.abs(off) > ledgerToleranceMilliseconds)
    yield `the ledger of a job that is ${row.status} is off by ${off.toFixed(1)} ms`
  const written = world.tables.attempts.filter(({ jobId }) => jobId === row.id).length
  if ((world.calls.get(row.id) ?? 0) > written) yield 'more calls than attempts'
  const isWhole = isUndisturbed(plan) && row.status === 'done' && row.fallback === null
  if (isWhole && world.calls.get(row.id) !== written) yield 'an attempt was written down and never made'
  if (row.status === 'done' && !world.store.objects.has(row.resultKey ?? '')) yield 'a result is missing'
}

/** When nothing went wrong outside, nobody has an excuse for what is left lying about, or is done twice. */
function* checkUndisturbed({ world: { tables, store } }: Ended): Generator<string> {
  const rows = [...tables.rows.values()]
  const results = new Set(rows.map(({ resultKey }) => resultKey))
  for (const row of rows) {
    if (store.objects.has(inputKey(row.id))) yield `the photo of a job that is ${row.status} stayed`
    if (row.epoch > 1) yield 'a photo was claimed twice'
  }
  for (const key of store.objects.keys())
    if (!results.has(key)) yield `bytes stayed behind: ${key.replace(/[0-9a-f-]{36}/, 'id')}`
}

/** With a database that answers, an end is heard of at once, or when the notification line is back. */
function* checkPromptness({ plan, requests }: Ended): Generator<string> {
  if (plan.databaseAbsence || plan.database.hanging > 0) return
  const silence = (plan.apiLineLoss?.milliseconds ?? 0) + promptMilliseconds
  for (const { outcome, answeredAfter = 0, hasHungUp, number } of requests) {
    const job = outcome?.kind === 'ended' ? outcome.job : undefined
    if (!job?.finishedAt || hasHungUp || job.inputWidth !== number + 1) continue // a duplicate has a time of its own
    const answeredAt = job.receivedAt.getTime() + answeredAfter
    const late = answeredAt - job.finishedAt.getTime() - silence
    if (late > 0) yield `an end was heard of ${late.toFixed(1)} ms too late`
  }
}

function* checkNodes({ fleet }: Ended): Generator<string> {
  if (fleet.pendingStops() > 0) yield 'a node never stopped'
  for (const { node, remainders } of fleet.living()) {
    const { working, waiting } = remainders()
    if (working > 0) yield 'a place in a dispatcher was never freed'
    if (waiting > 0) yield 'somebody waits for a job for ever'
    if (node.timerCount() > 0) yield 'a timer was left behind'
  }
}

/** Everything that must hold when a schedule is over. */
export function checkSchedule(ended: Ended): string[] {
  const { requests, world, plan } = ended
  return [
    ...requests.flatMap((request) => [...checkRequest(request, ended)]),
    ...[...world.tables.rows.values()].flatMap((row) => [...checkJob(row, ended)]),
    ...(isUndisturbed(plan) ? checkUndisturbed(ended) : []),
    ...checkPromptness(ended),
    ...checkNodes(ended),
  ]
}
