import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Test } from 'tap'
import { hashPassword } from '../../src/accounts/passwords.ts'
import { createApp, type World } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/database.ts'
import { createLogger } from '../../src/log.ts'
import { openProviderKeys, openProviders } from '../../src/main.ts'
import { createGuardedFetch } from '../../src/media/guarded-fetch.ts'
import { claimStore, openStore } from '../../src/media/open-store.ts'
import { createCatalogue } from '../../src/providers/catalogue/catalogue.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { createRemoteNews } from '../../src/providers/remote-news.ts'
import { createStudio } from '../../src/providers/studio/studio.ts'
import { openBoss } from '../../src/queue/boss.ts'
import { createNotifications } from '../../src/queue/notifications.ts'
import { openSeal } from '../../src/secret-key.ts'
import type { SlotSettings } from '../../src/slots/slot.ts'
import { observeAnswers } from './contract.ts'
import { createTestDatabase } from './database.ts'
import { createTestClock, type TestClock } from './test-clock.ts'

export const ingestPassword = 'open sesame 1'
const stopMilliseconds = 2000

export interface GatewayOptions {
  environment?: Record<string, string>
  providers?: Record<string, Provider>
  /** Share these to make a second node of the same gateway. */
  databaseUrl?: string
  /** Past a pooler. */
  directUrl?: string
  directory?: string
  /** Puts something between the gateway and its store, for faults. */
  wrapStore?: (store: World['store']) => World['store']
  clock?: TestClock
  catalogue?: World['catalogue']
  /** The real services' adapters, as the environment says. */
  withServices?: boolean
  logLevel?: string
}

/** The whole gateway in this process: real PostgreSQL, a real store, a real port; only time and providers may be false. */
export async function startTestGateway(t: Test, options: GatewayOptions = {}) {
  const databaseUrl = options.databaseUrl ?? (await createTestDatabase())
  const directory = options.directory ?? (await mkdtemp(path.join(os.tmpdir(), 'photochanger-test-')))
  const clock = options.clock ?? createTestClock()
  const lines: string[] = []
  const log = createLogger(options.logLevel ?? 'debug', { write: (line: string) => void lines.push(line) })
  const config = readConfig({
    DATA_DIR: directory,
    DATABASE_URL: databaseUrl,
    HOST: '127.0.0.1',
    PORT: '0',
    ...options.environment,
  })

  const { pool, database, close: closePool } = openDatabase({ url: databaseUrl, onIdleError: () => {} })
  const upkeep = openDatabase({ url: databaseUrl, purpose: 'upkeep', onIdleError: () => {} })
  const boss = openBoss({ url: databaseUrl, onError: (error) => log.warn({ err: error }, 'queue') })
  await boss.start()
  const notifications = createNotifications({
    url: options.directUrl ?? databaseUrl,
    database,
    clock,
    onError: (error) => log.warn({ err: error }, 'line'),
  })
  const { store: bare, close: closeStore } = await openStore(config.storage)
  await bare.check()
  // A folder of its own may meet a database that has known another one.
  await claimStore({ database, store: bare, log, mayReplace: options.directory === undefined })
  const store = options.wrapStore?.(bare) ?? bare
  const seal = await openSeal({ config, log, mayMakeKey: true })
  const providerKeys = openProviderKeys(config, { database, notifications, seal, clock, log })
  await providerKeys.load()
  const opened = options.withServices ? await openProviders(config, log, { keyOf: providerKeys.keyOf }) : undefined
  const providers = { ...(opened?.world.providers ?? { studio: createStudio() }), ...options.providers }
  const outside = createGuardedFetch({ ...config.webhooks, clock })
  const app = await createApp({
    config,
    database,
    upkeep: upkeep.database,
    boss,
    notifications,
    store,
    providerKeys,
    providers,
    catalogue: options.catalogue ?? opened?.world.catalogue ?? createCatalogue(),
    news: opened?.world.news ?? createRemoteNews({ clock }),
    webhooks: opened?.world.webhooks ?? [],
    ...{ outside, seal },
    clock,
    log,
  })
  observeAnswers(t, app.server)
  await app.slots.seed()
  await app.settings.change({ ingestPasswordHash: await passwordHash() })
  await app.start()
  const url = await app.server.listen({ host: '127.0.0.1', port: config.http.port })

  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= (async () => {
      await app.stop(stopMilliseconds)
      await boss.stop({ graceful: false })
      await Promise.all([closePool(), upkeep.close(), opened?.close(), closeStore()])
    })()
    return stopped
  }
  t.teardown(async () => {
    // Without it, a 500 that comes once in a hundred runs cannot be explained.
    if (!t.passing()) for (const line of lines.filter((each) => each.includes('"level":50'))) process.stderr.write(line)
    await stop()
    if (!options.directory) await rm(directory, { recursive: true, force: true })
  })

  return {
    app,
    url,
    port: Number(new URL(url).port),
    database,
    pool,
    databaseUrl,
    directory,
    filesDirectory: config.storage.filesDirectory,
    store,
    clock,
    stop,
    /** What was logged so far, one JSON object a line. */
    logText: () => lines.join(''),
    /** Changes some settings of a slot, as a save would. */
    async changeSlot(id: string, patch: Partial<SlotSettings>): Promise<void> {
      const slot = await app.slots.find(id)
      if (!slot) throw new Error(`no slot ${id}`)
      await app.slots.save(id, { ...slot.settings, ...patch }, { expectedRevision: slot.revision, who: 'test' })
    },
  }
}

export type TestGateway = Awaited<ReturnType<typeof startTestGateway>>

/** Hashing costs 30 ms on purpose; once per test process is enough. */
let hashed: Promise<string> | undefined
function passwordHash(): Promise<string> {
  hashed ??= hashPassword(ingestPassword)
  return hashed
}
