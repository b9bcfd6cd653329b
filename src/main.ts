import path from 'node:path'
import { ensureIngestPassword } from './accounts/ingest-password.ts'
import { createProviderKeys, type ProviderKeys } from './accounts/provider-keys.ts'
import { type App, createApp, type World } from './app.ts'
import { type Clock, repeat, systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { hasOwner, lockDataDirectory } from './data-directory-lock.ts'
import { migrateDatabase, openDatabase } from './database.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { GatewayError } from './errors.ts'
import { createLogger, type Logger } from './log.ts'
import { createGuardedFetch } from './media/guarded-fetch.ts'
import { claimStore, openStore } from './media/open-store.ts'
import { createScratch } from './media/scratch.ts'
import type { Store } from './media/store.ts'
import { createCatalogue } from './providers/catalogue/catalogue.ts'
import { createProviders, type KeyOf } from './providers/create-providers.ts'
import { createWebhooks } from './providers/create-webhooks.ts'
import { createRemoteNews } from './providers/remote-news.ts'
import { migrateQueue, openBoss } from './queue/boss.ts'
import { createNotifications } from './queue/notifications.ts'
import { openSeal } from './secret-key.ts'

/** How long photos that were taken in may still need when the gateway is asked to stop. */
const stopMilliseconds = 25_000

type CloseStep = () => Promise<unknown>

/** Everything but the application: opened one by one, closed in reverse. */
export interface OpenWorld {
  world: World
  /** Of the database. */
  url: string
  /** Registers something that must be closed before what is open already. */
  onClose(step: CloseStep): void
  close(): Promise<void>
}

const sweepMilliseconds = 600_000

const environmentKeys = ({ providers }: Config): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(providers).map(([name, { apiKey }]) => [name, apiKey]))

function environmentKeyOf(config: Config): KeyOf {
  const keys = environmentKeys(config)
  return (provider) => keys[provider]
}

/** The keys of the services, as the environment and the settings say; not read yet. */
export function openProviderKeys(
  config: Config,
  world: Pick<World, 'database' | 'notifications' | 'seal' | 'clock' | 'log'>,
): ProviderKeys {
  return createProviderKeys({ ...world, environment: environmentKeys(config) })
}

/** The services, and what only they need. */
export async function openProviders(
  config: Config,
  log: Logger,
  { keyOf = environmentKeyOf(config), clock = systemClock }: { keyOf?: KeyOf; clock?: Clock } = {},
) {
  const catalogue = createCatalogue()
  const news = createRemoteNews({ clock })
  const scratch = createScratch({ directory: config.storage.scratchDirectory })
  await scratch.sweep()
  // Again and again: what a node that was killed a moment ago has left is not old enough yet.
  const sweeping = repeat(
    clock,
    sweepMilliseconds,
    async () => void (await scratch.sweep()),
    (error) => log.warn({ err: error }, 'could not sweep the scratch folder'),
  )
  sweeping.start()
  const baseUrls = Object.values(config.providers).flatMap(({ baseUrl }) => baseUrl ?? [])
  const { fetch: fetchResult, close } = createGuardedFetch({
    trustedOrigins: baseUrls.map((url) => new URL(url).origin),
  })
  const providers = createProviders({
    config: config.providers,
    publicBaseUrl: config.http.publicBaseUrl,
    ...{ keyOf, fetchResult, news, log },
    tools: { clock, scratch, catalogue },
  })
  const webhooks = createWebhooks(config.providers, keyOf)
  const stop = async () => {
    await sweeping.stop()
    await close()
  }
  return { world: { catalogue, news, providers, webhooks }, close: stop }
}

interface OpenOptions {
  config: Config
  log: Logger
  /** A server owns its data directory; a command beside it does not. */
  asServer: boolean
  /** Whatever store there is, it is the right one from now on. */
  acceptsStore?: boolean
  onFatal(error: Error): void
}

