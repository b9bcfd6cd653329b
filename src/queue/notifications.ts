import pg from 'pg'
import { type CancelTimer, type Clock, every } from '../clock.ts'

type Listener = (payload: string) => void

interface Dependencies {
  url: string
  clock: Clock
  /** Told when the line breaks and when it cannot be had. */
  onError: (error: Error) => void
}

export interface Notifications {
  /** Calls back for every NOTIFY on `channel`. Returns the way to stop. */
  on(channel: string, listener: Listener): () => void
  /** Calls back whenever something may have been missed: after a reconnect, and every second without a connection. */
  onGap(listener: () => void): () => void
  start(): Promise<void>
  stop(): Promise<void>
}

const retryMilliseconds = 500
const gapMilliseconds = 1000

const listen = (client: pg.Client, channel: string) => client.query(`listen ${pg.escapeIdentifier(channel)}`)

/**
 * One LISTEN connection for the whole process. NOTIFY is not stored anywhere: what was sent while the line was down is
 * lost. So listeners treat it as a hint to look at the tables, and a gap as a hint to look at all of them.
 */
export function createNotifications({ url, clock, onError }: Dependencies): Notifications {
  const listeners = new Map<string, Set<Listener>>()
  const gapListeners = new Set<() => void>()
  let client: pg.Client | undefined
  let stopped = false
  let cancelRetry: CancelTimer = () => {}
  let cancelGaps: CancelTimer | undefined

  const announceGap = () => {
    for (const listener of gapListeners) listener()
  }

  async function connect(): Promise<void> {
    const fresh = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: 2000,
      application_name: `photochanger-listen-${process.pid}`,
    })
    fresh.on('error', onError)
    fresh.on('notification', ({ channel, payload }) => {
      for (const listener of listeners.get(channel) ?? []) listener(payload ?? '')
    })
    try {
      await fresh.connect()
      for (const channel of listeners.keys()) await listen(fresh, channel)
    } catch (error) {
      await fresh.end().catch(() => {})
      throw error
    }
    fresh.once('end', lineLost)
    client = fresh
  }

  function lineLost(): void {
    client = undefined
    if (stopped) return
    cancelGaps ??= every(clock, gapMilliseconds, announceGap)
    reconnectLater()
  }

  function reconnectLater(): void {
    cancelRetry = clock.after(retryMilliseconds, () => {
      connect().then(lineRestored, (error: Error) => {
        onError(error)
        if (!stopped) reconnectLater()
      })
    })
  }

  function lineRestored(): void {
    cancelGaps?.()
    cancelGaps = undefined
    announceGap()
    if (stopped) void client?.end()
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
    start: connect,
    async stop() {
      stopped = true
      cancelRetry()
      cancelGaps?.()
      await client?.end()
    },
  }
}
