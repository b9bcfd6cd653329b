import type { ProviderKeys } from '../accounts/provider-keys.ts'
import { systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { openDatabase } from '../database.ts'
import { createLogger, embeddedDirectory, openDatabaseServer, openProviderKeys } from '../main.ts'
import { isInitialised, openCluster } from '../postgres-cluster.ts'
import { openSeal } from '../secret-key.ts'

/** A command looks once. */
const nobody = { on: () => () => {}, onGap: () => () => {}, start: async () => {}, stop: async () => {} }

interface KeptKeys {
  /** Undefined: no database is there, or it could not be read. */
  keys: ProviderKeys | undefined
  /** Why the keys kept there are not known; null where there are none to know. */
  trouble: string | null
  close(): Promise<void>
}

/** The keys as a gateway that is started here would find them. Nothing is made for it and nothing is changed. */
export async function openKeptKeys(config: Config): Promise<KeptKeys> {
  const steps: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const step of steps.splice(0)) await step()
  }
  const isThere = config.database.url !== undefined || isInitialised(openCluster(embeddedDirectory(config.database)))
  if (!isThere) return { keys: undefined, trouble: null, close }

  try {
    const { url } = await openDatabaseServer(config, (step) => steps.unshift(step))
    const { database, close: closePool } = openDatabase({ url, onIdleError: () => {} })
    steps.unshift(closePool)
    const log = createLogger('silent')
    const seal = await openSeal({ config, log, mayMakeKey: false })
    const keys = openProviderKeys(config, { database, notifications: nobody, seal, clock: systemClock, log })
    await keys.load()
    return { keys, trouble: null, close }
  } catch {
    return { keys: undefined, trouble: 'the database could not be read', close }
  }
}
