import { type CancelTimer, type Clock, every } from '../clock.ts'
import type { Database, Queryable, Transaction } from '../database.ts'
import { and, eq, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { providerKeys } from '../schema.ts'
import { type Seal, sealAgain } from '../seal.ts'
import { recordChange } from './audit.ts'

interface Dependencies {
  database: Database
  notifications: {
    on(channel: string, listener: (payload: string) => void): () => void
    onGap(listener: () => void): () => void
  }
  seal: Seal
  /** Keys by provider, as the environment says; the provider's name is there without a key, too. */
  environment: Readonly<Record<string, string | undefined>>
  clock: Clock
  log: Logger
}

export interface ShownKey {
  provider: string
  source: 'database' | 'environment' | null
  ending: string | null
  changedAt: Date | null
  /** A key is kept here, and this SECRET_KEY does not open it. */
  isUnreadable: boolean
}

type Row = typeof providerKeys.$inferSelect

const channel = 'provider-keys'
/** Should a notice ever be lost without a gap being noticed. */
const lookMilliseconds = 30_000
/** Of a shorter key, four characters would be too much of it. */
const leastLengthToShow = 16

/**
 * The keys of the services: those set by an administrator, sealed in the database, before those of the environment.
 * `keyOf` answers at once, from what was read last; a change is read again on every node as soon as it is committed.
 */
export function createProviderKeys({ database, notifications, seal, environment, clock, log }: Dependencies) {
  /** What the database holds, opened. */
  let opened: ReadonlyMap<string, string> = new Map()
  let isWanted = false
  let reading: Promise<void> | undefined
  let leave: (() => unknown)[] = []
  /** Each is told of once. */
  const unreadable = new Set<string>()

  async function read(): Promise<void> {
    const rows = await database.select().from(providerKeys)
    const found = new Map<string, string>()
    // One after the other: a passphrase costs 32 MiB each time.
    for (const row of rows) {
      const key = await open(row)
      if (key !== null) found.set(row.provider, key)
    }
    opened = found
  }

  async function open(row: Row): Promise<string | null> {
    const opened = await seal.open(row.sealed, placeOf(row.provider))
    if (opened) return opened.plain
    if (!unreadable.has(row.sealed))
      log.error({ provider: row.provider }, 'the key kept in the settings cannot be read with this SECRET_KEY')
    unreadable.add(row.sealed)
    return null
  }

  /**
   * What a previous SECRET_KEY has sealed is sealed again, unless somebody has set another key in the meantime. For the
   * start alone: nodes that change keys one after the other must not go on doing it against each other.
   */
  async function renewSeals(): Promise<void> {
    for (const { provider, sealed: old } of await database.select().from(providerKeys)) {
      const sealed = await sealAgain(seal, old, placeOf(provider))
      if (sealed === null) continue
      await database
        .update(providerKeys)
        .set({ sealed })
        .where(and(eq(providerKeys.provider, provider), eq(providerKeys.sealed, old)))
      log.info({ provider }, 'the key in the settings is sealed with the new SECRET_KEY')
    }
  }

  /** A change that comes while the table is being read is read, too. */
  function reload(): Promise<void> {
    isWanted = true
    reading ??= readWhileWanted().finally(() => {
      reading = undefined
    })
    return reading
  }

  async function readWhileWanted(): Promise<void> {
    while (isWanted) {
      isWanted = false
      await read()
    }
  }

  const look = () => void reload().catch((error) => log.warn({ err: error }, 'the keys could not be read'))

  function keyOf(provider: string): string | undefined {
    return opened.get(provider) ?? environment[provider]
  }

  async function list(): Promise<ShownKey[]> {
    const rows = await database.select().from(providerKeys)
    await reload()
    return Object.keys(environment).map((provider) =>
      show(
        provider,
        rows.find((row) => row.provider === provider),
      ),
    )
  }

  function show(provider: string, row: Row | undefined): ShownKey {
    const isUnreadable = row !== undefined && !opened.has(provider)
    const own = environment[provider]
    if (row && !isUnreadable)
      return { provider, source: 'database', ending: row.ending, changedAt: row.changedAt, isUnreadable }
    const source = own === undefined ? null : 'environment'
    return { provider, source, ending: own === undefined ? null : endingOf(own), changedAt: null, isUnreadable }
  }

  /** From here on this key holds on every node. */
  async function put(provider: string, key: string, who: string): Promise<void> {
    requireKnown(provider)
    const values = { sealed: await seal.seal(key, placeOf(provider)), ending: endingOf(key), changedAt: sql`now()` }
    await change(provider, who, async (tx) => {
      await tx
        .insert(providerKeys)
        .values({ provider, ...values })
        .onConflictDoUpdate({ target: providerKeys.provider, set: values })
      return { provider, source: 'database', ending: values.ending }
    })
  }

  /** The environment's key holds again, if there is one. */
  async function remove(provider: string, who: string): Promise<void> {
    requireKnown(provider)
    await change(provider, who, async (tx) => {
      const gone = await tx.delete(providerKeys).where(eq(providerKeys.provider, provider)).returning()
      if (gone.length === 0) throw nothingKept()
      return fromEnvironment(provider)
    })
  }

  async function change(provider: string, who: string, write: (tx: Transaction) => Promise<unknown>): Promise<void> {
    await database.transaction(async (tx) => {
      const row = await lockRow(tx, provider)
      const before = row ? { provider, source: 'database', ending: row.ending } : fromEnvironment(provider)
      const after = await write(tx)
      await recordChange(tx, { who, what: 'provider_key.changed', before, after })
      await tx.execute(sql`select pg_notify(${channel}, ${provider})`)
    })
    await reload()
  }

  function fromEnvironment(provider: string) {
    const own = environment[provider]
    return own === undefined ? null : { provider, source: 'environment', ending: endingOf(own) }
  }

  function requireKnown(provider: string): void {
    if (Object.hasOwn(environment, provider)) return
    throw new GatewayError('not_found', 'no such service', { details: 'There is no service with this name and a key.' })
  }

  return {
    keyOf,
    list,
    put,
    remove,
    mayKeep: seal.isUsable,
    /** Reads what is there. */
    load: reload,
    renewSeals,
    /** Follows changes, of this node and others. */
    start(): void {
      const cancel: CancelTimer = every(clock, lookMilliseconds, look)
      leave = [notifications.on(channel, look), notifications.onGap(look), cancel]
    },
    async stop(): Promise<void> {
      for (const step of leave.splice(0)) step()
      await reading?.catch(() => {})
    },
  }
}

export type ProviderKeys = ReturnType<typeof createProviderKeys>

async function lockRow(queryable: Queryable, provider: string): Promise<Row | undefined> {
  const [row] = await queryable.select().from(providerKeys).where(eq(providerKeys.provider, provider)).for('update')
  return row
}

/** Binds a seal to the row it is made for. */
const placeOf = (provider: string) => `provider key ${provider}`

const endingOf = (key: string) => (key.length < leastLengthToShow ? '' : key.slice(-4))

function nothingKept(): GatewayError {
  const details = 'No key is kept here; one of the environment can only be removed there.'
  return new GatewayError('not_found', 'no key in the database', { details })
}
