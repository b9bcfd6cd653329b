import type { Config } from './config.ts'
import type { Database, Queryable, Transaction } from './database.ts'
import { eq, max, sql } from './drizzle.ts'
import { GatewayError } from './errors.ts'
import type { Locale } from './locales.ts'
import { audit, settings } from './schema.ts'

interface Dependencies {
  database: Database
  /** What holds until a person decides otherwise. */
  fallback: Omit<Config['settings'], 'publicBaseUrl'> & Partial<Pick<Config['settings'], 'publicBaseUrl'>>
}

type IngestPasswordSource = 'person' | 'environment' | 'generated'

/** What holds right now. A null hash means that no photo with a password gets in. */
export interface CurrentSettings {
  syncSeconds: number
  retentionHours: number
  ingestPasswordHash: string | null
  ingestPasswordSource: IngestPasswordSource | null
  /** Where guests reach this gateway; null: nobody has said. */
  publicBaseUrl: string | null
  publicBaseUrlSource: 'person' | 'environment' | null
  /** What guests are spoken to in who want none of our languages. */
  locale: Locale
  /** Rises with every change. */
  revision: number
}

interface SettingsPatch {
  syncSeconds?: number | undefined
  retentionHours?: number | undefined
  ingestPasswordHash?: string | undefined
  /** Goes with the hash; `person` when left out. */
  ingestPasswordSource?: IngestPasswordSource | undefined
  /** Null: as the environment says. */
  publicBaseUrl?: string | null | undefined
  locale?: Locale | undefined
}

/** Looks at what holds, with the row locked, and says what to change; null leaves everything as it is. */
type Decide = (current: CurrentSettings) => Promise<SettingsPatch | null>
/** Runs inside the change's transaction, so that there is no change without its audit row. */
type OnChange = (transaction: Transaction, before: CurrentSettings, after: CurrentSettings) => Promise<void>

/** The audit's name for a new ingest password. */
export const ingestPasswordChanged = 'ingest_password.changed'

/** Told when somebody has changed something. */
export const settingsChannel = 'settings'

const onlyRow = 1

/** What an operator changes at night. `read` is never cached: a change holds for the next request on every node. */
export function createSettings({ database, fallback }: Dependencies) {
  let latest: CurrentSettings | undefined

  function withFallback(row: typeof settings.$inferSelect | undefined): CurrentSettings {
    return {
      syncSeconds: row?.syncSeconds ?? fallback.syncSeconds,
      retentionHours: row?.retentionHours ?? fallback.retentionHours,
      ingestPasswordHash: row?.ingestPasswordHash ?? null,
      ingestPasswordSource: (row?.ingestPasswordSource ?? null) as IngestPasswordSource | null,
      publicBaseUrl: row?.publicBaseUrl ?? fallback.publicBaseUrl ?? null,
      publicBaseUrlSource: row?.publicBaseUrl ? 'person' : fallback.publicBaseUrl ? 'environment' : null,
      locale: row?.locale ?? 'en',
      revision: row?.revision ?? 0,
    }
  }

  async function read(queryable: Queryable = database): Promise<CurrentSettings> {
    const [row] = await queryable.select().from(settings).where(eq(settings.id, onlyRow))
    return keep(withFallback(row))
  }

  /** An answer that was overtaken must not bring back what is over. */
  function keep(current: CurrentSettings): CurrentSettings {
    if (!latest || current.revision >= latest.revision) latest = current
    return current
  }

  /**
   * Changes what the patch names; two changes at once happen one after the other. Throws `conflict` when somebody has
   * seen another revision than there is.
   */
  async function change(
    patch: SettingsPatch | Decide,
    onChange?: OnChange,
    expectedRevision: number | null = null,
  ): Promise<CurrentSettings> {
    const changed = await database.transaction(async (transaction) => {
      const before = withFallback(await lockRow(transaction))
      if (expectedRevision !== null && expectedRevision !== before.revision)
        throw new GatewayError('conflict', 'the settings have another revision')
      const decided = typeof patch === 'function' ? await patch(before) : patch
      if (!decided || Object.values(decided).every((value) => value === undefined)) return before
      const after = withFallback(await write(transaction, decided))
      await onChange?.(transaction, before, after)
      await transaction.execute(sql`select pg_notify(${settingsChannel}, '')`)
      return after
    })
    return keep(changed)
  }

  /** The row's own time moves with every setting; the audit knows when the password did. */
  async function ingestPasswordChangedAt(): Promise<Date | null> {
    const [last] = await database
      .select({ at: max(audit.at) })
      .from(audit)
      .where(eq(audit.what, ingestPasswordChanged))
    return last?.at ?? null
  }

  return {
    read,
    change,
    ingestPasswordChangedAt,
    /** As they were read last, for those who cannot wait: at most a moment behind another node's change. */
    latest: () => latest ?? withFallback(undefined),
  }
}

export type Settings = ReturnType<typeof createSettings>

async function lockRow(transaction: Transaction) {
  await transaction.insert(settings).values({ id: onlyRow }).onConflictDoNothing()
  const [row] = await transaction.select().from(settings).where(eq(settings.id, onlyRow)).for('update')
  return row
}

async function write(transaction: Transaction, patch: SettingsPatch) {
  const { ingestPasswordHash, ingestPasswordSource = 'person', ...others } = patch
  const password = ingestPasswordHash === undefined ? {} : { ingestPasswordHash, ingestPasswordSource }
  const [row] = await transaction
    .update(settings)
    .set({ ...others, ...password, revision: sql`${settings.revision} + 1`, updatedAt: sql`now()` })
    .where(eq(settings.id, onlyRow))
    .returning()
  return row
}
