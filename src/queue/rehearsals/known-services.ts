import type { Clock } from '../../clock.ts'
import type { Database } from '../../database.ts'
import { sql } from '../../drizzle.ts'
import type { Catalogue } from '../../providers/catalogue/catalogue.ts'
import type { CallFacts } from '../../providers/provider.ts'
import { type FailureKind, failureRules } from '../../providers/provider-failure.ts'
import { serviceName } from '../../providers/stand-in.ts'
import { attempts, jobs } from '../../schema.ts'
import { usdOf } from '../spending.ts'

/** What is known of a model at a service. */
export interface KnownService {
  name: string
  provider: string
  model: string | null
  middleSeconds: number
  slowSeconds: number
  failures: Partial<Record<FailureKind, number>>
  /** US dollars a call; null: nobody knows. */
  priceUsd: number | null
  /** Where its times come from: calls of this gateway, the catalogue, or a guess. */
  source: 'measured' | 'catalogue' | 'assumed' | 'no_key'
  /** Calls that were looked at. */
  calls: number
}

interface Dependencies {
  database: Database
  catalogue: Pick<Catalogue, 'findAnywhere'>
  clock: Clock
}

const days = 7
/** Enough for any model, and few enough to be added up at once. */
const mostJobs = 5000
const leastCalls = 20
/** Of a model of which nobody has said anything. */
const assumed = { p50: 10, p95: 20 }
/** Where only the usual time is known. */
const slowFactor = 1.5

type Measured = {
  provider: string
  model: string | null
  calls: number
  middle: number | null
  slow: number | null
  price: number | null
  failures: Record<string, number>
}

/** How services have behaved here in the last days, and where that is not known, how the catalogue says they do. */
export function createKnownServices({ database, catalogue, clock }: Dependencies) {
  async function measure(): Promise<Map<string, Measured>> {
    // A call that we broke off at its deadline was slow, not in vain.
    const { rows } = await database.execute<Measured>(sql`
      with recent as (
        select id from ${jobs} where received_at > (select ${clock.databaseNow()} - ${days} * interval '1 day')
        order by received_at desc limit ${mostJobs}
      ), made as (
        select a.provider, a.model, a.milliseconds, a.kind, a.billed, a.cost_micros, a.outcome = 'done' or a.kind = 'deadline' as is_timed
        from recent join ${attempts} a on a.job_id = recent.id
        where a.key_lane is not null and not a.is_resumed and a.milliseconds is not null and (a.outcome = 'done' or a.kind is not null)
      ), failed as (
        select provider, model, jsonb_object_agg(kind, count) as failures from (
          select provider, model, kind, count(*) as count from made where not is_timed group by 1, 2, 3) as counted
        group by 1, 2
      )
      select made.provider, made.model, count(*)::int as calls,
        percentile_cont(0.5) within group (order by milliseconds) filter (where is_timed) / 1000 as middle,
        percentile_cont(0.95) within group (order by milliseconds) filter (where is_timed) / 1000 as slow,
        (avg(cost_micros) filter (where billed <> 'no'))::float8 as price,
        coalesce((select failures from failed where failed.provider = made.provider
          and failed.model is not distinct from made.model), '{}') as failures
      from made group by made.provider, made.model`)
    return new Map(rows.map((row) => [serviceName(row.provider, row.model), row]))
  }

  function describe(provider: string, facts: CallFacts, isSetUp: boolean, seen: Measured | undefined): KnownService {
    const model = facts.model ?? null
    const named = { name: serviceName(provider, model), provider, model, calls: seen?.calls ?? 0 }
    if (!isSetUp) {
      const never = { middleSeconds: 0, slowSeconds: 0, failures: { auth: 1 }, priceUsd: 0 }
      return { ...named, ...never, source: 'no_key' }
    }
    const listed = facts.estimatedUsd === undefined ? 0 : facts.estimatedUsd
    if (seen && seen.calls >= leastCalls) {
      const shares = Object.entries(seen.failures).filter(([kind]) => Object.hasOwn(failureRules, kind))
      return {
        ...named,
        middleSeconds: seen.middle ?? 0,
        slowSeconds: seen.slow ?? 0,
        failures: Object.fromEntries(shares.map(([kind, count]) => [kind, count / seen.calls])),
        priceUsd: seen.price === null ? listed : usdOf(seen.price),
        source: 'measured',
      }
    }
    const usual = facts.typicalSeconds
    const fromFacts = usual === undefined ? undefined : { p50: usual, p95: usual * slowFactor }
    const times = (model === null ? undefined : catalogue.findAnywhere(provider, model)?.typicalSeconds) ?? fromFacts
    const { p50, p95 } = times ?? assumed
    const source = times ? 'catalogue' : 'assumed'
    return { ...named, middleSeconds: p50, slowSeconds: p95, failures: {}, priceUsd: listed, source }
  }

  /** Looks once; the answer knows every model. */
  return async function look() {
    const measured = await measure()
    return (provider: string, facts: CallFacts, isSetUp: boolean) =>
      describe(provider, facts, isSetUp, measured.get(serviceName(provider, facts.model)))
  }
}

export type LookAtServices = ReturnType<typeof createKnownServices>
