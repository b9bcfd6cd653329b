import type { Clock } from '../clock.ts'
import type { Transaction } from '../database.ts'
import { eq, inArray, sql } from '../drizzle.ts'
import type { AttemptRecord, PlannedCall } from '../providers/attempt-record.ts'
import type { Admission } from '../providers/course.ts'
import { failureRules } from '../providers/provider-failure.ts'
import { attempts, jobs, providerLanes } from '../schema.ts'

type Lane = typeof providerLanes.$inferSelect

/** The account at the service that pays for a call: its rate and its calls at once are counted together. */
export const keyLaneOf = ({ link, facts }: PlannedCall) => `${link.provider} ${facts.keyId}`
/** What fails together: a model with one key. */
const circuitOf = (call: PlannedCall) => `${keyLaneOf(call)} ${call.facts.model ?? ''}`.trimEnd()

export interface Limits {
  mostConcurrent: number | null
  mostPerMinute: number | null
}

/** Failures in a row after which a service is left alone. */
const mostFailures = 5
const firstOpenMilliseconds = 15_000
const longestOpenMilliseconds = 300_000
/** A probe that is not heard of for so long is over: its node died. */
const probeMilliseconds = 70_000
/** After a failure that only a person can mend, and of which the service does not say when it ends. */
const hopelessMilliseconds = 60_000
/** A burst may take what would flow in so many seconds. */
const burstSeconds = 10

/**
 * What all nodes know of the services: a bucket and a count of running calls for each key, a circuit for each model with
 * each key. The rows are locked while a call is judged, so the limits are exact across nodes.
 */
