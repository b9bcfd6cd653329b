import { recordChange } from '../../accounts/audit.ts'
import type { Clock } from '../../clock.ts'
import type { Database } from '../../database.ts'
import { and, asc, eq } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import { pixCrmTargets } from '../../pix-schema.ts'
import { type Seal, sealAgain } from '../../seal.ts'
import type { TargetWish } from './target-wish.ts'

export type Target = typeof pixCrmTargets.$inferSelect

interface Dependencies {
  database: Database
  seal: Seal
  /** Throws when nobody will ever be asked at this address. */
  checkAddress(address: string): void
  clock: Clock
}

/** Binds a sealed secret to this table. */
const purpose = 'pix export target'
const mostTargets = 200

const notFound = () => new GatewayError('target_not_found', 'unknown target')

/** Programs of customers, with their keys: those are sealed, and never shown again. */
export function createExportTargets({ database, seal, checkAddress, clock }: Dependencies) {
  const list = () => database.select().from(pixCrmTargets).orderBy(asc(pixCrmTargets.createdAt), asc(pixCrmTargets.id))

  async function require(id: string): Promise<Target> {
    const [found] = await database.select().from(pixCrmTargets).where(eq(pixCrmTargets.id, id))
    if (!found) throw notFound()
    return found
  }

  function requireCallable({ config }: TargetWish): void {
    if (!('base_url' in config) || config.base_url === null) return
    try {
      checkAddress(config.base_url)
    } catch (error) {
      const details = `config.base_url: must be https on the open internet, or one of WEBHOOK_TRUSTED_ORIGINS (${String((error as Error).message)})`
      throw new GatewayError('invalid_settings', 'an address that is never called', { details, cause: error })
    }
  }

  const sealed = async (wish: TargetWish): Promise<string | null> =>
    'secret' in wish && wish.secret ? seal.seal(JSON.stringify(wish.secret), purpose) : null

  async function create(wish: TargetWish, who: string): Promise<Target> {
    requireCallable(wish)
    const secret = await sealed(wish)
    const { kind, label, config } = wish
    return database.transaction(async (tx) => {
      if ((await tx.$count(pixCrmTargets)) >= mostTargets)
        throw new GatewayError('invalid_settings', 'too many export targets')
      const now = clock.databaseNow()
      const values = { kind, label, config, secret, createdAt: now, changedAt: now }
      const [target] = await tx.insert(pixCrmTargets).values(values).returning()
      if (!target) throw new GatewayError('internal_error', 'no row came back')
      await recordChange(tx, { who, what: 'pix_target.created', before: null, after: noteOf(target) })
      return target
    })
  }

  /** All of it but its kind. Keys that are not named stay. */
  async function replace(id: string, wish: TargetWish, who: string): Promise<Target> {
    requireCallable(wish)
    const secret = await sealed(wish)
    return database.transaction(async (tx) => {
      const [before] = await tx.select().from(pixCrmTargets).where(eq(pixCrmTargets.id, id)).for('update')
      if (!before) throw notFound()
      if (before.kind !== wish.kind) throw new GatewayError('invalid_settings', 'a target keeps its kind')
      const [after = before] = await tx
        .update(pixCrmTargets)
        .set({ label: wish.label, config: wish.config, ...(secret && { secret }), changedAt: clock.databaseNow() })
        .where(eq(pixCrmTargets.id, id))
        .returning()
      const note = { ...noteOf(after), has_new_keys: secret !== null }
      await recordChange(tx, { who, what: 'pix_target.changed', before: noteOf(before), after: note })
      return after
    })
  }

  function remove(id: string, who: string): Promise<void> {
    return database.transaction(async (tx) => {
      const [before] = await tx.delete(pixCrmTargets).where(eq(pixCrmTargets.id, id)).returning()
      if (!before) throw notFound()
      await recordChange(tx, { who, what: 'pix_target.deleted', before: noteOf(before), after: null })
    })
  }

  /** Null: it has none, or no key opens them. */
  async function readSecret({ secret }: Target): Promise<unknown> {
    const opened = secret === null ? null : await seal.open(secret, purpose)
    return opened && JSON.parse(opened.plain)
  }

  /** What a previous SECRET_KEY has sealed is sealed again, unless it was changed in the meantime. */
  async function renewSeals(): Promise<void> {
    for (const { id, secret } of await list()) {
      const again = secret && (await sealAgain(seal, secret, purpose))
      if (!again) continue
      const isSame = and(eq(pixCrmTargets.id, id), eq(pixCrmTargets.secret, secret))
      await database.update(pixCrmTargets).set({ secret: again }).where(isSame)
    }
  }

  return { list, require, create, replace, remove, readSecret, renewSeals }
}

export type ExportTargets = ReturnType<typeof createExportTargets>

const noteOf = ({ id, kind, label }: Target) => ({ id, kind, label })
