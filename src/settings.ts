import { eq, max, sql } from 'drizzle-orm'
import type { Config } from './config.ts'
import type { Database, Queryable, Transaction } from './database.ts'
import { audit, settings } from './schema.ts'

interface Dependencies {
  database: Database
  /** What holds until a person decides otherwise. */
  fallback: Config['settings']
}

type IngestPasswordSource = 'person' | 'environment' | 'generated'

/** What holds right now. A null hash means that no photo with a password gets in. */
export interface CurrentSettings {
  syncSeconds: number
  retentionHours: number
  ingestPasswordHash: string | null
  ingestPasswordSource: IngestPasswordSource | null
}

interface SettingsPatch {
  syncSeconds?: number | undefined
  retentionHours?: number | undefined
  ingestPasswordHash?: string | undefined
  /** Goes with the hash; `person` when left out. */
  ingestPasswordSource?: IngestPasswordSource | undefined
}

/** Looks at what holds, with the row locked, and says what to change; null leaves everything as it is. */
type Decide = (current: CurrentSettings) => Promise<SettingsPatch | null>
/** Runs inside the change's transaction, so that there is no change without its audit row. */
type OnChange = (transaction: Transaction, before: CurrentSettings, after: CurrentSettings) => Promise<void>

/** The audit's name for a new ingest password. */
export const ingestPasswordChanged = 'ingest_password.changed'

const onlyRow = 1

/** What an operator changes at night. Never cached: a change holds for the next request on every node. */
export function createSettings({ database, fallback }: Dependencies) {
  function withFallback(row: typeof settings.$inferSelect | undefined): CurrentSettings {
    return {
      syncSeconds: row?.syncSeconds ?? fallback.syncSeconds,
      retentionHours: row?.retentionHours ?? fallback.retentionHours,
      ingestPasswordHash: row?.ingestPasswordHash ?? null,
      ingestPasswordSource: (row?.ingestPasswordSource ?? null) as IngestPasswordSource | null,
    }
  }

  async function read(queryable: Queryable = database): Promise<CurrentSettings> {
    const [row] = await queryable.select().from(settings).where(eq(settings.id, onlyRow))
    return withFallback(row)
  }

  /** Changes what the patch names; two changes at once happen one after the other. */
  function change(patch: SettingsPatch | Decide, onChange?: OnChange): Promise<CurrentSettings> {
    return database.transaction(async (transaction) => {
      const before = withFallback(await lockRow(transaction))
      const decided = typeof patch === 'function' ? await patch(before) : patch
      if (!decided) return before
      const after = withFallback(await write(transaction, decided))
      await onChange?.(transaction, before, after)
      return after
    })
  }

  /** The row's own time moves with every setting; the audit knows when the password did. */
  async function ingestPasswordChangedAt(): Promise<Date | null> {
    const [last] = await database
      .select({ at: max(audit.at) })
      .from(audit)
      .where(eq(audit.what, ingestPasswordChanged))
    return last?.at ?? null
  }

  return { read, change, ingestPasswordChangedAt }
}

export type Settings = ReturnType<typeof createSettings>

async function lockRow(transaction: Transaction) {
  await transaction.insert(settings).values({ id: onlyRow }).onConflictDoNothing()
  const [row] = await transaction.select().from(settings).where(eq(settings.id, onlyRow)).for('update')
  return row
}

async function write(transaction: Transaction, patch: SettingsPatch) {
  const { syncSeconds, retentionHours, ingestPasswordHash, ingestPasswordSource = 'person' } = patch
  const password = ingestPasswordHash === undefined ? {} : { ingestPasswordHash, ingestPasswordSource }
  const [row] = await transaction
    .update(settings)
    .set({ syncSeconds, retentionHours, ...password, updatedAt: sql`now()` })
    .where(eq(settings.id, onlyRow))
    .returning()
  return row
}
