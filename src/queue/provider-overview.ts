import { inArray, sql } from 'drizzle-orm'
import { recordChange } from '../accounts/audit.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { GatewayError } from '../errors.ts'
import type { Catalogue } from '../providers/catalogue/catalogue.ts'
import type { Provider } from '../providers/provider.ts'
import { providerLanes, providerLimits, spending } from '../schema.ts'
import { microsOf } from './spending.ts'

interface Dependencies {
  database: Database
  catalogue: Catalogue
  providers: Readonly<Record<string, Provider>>
  clock: Clock
}

/** What an owner allows a service. Null: as in the catalogue, or without limit. */
export interface WantedLimits {
  mostConcurrent: number | null
  mostPerMinute: number | null
  dailyBudgetUsd: number | null
  monthlyBudgetUsd: number | null
}

const usdOf = (micros: number | null) => (micros === null ? null : micros / 1_000_000)

/** The services as people see them: what they can do, how they are, what they cost. */
export function createProviderOverview({ database, catalogue, providers, clock }: Dependencies) {
  const entryOf = (name: string) => catalogue.list().find(({ provider }) => provider === name)

  async function list() {
    const [limits, lanes, spent] = await Promise.all([
      database.select().from(providerLimits),
      database
        .select({ lane: providerLanes, isOpen: sql<boolean>`open_until > ${clock.databaseNow()}` })
        .from(providerLanes),
      spentNow(Object.keys(providers).map((name) => `provider ${name}`)),
    ])
    return Object.values(providers).map((provider) => {
      const { name } = provider
      const own = limits.find((row) => row.provider === name)
      const entry = entryOf(name)
      return {
        name,
        isLocal: provider.isLocal ?? false,
        isSetUp: provider.isSetUp ?? true,
        operations: Object.keys(provider.operations),
        limits: {
          mostConcurrent: own?.mostConcurrent ?? entry?.limits.mostConcurrent ?? null,
          mostPerMinute: own?.mostPerMinute ?? entry?.limits.mostPerMinute ?? null,
          dailyBudgetUsd: usdOf(own?.dailyBudgetMicros ?? null),
          monthlyBudgetUsd: usdOf(own?.monthlyBudgetMicros ?? null),
        },
        spent: spent(`provider ${name}`),
        circuits: lanes
          .filter(({ lane }) => lane.name.startsWith(`${name} `) && lane.failures > 0)
          .map(({ lane, isOpen }) => ({
            // Without the key: of that, not even eight digits are anybody's business.
            model: lane.name.split(' ').slice(2).join(' '),
            isOpen: isOpen === true,
            openUntil: lane.openUntil,
            failures: lane.failures,
            reason: lane.reason,
          })),
        models: entry?.models ?? [],
      }
    })
  }

  async function spentNow(scopes: string[]) {
    const { rows } = await database.execute<{ day: string; month: string }>(sql`
      select to_char(now_utc, 'YYYY-MM-DD') as day, to_char(now_utc, 'YYYY-MM') as month
      from (select ${clock.databaseNow()} at time zone 'UTC' as now_utc) as clock`)
    const { day = '', month = '' } = rows[0] ?? {}
    const found = await database.select().from(spending).where(inArray(spending.scope, scopes))
    const usd = (scope: string, period: string) =>
      (found.find((row) => row.scope === scope && row.period === period)?.micros ?? 0) / 1_000_000
    return (scope: string) => ({ todayUsd: usd(scope, day), monthUsd: usd(scope, month) })
  }

  function changeLimits(provider: string, wanted: WantedLimits, who: string): Promise<void> {
    if (!Object.hasOwn(providers, provider))
      throw new GatewayError('not_found', 'unknown provider', { details: 'There is no such provider.' })
    const limits = {
      mostConcurrent: wanted.mostConcurrent,
      mostPerMinute: wanted.mostPerMinute,
      dailyBudgetMicros: wanted.dailyBudgetUsd === null ? null : microsOf(wanted.dailyBudgetUsd),
      monthlyBudgetMicros: wanted.monthlyBudgetUsd === null ? null : microsOf(wanted.monthlyBudgetUsd),
    }
    return database.transaction(async (tx) => {
      const [before = null] = await tx
        .select()
        .from(providerLimits)
        .where(inArray(providerLimits.provider, [provider]))
        .for('update')
      const changedAt = clock.databaseNow()
      await tx
        .insert(providerLimits)
        .values({ provider, ...limits, changedAt })
        .onConflictDoUpdate({ target: providerLimits.provider, set: { ...limits, changedAt } })
      await recordChange(tx, { who, what: 'provider.limits_changed', before, after: { provider, ...limits } })
    })
  }

  /** Models that nobody calls for now, because they have failed. */
  async function countOpenCircuits(): Promise<number> {
    const isOpen = sql`${providerLanes.failures} > 0 and ${providerLanes.openUntil} > ${clock.databaseNow()}`
    return database.$count(providerLanes, isOpen)
  }

  return { list, changeLimits, countOpenCircuits }
}

export type ProviderOverview = ReturnType<typeof createProviderOverview>
