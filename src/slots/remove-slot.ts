import { recordChange } from '../accounts/audit.ts'
import type { Clock } from '../clock.ts'
import type { Database, Transaction } from '../database.ts'
import { and, eq, inArray, isNull, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { idempotencyKeys, jobs, slotRequests, slots } from '../schema.ts'
import { type Slots, slotRemoved } from './slots.ts'

interface Dependencies {
  database: Database
  clock: Clock
  slots: Pick<Slots, 'lockAt'>
}

/** Takes a slot away with all its revisions; jobs and results live on until their own time. */
export function createSlotRemover({ database, clock, slots: stored }: Dependencies) {
  /** A photo that is about to get in holds the same lock (queue/admission.ts): it is either seen here, or finds no slot. */
  async function refuseWhileBusy(tx: Transaction, id: string): Promise<void> {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`slot ${id}`}, 0))`)
    const busy = await tx.$count(jobs, and(eq(jobs.slotId, id), inArray(jobs.status, ['pending', 'processing'])))
    if (busy === 0) return
    const details = `${busy === 1 ? 'One photo is' : `${busy} photos are`} still on the way through this slot.`
    throw new GatewayError('slot_busy', details, { details })
  }

  /** A new slot of the same name must not answer with what the old one made, nor show what was sent to it. */
  async function forgetAnswers(tx: Transaction, id: string): Promise<void> {
    await tx.delete(idempotencyKeys).where(eq(idempotencyKeys.slotId, id))
    await tx.delete(slotRequests).where(eq(slotRequests.slotId, id))
    await tx
      .update(jobs)
      .set({ deliveredAt: clock.databaseNow() })
      .where(and(eq(jobs.slotId, id), eq(jobs.status, 'done'), isNull(jobs.deliveredAt)))
  }

  return function removeSlot(id: string, { expectedRevision, who }: { expectedRevision: number; who: string }) {
    return database.transaction(async (tx) => {
      const { revision, settings } = await stored.lockAt(tx, id, expectedRevision)
      await refuseWhileBusy(tx, id)
      await forgetAnswers(tx, id)
      await tx.delete(slots).where(eq(slots.id, id))
      await recordChange(tx, { who, what: slotRemoved, before: { id, revision, settings }, after: null })
    })
  }
}

export type RemoveSlot = ReturnType<typeof createSlotRemover>
