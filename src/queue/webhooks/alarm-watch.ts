import { type Clock, repeat } from '../../clock.ts'
import type { Database } from '../../database.ts'
import { and, eq, like, lt, notInArray, sql } from '../../drizzle.ts'
import type { Logger } from '../../log.ts'
import { jobs, webhookAlarms, webhookEndpoints } from '../../schema.ts'
import type { FindNearBudgets } from '../near-budgets.ts'
import { isTroubled, leastTroubled, pulseMinutes } from '../slot-pulse.ts'
import type { Outbox } from './outbox.ts'
import type { WebhookEvent } from './webhook-event.ts'

interface Dependencies {
  database: Database
  findNearBudgets: FindNearBudgets
  outbox: Pick<Outbox, 'tell'>
  clock: Clock
  log: Logger
}

const lookMilliseconds = 15_000
const settleSeconds = 60
const alarmDays = 40
const degraded = 'slot.degraded'

/** Tells of what no single photo shows: a slot in trouble, a budget that nears its end. Each once, whoever sees it first. */
export function createAlarmWatch({ database, findNearBudgets, outbox, clock, log }: Dependencies) {
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
      await raise(`${degraded} ${slot}`, degraded, { slot, photos, minutes: pulseMinutes, reasons })
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

  /** Slots with failures. */
  async function findAiling() {
    const reason = sql<string>`coalesce(${jobs.failureReason}, 'late')`
    const rows = await database
      .select({ slot: jobs.slotId, reason, count: sql<number>`count(*)::int` })
      .from(jobs)
      .where(
        sql`${jobs.finishedAt} > (select ${now()} - ${pulseMinutes} * interval '1 minute')
          and ${jobs.source} <> 'test_run' and ${isTroubled}`,
      )
      .groupBy(jobs.slotId, reason)
    return [...Map.groupBy(rows, ({ slot }) => slot)].map(([slot, ofSlot]) => ({
      slot,
      photos: ofSlot.reduce((sum, { count }) => sum + count, 0),
      reasons: Object.fromEntries(ofSlot.map((row) => [row.reason, row.count])),
    }))
  }

  async function lookAtBudgets(): Promise<void> {
    for (const { scope, period, spentUsd, budgetUsd, percent } of await findNearBudgets()) {
      const data = { scope, period, spent_usd: spentUsd, budget_usd: budgetUsd, percent }
      // With the budget: one that was changed in the meantime is another one.
      await raise(`budget.near ${scope} ${period} ${budgetUsd}`, 'budget.near', data)
    }
    await database
      .delete(webhookAlarms)
      .where(lt(webhookAlarms.raisedAt, sql`${now()} - ${alarmDays} * interval '1 day'`))
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