/** Opens the database (starting the embedded one when none is configured), the queue and the store. */
export async function openWorld({
  config,
  log,
  asServer,
  acceptsStore = false,
  onFatal,
}: OpenOptions): Promise<OpenWorld> {
  const steps: CloseStep[] = []
  const onClose = (step: CloseStep) => void steps.unshift(step)
  const close = async () => {
    for (const step of steps.splice(0)) await step()
  }
  const warn = (what: string) => (error: Error) => log.warn({ err: error }, what)

  try {
    const { url, directUrl, isEmbedded } = await openDatabaseServer(config, onClose)
    if (asServer && isEmbedded) {
      const lock = await lockDataDirectory(url, onFatal)
      onClose(lock.release)
    }
    await migrateDatabase(directUrl)
    await migrateQueue(directUrl)

    const onIdleError = warn('a database connection broke')
    const { database, close: closePool } = openDatabase({ url, onIdleError })
    onClose(closePool)
    const upkeep = openDatabase({ url, purpose: 'upkeep', onIdleError })
    onClose(upkeep.close)
    const boss = openBoss({ url, onError: warn('the queue met an error') })
    await boss.start()
    onClose(() => boss.stop({ graceful: false }))
    const notifications = createNotifications({
      url: directUrl,
      database,
      clock: systemClock,
      onError: warn('the notification line broke'),
    })
    const { store, close: closeStore } = await openStore(config.storage)
    onClose(closeStore)
    await checkUnlessFull(store, log)
    await claimStore({ database, store, log, mayReplace: acceptsStore })

    const outside = createGuardedFetch(config.webhooks)
    onClose(outside.close)
    const seal = await openSeal({ config, log, mayMakeKey: asServer })
    const providerKeys = openProviderKeys(config, { database, notifications, seal, clock: systemClock, log })
    await providerKeys.load()
    const { world: services, close: closeProviders } = await openProviders(config, log, { keyOf: providerKeys.keyOf })
    onClose(closeProviders)
    return {
      url,
      world: {
        config,
        database,
        upkeep: upkeep.database,
        boss,
        notifications,
        store,
        providerKeys,
        ...services,
        ...{ outside, seal },
        clock: systemClock,
        log,
      },
      onClose,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The database that is configured, or else the embedded one, started if need be. */
export async function openDatabaseServer({ database }: Config, onClose: (step: CloseStep) => void) {
  const { url, directUrl = url } = database
  if (url && directUrl) return { url, directUrl, isEmbedded: false }
  const embedded = await startEmbeddedPostgres({ directory: embeddedDirectory(database) })
  // A command may run beside a server, and a second server finds out only after it came here.
  onClose(async () => {
    if (!(await hasOwner(embedded.url))) await embedded.stop()
  })
  return { url: embedded.url, directUrl: embedded.url, isEmbedded: true }
}

/** Where the embedded database keeps everything. */
export const embeddedDirectory = ({ dataDirectory }: Config['database']) => path.join(dataDirectory, 'postgres')

/** On a disk that is full the gateway still serves what is there, and cleans. Anything else stops the start. */
async function checkUnlessFull(store: Store, log: Logger): Promise<void> {
  try {
    await store.check()
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    if (error.code !== 'storage_full') throw explained(error)
    log.error({ err: error }, 'the disk is full: no photo can be taken until there is room')
  }
}

/** Who starts it is told what a guest is not. */
function explained(error: GatewayError): GatewayError {
  const details = `The place for the files does not work: ${error.message.replace(/^storage: /, '')}. docs/storage.md has more.`
  return new GatewayError(error.code, error.message, { details, cause: error })
}

export interface Gateway {
  app: App
  /** Where it listens. */
  address: string
  /** What the first start made up; each is shown once and stored only as a hash. */
  firstStart: { adminEmail: string; adminPassword: string | null; ingestPassword: string | null }
  stop(): Promise<void>
}

/** The whole gateway, listening. */
export async function startGateway(config: Config, log: Logger, onFatal: (error: Error) => void): Promise<Gateway> {
  const { world, onClose, close } = await openWorld({ config, log, asServer: true, onFatal })
  try {
    const app = await createApp(world)
    await app.slots.seed()
    const { adminEmail } = config.firstStart
    const adminPassword = await app.people.ensureFirstAdmin({
      email: adminEmail,
      password: config.firstStart.adminPassword,
    })
    const ingestPassword = await ensureIngestPassword({
      settings: app.settings,
      password: config.firstStart.ingestPassword,
    })
    onClose(() => app.stop(stopMilliseconds))
    await app.start()
    const address = await app.server.listen({ host: config.http.host, port: config.http.port })
    return { app, address, firstStart: { adminEmail, adminPassword, ingestPassword }, stop: close }
  } catch (error) {
    await close()
    throw error
  }
}

export { createLogger }
