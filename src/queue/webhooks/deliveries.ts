import { recordChange } from '../../accounts/audit.ts'
import type { Clock } from '../../clock.ts'
import type { Database } from '../../database.ts'
import { and, desc, eq, lt, or, sql } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import { webhookDeliveries, webhookEndpoints } from '../../schema.ts'
import { testEvent } from './webhook-event.ts'

export type Delivery = typeof webhookDeliveries.$inferSelect

/** A delivery in the hands of a sender, with what it needs of its endpoint. */
export interface TakenDelivery {
  id: string
  endpointId: string
  attempts: number
  step: number
  type: string
  data: Record<string, unknown>
  happenedAt: Date
  /** Of this try, Unix seconds of the database. */
  timestamp: number
  url: string
  /** Sealed, the newest first. */
  secrets: string[]
}

/** What came of one try. */
export interface Outcome {
  kind: 'delivered' | 'again' | 'over' | 'broken off'
  httpStatus: number | null
  error: string | null
  milliseconds: number
  /** For `again`. */
  delaySeconds: number
}

export interface Position {
  happenedAt: string
  id: string
}

interface Dependencies {
  database: Database
  clock: Clock
}

/** A sender that has not said what came of it for so long is dead, and another one sends it again. */
const leaseSeconds = 60
/** At once to one endpoint. */
export const mostAtOnce = 10

const { id, endpointId, happenedAt, status } = webhookDeliveries

/** What waits to be sent, and what became of what was. */
export function createDeliveries({ database, clock }: Dependencies) {
  const now = () => clock.databaseNow()
  const lease = () => sql`${now()} + ${leaseSeconds} * interval '1 second'`

  /** The secrets and the address as they are now, not as they were when it happened. */
  const taken = () => sql`
    select taken.id, taken.endpoint_id as "endpointId", taken.attempts, taken.step, taken.type, taken.data,
      taken.happened_at as "happenedAt", floor(extract(epoch from ${now()}))::float8 as timestamp, endpoint.url,
      array_remove(array[endpoint.secret,
        case when endpoint.previous_secret_until > ${now()} then endpoint.previous_secret end], null) as secrets
    from taken join ${webhookEndpoints} as endpoint on endpoint.id = taken.endpoint_id`

  /** What is due, except for endpoints that are busy here. Each goes to one sender; the lease tells that it lives. */
  async function take(busyEndpoints: readonly string[]): Promise<TakenDelivery[]> {
    const { rows } = await database.execute<Written>(sql`
      with due as (
        select delivery.id from ${webhookEndpoints} as endpoint
        cross join lateral (
          select ${webhookDeliveries}.id from ${webhookDeliveries}
          where endpoint_id = endpoint.id and status = 'pending' and next_at <= (select ${now()})
          order by next_at limit ${mostAtOnce} for update skip locked) as delivery
        where endpoint.enabled and endpoint.id <> all(${sql.param([...busyEndpoints])}::uuid[])
      ), taken as (
        update ${webhookDeliveries} as mine
        set attempts = attempts + 1, step = step + 1, next_at = ${lease()}, last_attempt_at = ${now()}
        from due where mine.id = due.id returning mine.*
      ) ${taken()}`)
    return rows.map(read)
  }

  /** A delivery that is sent at once by whoever asks, also to an endpoint that is switched off. */
  function takeTest(endpoint: string, who: string): Promise<TakenDelivery> {
    const data = JSON.stringify({ message: 'This is a test. Nothing has happened.' })
    return database.transaction(async (tx) => {
      const { rows } = await tx.execute<Written>(sql`
        with taken as (
          insert into ${webhookDeliveries} (endpoint_id, type, data, happened_at, attempts, step, next_at, last_attempt_at)
          values (${endpoint}, ${testEvent}, ${data}::jsonb, ${now()}, 1, 1, ${lease()}, ${now()}) returning *
        ) ${taken()}`)
      const [row] = rows
      // The endpoint's row is there: the foreign key says so.
      if (!row) throw new GatewayError('internal_error', 'no row came back')
      const after = { id: endpoint, delivery: row.id }
      await recordChange(tx, { who, what: 'webhook.tested', before: null, after })
      return read(row)
    })
  }

  /** Nothing when it was replayed in the meantime, or another sender has it. */
  async function settle(delivery: TakenDelivery, outcome: Outcome): Promise<void> {
    const { kind, httpStatus, error, milliseconds, delaySeconds } = outcome
    const isOver = kind === 'delivered' ? ('delivered' as const) : ('failed' as const)
    const change =
      kind === 'delivered' || kind === 'over'
        ? { status: isOver, deliveredAt: kind === 'delivered' ? now() : null }
        : { nextAt: sql`${now()} + ${delaySeconds} * interval '1 second'` }
    const step = kind === 'broken off' ? { step: delivery.step - 1 } : {}
    await database
      .update(webhookDeliveries)
      .set({ ...change, ...step, httpStatus, error, lastMilliseconds: Math.round(milliseconds) })
      .where(and(eq(id, delivery.id), eq(status, 'pending'), eq(webhookDeliveries.attempts, delivery.attempts)))
  }

  /** The newest first. */
  function list(
    endpoint: string,
    {
      after,
      limit,
      ...wanted
    }: { after?: Position | undefined; limit: number; status?: Delivery['status'] | undefined },
  ): Promise<Delivery[]> {
    const behind =
      after &&
      or(
        lt(happenedAt, sql`${after.happenedAt}::timestamptz`),
        and(eq(happenedAt, sql`${after.happenedAt}::timestamptz`), lt(id, after.id)),
      )
    const ofStatus = wanted.status && eq(status, wanted.status)
    return database
      .select()
      .from(webhookDeliveries)
      .where(and(eq(endpointId, endpoint), behind, ofStatus))
      .orderBy(desc(happenedAt), desc(id))
      .limit(limit)
  }

  /** Under its own id: whoever has seen it knows it again. */
  function replay(endpoint: string, delivery: string, who: string): Promise<Delivery> {
    const isThis = and(eq(id, delivery), eq(endpointId, endpoint))
    return database.transaction(async (tx) => {
      const [before] = await tx.select().from(webhookDeliveries).where(isThis).for('update')
      const [again] = await tx
        .update(webhookDeliveries)
        .set({ status: 'pending', step: 0, nextAt: now(), deliveredAt: null })
        .where(isThis)
        .returning()
      if (!before || !again) throw notFound()
      const note = (status: string) => ({ id: endpoint, delivery, status })
      const [was, is] = [note(before.status), note(again.status)]
      await recordChange(tx, { who, what: 'webhook.replayed', before: was, after: is })
      return again
    })
  }

  async function require(delivery: string): Promise<Delivery> {
    const [found] = await database.select().from(webhookDeliveries).where(eq(id, delivery))
    if (!found) throw notFound()
    return found
  }

  return { take, takeTest, settle, list, replay, require }
}

export type Deliveries = ReturnType<typeof createDeliveries>

const notFound = () => new GatewayError('not_found', 'unknown delivery', { details: 'There is no such delivery.' })

/** As the driver hands it over: in a statement of our own nobody has turned moments into dates. */
type Written = Record<string, unknown> & Omit<TakenDelivery, 'happenedAt'> & { happenedAt: string | Date }

const read = (row: Written): TakenDelivery => ({ ...row, happenedAt: new Date(row.happenedAt) })
