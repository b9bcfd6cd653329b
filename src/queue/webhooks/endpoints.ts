import { recordChange } from '../../accounts/audit.ts'
import type { Clock } from '../../clock.ts'
import type { Database, Queryable, Transaction } from '../../database.ts'
import { and, asc, eq, sql } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import { webhookEndpoints } from '../../schema.ts'
import { type Seal, sealAgain } from '../../seal.ts'
import { makeWebhookSecret } from './sign-webhook.ts'
import type { WebhookEvent } from './webhook-event.ts'

export type Endpoint = typeof webhookEndpoints.$inferSelect

interface Wish {
  url: string
  label: string
  events: WebhookEvent[]
  enabled: boolean
}

interface Dependencies {
  database: Database
  seal: Seal
  /** Throws when nobody will ever be asked at this address. */
  checkAddress(url: string): void
  clock: Clock
}

/** A receiver has so long to learn the new secret. */
const rotationHours = 24

/** Each may have ten requests under way, on every node. */
const mostEndpoints = 50

/** Binds a sealed secret to this table. */
export const webhookSecretPurpose = 'webhook secret'

const notFound = () =>
  new GatewayError('not_found', 'unknown webhook', { details: 'There is no webhook with this id.' })

const tooMany = () => {
  const details = `There are ${mostEndpoints} webhooks already; remove one that nobody needs.`
  return new GatewayError('invalid_settings', 'too many webhooks', { details })
}

/** Addresses of others that are told what happens. Secrets are shown once, by `create` and `rotateSecret`. */
export function createEndpoints({ database, seal, checkAddress, clock }: Dependencies) {
  function requireCallable(url: string): void {
    try {
      checkAddress(url)
    } catch (error) {
      const details = `url: must be https on the open internet, or one of WEBHOOK_TRUSTED_ORIGINS (${String((error as Error).message)})`
      throw new GatewayError('invalid_settings', 'an address that is never called', { details, cause: error })
    }
  }

  const list = () => database.select().from(webhookEndpoints).orderBy(asc(webhookEndpoints.createdAt))

  async function require(id: string, on: Queryable = database): Promise<Endpoint> {
    const [found] = await on.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id))
    if (!found) throw notFound()
    return found
  }

  /** No more than a change needs: the end of a photo does not wait for it. */
  async function lock(tx: Transaction, id: string): Promise<Endpoint> {
    const [found] = await tx.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id)).for('no key update')
    if (!found) throw notFound()
    return found
  }

  async function create(wish: Wish, who: string): Promise<{ endpoint: Endpoint; secret: string }> {
    requireCallable(wish.url)
    const secret = makeWebhookSecret()
    const sealed = await seal.seal(secret, webhookSecretPurpose)
    return database.transaction(async (tx) => {
      if ((await tx.$count(webhookEndpoints)) >= mostEndpoints) throw tooMany()
      const values = { ...wish, secret: sealed, createdAt: clock.databaseNow() }
      const [endpoint] = await tx.insert(webhookEndpoints).values(values).returning()
      if (!endpoint) throw new GatewayError('internal_error', 'no row came back')
      await recordChange(tx, { who, what: 'webhook.created', before: null, after: noteOf(endpoint) })
      return { endpoint, secret }
    })
  }

  /** Changes what the wish names. Switched on again, it goes on with what waits. */
  function change(id: string, wish: Partial<Wish>, who: string): Promise<Endpoint> {
    if (wish.url !== undefined) requireCallable(wish.url)
    return database.transaction(async (tx) => {
      const before = await lock(tx, id)
      const again = wish.enabled === true ? { disabledBecause: null } : {}
      const after = await write(tx, id, { ...wish, ...again })
      await recordChange(tx, { who, what: 'webhook.changed', before: noteOf(before), after: noteOf(after) })
      return after
    })
  }

  async function write(tx: Transaction, id: string, values: object): Promise<Endpoint> {
    const [after] = await tx
      .update(webhookEndpoints)
      .set({ ...values, changedAt: clock.databaseNow() })
      .where(eq(webhookEndpoints.id, id))
      .returning()
    if (!after) throw notFound()
    return after
  }

  /** The endpoint has said itself that it wants no more. */
  function disableGone(id: string): Promise<void> {
    return database.transaction(async (tx) => {
      const before = await lock(tx, id)
      if (!before.enabled) return
      const after = await write(tx, id, { enabled: false, disabledBecause: 'It answered 410 Gone.' })
      await recordChange(tx, { who: 'gateway', what: 'webhook.changed', before: noteOf(before), after: noteOf(after) })
    })
  }

  function remove(id: string, who: string): Promise<void> {
    return database.transaction(async (tx) => {
      const before = await lock(tx, id)
      await tx.delete(webhookEndpoints).where(eq(webhookEndpoints.id, id))
      await recordChange(tx, { who, what: 'webhook.deleted', before: noteOf(before), after: null })
    })
  }

  /** The old secret signs beside the new one for a day. */
  async function rotateSecret(id: string, who: string): Promise<{ endpoint: Endpoint; secret: string }> {
    const secret = makeWebhookSecret()
    const sealed = await seal.seal(secret, webhookSecretPurpose)
    return database.transaction(async (tx) => {
      const before = await lock(tx, id)
      const endpoint = await write(tx, id, {
        secret: sealed,
        previousSecret: before.secret,
        previousSecretUntil: sql`${clock.databaseNow()} + ${rotationHours} * interval '1 hour'`,
      })
      const after = { ...noteOf(endpoint), has_new_secret: true }
      await recordChange(tx, { who, what: 'webhook.secret_rotated', before: noteOf(before), after })
      return { endpoint, secret }
    })
  }

  /** What a previous SECRET_KEY has sealed is sealed again, unless somebody has made another secret in the meantime. */
  async function renewSeals(): Promise<void> {
    for (const column of ['secret', 'previousSecret'] as const) {
      for (const { id, [column]: old } of await list()) {
        const sealed = old && (await sealAgain(seal, old, webhookSecretPurpose))
        if (!sealed) continue
        const where = and(eq(webhookEndpoints.id, id), eq(webhookEndpoints[column], old))
        await database
          .update(webhookEndpoints)
          .set({ [column]: sealed })
          .where(where)
      }
    }
  }

  return { list, require, create, change, disableGone, remove, rotateSecret, renewSeals }
}

export type Endpoints = ReturnType<typeof createEndpoints>

/** For the audit. The rest of an address may be a key, so only its host is told. */
const noteOf = ({ id, url, label, events, enabled, disabledBecause }: Endpoint) => ({
  ...{ id, label, events, enabled },
  host: URL.parse(url)?.host ?? null,
  disabled_because: disabledBecause,
})
