import type { Clock } from '../../clock.ts'
import type { Database } from '../../database.ts'
import { inArray } from '../../drizzle.ts'
import { providerLimits } from '../../schema.ts'
import { createSpending, usdOf } from '../spending.ts'
import type { OpenBudget } from './judge.ts'
import type { SlotOnStage } from './stage.ts'

/** What the slots of a rehearsal and their providers may spend: a whole day's, and what is left of the month. */
export function createBudgetSearch({ database, clock }: { database: Database; clock: Clock }) {
  const spending = createSpending({ clock })
  const usdOrNull = (micros: number | null) => (micros === null ? null : usdOf(micros))

  return async function findBudgets(stage: readonly SlotOnStage[]): Promise<OpenBudget[]> {
    const names = stage.flatMap(({ services }) => services.flatMap((service) => service?.provider ?? []))
    const limits = await database
      .select()
      .from(providerLimits)
      .where(inArray(providerLimits.provider, ['', ...names]))
    const wanted = [
      ...stage.map(({ id, settings }) => ({
        ...{ scope: `slot ${id}`, dailyUsd: settings.dailyBudgetUsd, monthlyUsd: settings.monthlyBudgetUsd },
      })),
      ...limits.map(({ provider, dailyBudgetMicros, monthlyBudgetMicros }) => ({
        scope: `provider ${provider}`,
        dailyUsd: usdOrNull(dailyBudgetMicros),
        monthlyUsd: usdOrNull(monthlyBudgetMicros),
      })),
    ]
    const { spentBy } = await spending.readToday(
      database,
      wanted.map(({ scope }) => scope),
    )
    return wanted.map(({ scope, dailyUsd, monthlyUsd }) => ({
      ...{ scope, dailyUsd },
      monthLeftUsd: monthlyUsd === null ? null : Math.max(0, monthlyUsd - spentBy(scope).monthUsd),
    }))
  }
}

export type FindBudgets = ReturnType<typeof createBudgetSearch>