export function createProviderLanes({ clock }: { clock: Clock }) {
  async function lock(tx: Transaction, names: string[]): Promise<{ lanes: Map<string, Lane>; now: number }> {
    // Sorted: whoever locks two rows in another order waits for ever.
    const sorted = [...new Set(names)].sort()
    await tx
      .insert(providerLanes)
      .values(sorted.map((name) => ({ name })))
      .onConflictDoNothing()
    const rows = await tx
      .select({ lane: providerLanes, now: clock.databaseNow() })
      .from(providerLanes)
      .where(inArray(providerLanes.name, sorted))
      .orderBy(providerLanes.name)
      .for('update')
    const [first] = rows
    return { lanes: new Map(rows.map(({ lane }) => [lane.name, lane])), now: new Date(first?.now ?? 0).getTime() }
  }

  const write = (tx: Transaction, name: string, change: Partial<Lane>) =>
    tx
      .update(providerLanes)
      .set({ ...change, changedAt: clock.databaseNow() })
      .where(eq(providerLanes.name, name))

  /** Calls that run now with this key, of other photos. */
  async function countRunning(tx: Transaction, keyLane: string, jobId: string): Promise<number> {
    const { rows } = await tx.execute<{ running: number }>(sql`
      select count(*)::int as running from ${attempts} join ${jobs} on ${jobs.id} = ${attempts.jobId}
      where ${attempts.keyLane} = ${keyLane} and ${attempts.outcome} = 'started' and ${attempts.jobId} <> ${jobId}
        and ${jobs.status} = 'processing' and ${jobs.leaseUntil} > ${clock.databaseNow()}`)
    return rows[0]?.running ?? 0
  }

  /** Takes what the call needs out of the lanes, or says why it may not be made. */
  async function enter(tx: Transaction, call: PlannedCall, limits: Limits, jobId: string): Promise<Admission> {
    const [keyLane, circuit] = [keyLaneOf(call), circuitOf(call)]
    const { lanes, now } = await lock(tx, [keyLane, circuit])
    const key = lanes.get(keyLane) as Lane
    const model = lanes.get(circuit) as Lane

    const asked = closedUntil(key, now)
    if (asked) return { mayGo: false, because: 'rate', waitMilliseconds: asked.waitMilliseconds }
    const closed = closedUntil(model, now)
    if (closed) return { mayGo: false, because: 'circuit', ...closed }
    const { mostConcurrent, mostPerMinute } = limits
    if (mostConcurrent !== null && (await countRunning(tx, keyLane, jobId)) >= mostConcurrent)
      return { mayGo: false, because: 'busy', waitMilliseconds: null }
    if (mostPerMinute !== null) {
      const tokens = tokensNow(key, mostPerMinute, now)
      if (tokens < 1)
        return { mayGo: false, because: 'rate', waitMilliseconds: ((1 - tokens) * 60_000) / mostPerMinute }
      await write(tx, keyLane, { tokens: tokens - 1, tokensAt: new Date(now) })
    }
    if (model.openUntil) await write(tx, circuit, { probeUntil: new Date(now + probeMilliseconds) })
    return { mayGo: true }
  }

  /** What a call has shown of the service. */
  async function settle(tx: Transaction, attempt: AttemptRecord): Promise<void> {
    const [keyLane, circuit] = [keyLaneOf(attempt), circuitOf(attempt)]
    const { lanes, now } = await lock(tx, [keyLane, circuit])
    const model = lanes.get(circuit) as Lane
    const { kind, retryAfterMilliseconds } = attempt
    const effect = kind === null ? 'heals' : failureRules[kind].circuit
    // Stopped from our side, or before its usual time: nothing is known of the service.
    if (isCutShort(attempt)) return void (await write(tx, circuit, { probeUntil: null }))
    if (kind === 'rate_limited') {
      const openUntil = new Date(now + Math.min(retryAfterMilliseconds ?? 1000, longestOpenMilliseconds))
      await write(tx, keyLane, { openUntil, reason: kind })
    }
    if (effect === 'heals' || effect === 'ignores') {
      if (model.failures > 0 || model.openUntil) await write(tx, circuit, closedCircuit)
      return
    }
    const least = effect === 'opens' ? (retryAfterMilliseconds ?? hopelessMilliseconds) : 0
    const closedFor = (model.openUntil?.getTime() ?? 0) - now
    if (closedFor > 0) {
      // It began before the service was left alone: only how long a hopeless one stays so can be news.
      if (least > closedFor) await write(tx, circuit, { openUntil: new Date(now + least), reason: kind })
      return
    }
    const failures = model.failures + 1
    const isProbe = model.openUntil !== null
    if (effect === 'counts' && failures < mostFailures && !isProbe) {
      await write(tx, circuit, { failures })
      return
    }
    const growing = Math.min(longestOpenMilliseconds, firstOpenMilliseconds * 2 ** model.openings)
    const openUntil = new Date(now + Math.max(least, growing))
    await write(tx, circuit, { failures, openings: model.openings + 1, openUntil, probeUntil: null, reason: kind })
  }

  return { enter, settle }
}

function isCutShort({ kind, outcome, milliseconds, facts }: AttemptRecord): boolean {
  if (kind === 'deadline') return milliseconds < 1000 * (facts.typicalSeconds ?? 0)
  return kind === null && outcome !== 'done'
}

const closedCircuit = { failures: 0, openings: 0, openUntil: null, probeUntil: null, reason: null }

/** Why no call may be made now; undefined when one may, also as a probe. */
function closedUntil({ openUntil, probeUntil, reason }: Lane, now: number) {
  const until = Math.max(openUntil?.getTime() ?? 0, openUntil ? (probeUntil?.getTime() ?? 0) : 0)
  if (until <= now) return undefined
  const isProbed = (openUntil?.getTime() ?? 0) <= now
  // A probe may end at any moment; whoever waits for it looks again soon.
  return { waitMilliseconds: isProbed ? Math.min(500, until - now) : until - now, reason: reason ?? 'failures' }
}

function tokensNow({ tokens, tokensAt }: Lane, perMinute: number, now: number): number {
  const most = Math.max(1, (perMinute * burstSeconds) / 60)
  if (tokens === null || !tokensAt) return most
  return Math.min(most, tokens + ((now - tokensAt.getTime()) * perMinute) / 60_000)
}
