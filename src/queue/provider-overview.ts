import { recordChange } from '../accounts/audit.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, eq, gt, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Catalogue } from '../providers/catalogue/catalogue.ts'
import type { Provider } from '../providers/provider.ts'
import { standInName } from '../providers/stand-in.ts'
import { providerLanes, providerLimits } from '../schema.ts'
import { createSpending, microsOrNull, usdOf } from './spending.ts'

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

const usdOrNull = (micros: number | null | undefined) => (micros == null ? null : usdOf(micros))

/** The services as people see them: what they can do, how they are, what they cost. */
export function createProviderOverview({ database, catalogue, providers, clock }: Dependencies) {
  const spending = createSpending({ clock })
  const entryOf = (name: string) => catalogue.list().find(({ provider }) => provider === name)

  async function list() {
    const [limits, lanes, { spentBy }] = await Promise.all([
      database.select().from(providerLimits),
      database
        .select({ lane: providerLanes, isOpen: sql<boolean>`open_until > ${clock.databaseNow()}` })
        .from(providerLanes),
      spending.readToday(
        database,
        Object.keys(providers).map((name) => `provider ${name}`),
      ),
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
          dailyBudgetUsd: usdOrNull(own?.dailyBudgetMicros),
          monthlyBudgetUsd: usdOrNull(own?.monthlyBudgetMicros),
        },
        spent: spentBy(`provider ${name}`),
        circuits: lanes
          .filter(({ lane }) => lane.name.startsWith(`${name} `) && lane.failures > 0)
          .map(({ lane, isOpen }) => ({
            model: modelOf(lane.name),
            isOpen: isOpen === true,
            openUntil: lane.openUntil,
            failures: lane.failures,
            reason: lane.reason,
          })),
        models: entry?.models ?? [],
      }
    })
  }

  function changeLimits(provider: string, wanted: WantedLimits, who: string): Promise<void> {
    if (!Object.hasOwn(providers, provider))
      throw new GatewayError('not_found', 'unknown provider', { details: 'There is no such provider.' })
    const limits = {
      mostConcurrent: wanted.mostConcurrent,
      mostPerMinute: wanted.mostPerMinute,
      dailyBudgetMicros: microsOrNull(wanted.dailyBudgetUsd),
      monthlyBudgetMicros: microsOrNull(wanted.monthlyBudgetUsd),
    }
    return database.transaction(async (tx) => {
      const [before = null] = await tx
        .select()
        .from(providerLimits)
        .where(eq(providerLimits.provider, provider))
        .for('update')
      const changedAt = clock.databaseNow()
      await tx
        .insert(providerLimits)
        .values({ provider, ...limits, changedAt })
        .onConflictDoUpdate({ target: providerLimits.provider, set: { ...limits, changedAt } })
      await recordChange(tx, { who, what: 'provider.limits_changed', before, after: { provider, ...limits } })
    })
  }

  /** After a test that went well: the next photo calls the service at once, as its probe, and not when the rest is over. */
  function endRests(provider: string, who: string): Promise<void> {
    return database.transaction(async (tx) => {
      const rests = and(
        sql`starts_with(${providerLanes.name}, ${`${provider} `})`,
        gt(providerLanes.failures, 0),
        gt(providerLanes.openUntil, clock.databaseNow()),
      )
      const ended = await tx.update(providerLanes).set({ openUntil: clock.databaseNow() }).where(rests).returning()
      if (ended.length === 0) return
      const models = ended.map(({ name }) => modelOf(name))
      await recordChange(tx, { who, what: 'provider.rests_ended', before: null, after: { provider, models } })
    })
  }

  /** Models that nobody calls for now, because they have failed. */
  async function countOpenCircuits(): Promise<number> {
    const isOpen = sql`${providerLanes.name} not like ${`${standInName} %`} and ${providerLanes.failures} > 0 and ${providerLanes.openUntil} > ${clock.databaseNow()}`
    return database.$count(providerLanes, isOpen)
  }

  return { list, changeLimits, endRests, countOpenCircuits }
}

/** Without the key: of that, not even eight digits are anybody's business. */
const modelOf = (lane: string) => lane.split(' ').slice(2).join(' ')

export type ProviderOverview = ReturnType<typeof createProviderOverview>
