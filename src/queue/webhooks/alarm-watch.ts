import { and, eq, inArray, like, lt, notInArray, sql } from 'drizzle-orm'
import { type Clock, repeat } from '../../clock.ts'
import type { Database } from '../../database.ts'
import type { Logger } from '../../log.ts'
import { jobs, providerLimits, spending, webhookAlarms, webhookEndpoints } from '../../schema.ts'
import { type SlotSettings, slotSettingsSchema } from '../../slots/slot.ts'
import type { Slots } from '../../slots/slots.ts'
import { microsOf } from '../spending.ts'
import type { Outbox } from './outbox.ts'
import type { WebhookEvent } from './webhook-event.ts'

interface Dependencies {
  database: Database
  slots: Pick<Slots, 'listStored'>
  outbox: Pick<Outbox, 'tell'>
  clock: Clock
  log: Logger
}

interface Limit {
  scope: string
  dailyMicros: number | null
  monthlyMicros: number | null
}

const lookMilliseconds = 15_000
const windowMinutes = 15
const leastTroubled = 3
const nearPercent = 80
const settleSeconds = 60
const alarmDays = 40
const degraded = 'slot.degraded'

/** Tells of what no single photo shows: a slot in trouble, a budget that nears its end. Each once, whoever sees it first. */
export function createAlarmWatch({ database, slots, outbox, clock, log }: Dependencies) {
  const now = () => clock.databaseNow()

  async function look(): Promise<void> {
    const wanted = await findWanted()
    if (wanted.has(degraded)) await lookAtSlots()
    if (wanted.has('budget.near')) await lookAtBudgets()
  }

  async function findWanted(): Promise<Set<string>> {
    const { enabled, events } = webhookEndpoints
    const rows = await database.select({ events }).from(webhookEndpoints).where(eq(enabled, true))
    return new Set(rows.flatMap((row) => row.events))
  }

  async function lookAtSlots(): Promise<void> {
    const ailing = await findAiling()
    for (const { slot, photos, reasons } of ailing) {
      if (photos < leastTroubled) continue
      await raise(`${degraded} ${slot}`, degraded, { slot, photos, minutes: windowMinutes, reasons })
    }
    // Not as soon as they are fewer than three: with a failure every few minutes it would be told every few minutes.
    const names = ailing.map(({ slot }) => `${degraded} ${slot}`)
    await database.delete(webhookAlarms).where(
      and(
        like(webhookAlarms.name, `${degraded} %`),
        names.length > 0 ? notInArray(webhookAlarms.name, names) : undefined,
        // Raised a moment ago by another node, which has seen a photo that we have not.
        lt(webhookAlarms.raisedAt, sql`(select ${now()} - ${settleSeconds} * interval '1 second')`),
      ),
    )
  }

  /** Slots with failures. A photo has hung when its window ended without its picture, whatever its guest got instead. */
  async function findAiling() {
    const reason = sql<string>`coalesce(${jobs.failureReason}, 'late')`
    const rows = await database
      .select({ slot: jobs.slotId, reason, count: sql<number>`count(*)::int` })
      .from(jobs)
      .where(
        sql`${jobs.finishedAt} > (select ${now()} - ${windowMinutes} * interval '1 minute') and ${jobs.source} <> 'test_run'
          and (${jobs.status} in ('failed', 'timeout') or (${jobs.status} = 'done'
            and (${jobs.fallback} is not null or ${jobs.finishedAt} > ${jobs.deadlineAt})))`,
      )
      .groupBy(jobs.slotId, reason)
    return [...Map.groupBy(rows, ({ slot }) => slot)].map(([slot, ofSlot]) => ({
      slot,
      photos: ofSlot.reduce((sum, { count }) => sum + count, 0),
      reasons: Object.fromEntries(ofSlot.map((row) => [row.reason, row.count])),
    }))
  }

  async function lookAtBudgets(): Promise<void> {
    const limits = await findLimits()
    if (limits.length === 0) return
    const { day, month } = await periodsNow()
    const { scope, period } = spending
    const scopes = limits.map((limit) => limit.scope)
    const spent = await database
      .select()
      .from(spending)
      .where(and(inArray(scope, scopes), inArray(period, [day, month])))
    for (const row of spent) {
      const limit = limits.find((one) => one.scope === row.scope)
      const budget = (row.period === day ? limit?.dailyMicros : limit?.monthlyMicros) ?? null
      if (budget === null || budget <= 0 || row.micros * 100 < budget * nearPercent) continue
      const data = {
        ...{ scope: row.scope, period: row.period, spent_usd: row.micros / 1e6, budget_usd: budget / 1e6 },
        percent: Math.floor((row.micros * 100) / budget),
      }
      // With the budget: one that was changed in the meantime is another one.
      await raise(`budget.near ${row.scope} ${row.period} ${budget}`, 'budget.near', data)
    }
    await database
      .delete(webhookAlarms)
      .where(lt(webhookAlarms.raisedAt, sql`${now()} - ${alarmDays} * interval '1 day'`))
  }

  async function findLimits(): Promise<Limit[]> {
    const ofProviders = (await database.select().from(providerLimits)).map((row) => ({
      scope: `provider ${row.provider}`,
      dailyMicros: row.dailyBudgetMicros,
      monthlyMicros: row.monthlyBudgetMicros,
    }))
    const ofSlots = (await slots.listStored()).flatMap(({ id, settings }) => {
      const { data } = slotSettingsSchema.safeParse(settings)
      return data ? [limitOf(id, data)] : []
    })
    return [...ofProviders, ...ofSlots].filter(
      ({ dailyMicros, monthlyMicros }) => dailyMicros !== null || monthlyMicros !== null,
    )
  }

  /** In UTC, as the budgets are. */
  async function periodsNow(): Promise<{ day: string; month: string }> {
    const { rows } = await database.execute<{ day: string }>(
      sql`select to_char(${now()} at time zone 'UTC', 'YYYY-MM-DD') as day`,
    )
    const day = rows[0]?.day ?? ''
    return { day, month: day.slice(0, 7) }
  }

  /** Once, and only together with its deliveries. */
  async function raise(name: string, type: WebhookEvent, data: Record<string, unknown>): Promise<void> {
    await database.transaction(async (tx) => {
      const alarm = tx.insert(webhookAlarms).values({ name, raisedAt: now() }).onConflictDoNothing()
      const { rowCount } = await alarm
      if (rowCount === 0) return
      await outbox.tell(tx, type, data)
      log.warn({ alarm: name, ...data }, 'told the webhooks of trouble')
    })
  }

  return repeat(clock, lookMilliseconds, look, (error) => log.warn({ err: error }, 'could not look for trouble'))
}

const microsOrNull = (usd: number | null) => (usd === null ? null : microsOf(usd))
const limitOf = (id: string, { dailyBudgetUsd, monthlyBudgetUsd }: SlotSettings): Limit => ({
  scope: `slot ${id}`,
  dailyMicros: microsOrNull(dailyBudgetUsd),
  monthlyMicros: microsOrNull(monthlyBudgetUsd),
})
