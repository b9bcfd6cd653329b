import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { providerLimits } from '../schema.ts'
import { type SlotSettings, slotSettingsSchema } from '../slots/slot.ts'
import type { Slots } from '../slots/slots.ts'
import { type Budget, createSpending, microsOrNull, usdOf } from './spending.ts'

interface Dependencies {
  database: Database
  slots: Pick<Slots, 'listStored'>
  clock: Clock
}

/** A budget of which most is gone. */
export interface NearBudget {
  /** `slot slot-001` or `provider gemini`. */
  scope: string
  kind: 'daily' | 'monthly'
  /** As in 2026-11-21, or 2026-11. */
  period: string
  spentUsd: number
  budgetUsd: number
  percent: number
}

const nearPercent = 80

/** Budgets of which 80 of 100 are spent, in this day or month (UTC). */
export function createNearBudgets({ database, slots, clock }: Dependencies) {
  const spending = createSpending({ clock })

  return async function findNearBudgets(): Promise<NearBudget[]> {
    const limits = await findBudgets()
    if (limits.length === 0) return []
    const scopes = limits.map(({ scope }) => scope)
    const { day, month, spentBy } = await spending.readToday(database, scopes)
    return limits.flatMap(({ scope, dailyMicros, monthlyMicros }) => {
      const { todayUsd, monthUsd } = spentBy(scope)
      const today = nearness({ scope, kind: 'daily', period: day, spentUsd: todayUsd }, dailyMicros)
      const thisMonth = nearness({ scope, kind: 'monthly', period: month, spentUsd: monthUsd }, monthlyMicros)
      return [...today, ...thisMonth]
    })
  }

  async function findBudgets(): Promise<Budget[]> {
    const ofProviders = (await database.select().from(providerLimits)).map((row) => ({
      scope: `provider ${row.provider}`,
      dailyMicros: row.dailyBudgetMicros,
      monthlyMicros: row.monthlyBudgetMicros,
    }))
    const ofSlots = (await slots.listStored()).flatMap(({ id, settings }) => {
      const { data } = slotSettingsSchema.safeParse(settings)
      return data ? [budgetOf(id, data)] : []
    })
    return [...ofProviders, ...ofSlots].filter(
      ({ dailyMicros, monthlyMicros }) => dailyMicros !== null || monthlyMicros !== null,
    )
  }
}

export type FindNearBudgets = ReturnType<typeof createNearBudgets>

function nearness(spent: Omit<NearBudget, 'budgetUsd' | 'percent'>, micros: number | null): NearBudget[] {
  if (micros === null || micros <= 0) return []
  const budgetUsd = usdOf(micros)
  const percent = Math.floor((spent.spentUsd * 100) / budgetUsd)
  return percent < nearPercent ? [] : [{ ...spent, budgetUsd, percent }]
}

const budgetOf = (id: string, { dailyBudgetUsd, monthlyBudgetUsd }: SlotSettings): Budget => ({
  scope: `slot ${id}`,
  dailyMicros: microsOrNull(dailyBudgetUsd),
  monthlyMicros: microsOrNull(monthlyBudgetUsd),
})
