import { recordChange } from '../accounts/audit.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { eq, sql } from '../drizzle.ts'
import { settings } from '../schema.ts'
import { readyChannel } from './job.ts'

interface Dependencies {
  database: Database
  clock: Clock
}

/** Since when nothing is taken out of the queue, and who said so. */
export interface Pause {
  pausedAt: Date
  pausedBy: string
}

const onlyRow = 1

/** True while no worker may take a photo; part of the statement that a claim begins with. */
export const isPaused = sql`exists (select from ${settings} where ${settings.queuePausedAt} is not null)`

/**
 * Holds the whole queue on every node: what is being worked on is finished, photos still come in and wait, and their
 * windows run on. For minutes in which a call would be worse than a wait; to turn photos away, switch the slot off.
 */
export function createQueuePause({ database, clock }: Dependencies) {
  async function find(): Promise<Pause | null> {
    const [row] = await database
      .select({ pausedAt: settings.queuePausedAt, pausedBy: settings.queuePausedBy })
      .from(settings)
      .where(eq(settings.id, onlyRow))
    return row?.pausedAt ? { pausedAt: row.pausedAt, pausedBy: row.pausedBy ?? '' } : null
  }

  /** Doing it again changes nothing, and says so by no audit row. */
  function set(wanted: boolean, who: string): Promise<void> {
    return database.transaction(async (tx) => {
      await tx.insert(settings).values({ id: onlyRow }).onConflictDoNothing()
      const [row] = await tx.select().from(settings).where(eq(settings.id, onlyRow)).for('update')
      if ((row?.queuePausedAt != null) === wanted) return
      const change = wanted
        ? { queuePausedAt: clock.databaseNow(), queuePausedBy: who }
        : { queuePausedAt: null, queuePausedBy: null }
      await tx.update(settings).set(change).where(eq(settings.id, onlyRow))
      const what = wanted ? 'queue.paused' : 'queue.resumed'
      await recordChange(tx, { who, what, before: { is_paused: !wanted }, after: { is_paused: wanted } })
      if (!wanted) await tx.execute(sql`select pg_notify(${readyChannel}, '')`)
    })
  }

  return { find, pause: (who: string) => set(true, who), resume: (who: string) => set(false, who) }
}

export type QueuePause = ReturnType<typeof createQueuePause>
