import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { desc, eq } from '../drizzle.ts'
import type { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { refusals } from '../schema.ts'
import type { Admission } from './admit-head.ts'

interface Dependencies {
  database: Database
  clock: Clock
  log: Logger
}

/** Why photos with the right password became no job. Others are counted only: strangers must not fill a table. */
export function createRefusals({ database, clock, log }: Dependencies) {
  return {
    note({ head, slot, isTrusted }: Admission, requestId: string, failure: GatewayError): void {
      if (!isTrusted) return
      const { code: failureReason, details } = failure
      const values = {
        at: clock.databaseNow(),
        slotId: slot.id,
        failureReason,
        details,
        clientAddress: head.address,
        requestId,
      }
      database
        .insert(refusals)
        .values(values)
        .catch((error) => log.warn({ err: error, slot: slot.id }, 'a refusal was not written down'))
    },
    /** The newest first. */
    list({ slotId, limit }: { slotId: string | undefined; limit: number }) {
      const ofSlot = slotId === undefined ? undefined : eq(refusals.slotId, slotId)
      return database.select().from(refusals).where(ofSlot).orderBy(desc(refusals.at)).limit(limit)
    },
  }
}

export type Refusals = ReturnType<typeof createRefusals>
