import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { type CancelTimer, type Clock, every } from '../clock.ts'
import type { Database } from '../database.ts'
import { sql } from '../drizzle.ts'

type Listener = (payload: string) => void

interface Dependencies {
  /** Of the database itself: a pooler that changes connections after each transaction hears nothing. */
  url: string
  /** The way that everybody else's notices take. */
  database: Database
  clock: Clock
  /** Told when the line breaks, when it cannot be had, and when nothing comes through. */
  onError: (error: Error) => void
}

export interface Notifications {
  /** Calls back for every NOTIFY on `channel`. Returns the way to stop. */
  on(channel: string, listener: Listener): () => void
  /** Calls back whenever something may have been missed: each second while nothing is heard, and once after that. */
  onGap(listener: () => void): () => void
  start(): Promise<void>
  stop(): Promise<void>
}

const retryMilliseconds = 500
/** So often we listen whether we still hear, and so long a notice to ourselves may take. */
const probeMilliseconds = 1000
/** A line that has missed so many notices in a row is given up for a new one. */
const mostMisses = 3

/**
 * One LISTEN connection for the whole process. NOTIFY is not stored anywhere: what was sent while the line was down is
 * lost. So listeners treat it as a hint to look at the tables, and a gap as a hint to look at all of them.
 *
 * A line can be deaf and look healthy: a router in between has forgotten it, or a pooler gives its LISTEN to others. So
 * we send ourselves a notice each second, by the way that everybody's notices take, and believe only what comes back.
 */
export function createNotifications({ url, database, clock, onError }: Dependencies): Notifications {
  const listeners = new Map<string, Set<Listener>>()
  const gapListeners = new Set<() => void>()
  const probeChannel = `photochanger-probe-${randomUUID()}`
  let client: pg.Client | undefined
  let stopped = false
  let cancelRetry: CancelTimer = () => {}
  let cancelTicks: CancelTimer = () => {}
  let isHearing = false
  let isSending = false
  let isTold = false
  let misses = 0
  /** The probe that has not come back yet. */
  let awaited: string | undefined

  const announceGap = () => {
    for (const listener of gapListeners) listener()
  }

  async function connect(): Promise<void> {
    const fresh = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: 2000,
      query_timeout: 2000,
      application_name: `photochanger-listen-${process.pid}`,
    })
    fresh.on('error', onError)
    fresh.on('notification', ({ channel, payload = '' }) => {
      if (channel === probeChannel) hear(payload)
      for (const listener of listeners.get(channel) ?? []) listener(payload)
    })
    try {
      await fresh.connect()
      for (const channel of [probeChannel, ...listeners.keys()]) await listen(fresh, channel)
    } catch (error) {
      cut(fresh)
      throw error
    }
    if (stopped) return cut(fresh)
    fresh.once('end', lineLost)
    client = fresh
    misses = 0
    probe()
  }

  function lineLost(): void {
    client = undefined
    isHearing = false
    if (!stopped) reconnectLater()
  }

  function reconnectLater(): void {
    cancelRetry = clock.after(retryMilliseconds, () => {
      connect().catch((error: Error) => {
        if (stopped) return
        onError(error)
        reconnectLater()
      })
    })
  }

  function tick(): void {
    if (!isHearing) announceGap()
    if (awaited !== undefined) miss()
    probe()
  }

  /** A database that is slow to take a probe gets no second one. */
  function probe(): void {
    if (!client || isSending) return
    isSending = true
    awaited = randomUUID()
    database
      .execute(sql`select pg_notify(${probeChannel}, ${awaited})`)
      .catch(() => {}) // then it does not come back, either
      .finally(() => {
        isSending = false
      })
  }

  function hear(payload: string): void {
    if (payload !== awaited) return
    awaited = undefined
    misses = 0
    isTold = false
    if (isHearing) return
    isHearing = true
    announceGap()
  }

  function miss(): void {
    awaited = undefined
    misses += 1
    if (isHearing) announceGap()
    isHearing = false
    if (misses === mostMisses) tellOnce()
    if (misses === mostMisses && client) cut(client)
  }

  function tellOnce(): void {
    if (!isTold) onError(new Error('notices do not arrive, so we look each second (a pooler? see DATABASE_DIRECT_URL)'))
    isTold = true
  }

  return {
    on(channel, listener) {
      const known = listeners.get(channel)
      if (known) known.add(listener)
      else {
        listeners.set(channel, new Set([listener]))
        // A line that breaks here is a line lost, and the next one listens to all channels.
        if (client) listen(client, channel).catch(onError)
      }
      return () => listeners.get(channel)?.delete(listener)
    },
    onGap(listener) {
      gapListeners.add(listener)
      return () => gapListeners.delete(listener)
    },
    async start() {
      await connect()
      cancelTicks = every(clock, probeMilliseconds, tick)
    },
    async stop() {
      stopped = true
      cancelRetry()
      cancelTicks()
      if (client) cut(client)
    },
  }
}

const listen = (client: pg.Client, channel: string) => client.query(`listen ${pg.escapeIdentifier(channel)}`)

/** Without a goodbye, for which a frozen server would let us wait. */
function cut(client: pg.Client): void {
  client.end(() => {})
  client.connection.stream.destroy()
}
