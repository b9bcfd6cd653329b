import os from 'node:os'
import path from 'node:path'
import { createApp, type World } from '../app.ts'
import { systemClock } from '../clock.ts'
import { readConfig } from '../config.ts'
import { openDatabase } from '../database.ts'
import { createLogger } from '../log.ts'
import { openProviderKeys } from '../main.ts'
import { createDiskStore } from '../media/disk-store.ts'
import { createGuardedFetch } from '../media/guarded-fetch.ts'
import { createCatalogue } from '../providers/catalogue/catalogue.ts'
import { createWebhooks } from '../providers/create-webhooks.ts'
import { createRemoteNews } from '../providers/remote-news.ts'
import { openBoss } from '../queue/boss.ts'
import { createNotifications } from '../queue/notifications.ts'
import { closedSeal } from '../seal.ts'

/** What the whole API looks like, for programs that write programs. */
export async function openapi(): Promise<number> {
  process.stdout.write(`${JSON.stringify(await describeApi(), null, 2)}\n`)
  return 0
}

/** The document of a gateway with all of its routes, made without a database: nothing is opened, and nobody is asked. */
export async function describeApi(): Promise<unknown> {
  const { world, close } = createClosedWorld()
  const app = await createApp(world)
  try {
    await app.server.ready()
    return app.server.swagger()
  } finally {
    await app.server.close()
    await close()
  }
}

function createClosedWorld() {
  const url = 'postgres://nobody@127.0.0.1:1/nothing' // pools and lines connect when they are first used
  const config = readConfig({
    ...{ DATABASE_URL: url, DATA_DIR: path.join(os.tmpdir(), 'photochanger-openapi') },
    TURBOTEXT_WEBHOOK: 'on',
  })
  const log = createLogger('silent')
  const clock = systemClock
  const onError = () => {}
  const { database, close: closePool } = openDatabase({ url, onIdleError: onError })
  const notifications = createNotifications({ url, database, clock, onError })
  const outside = createGuardedFetch(config.webhooks)
  const world: World = {
    ...{ config, database, upkeep: database, notifications, outside, clock, log },
    boss: openBoss({ url, onError }),
    store: createDiskStore({ directory: config.storage.filesDirectory }),
    providerKeys: openProviderKeys(config, { database, notifications, clock, log, seal: closedSeal }),
    providers: {},
    catalogue: createCatalogue(),
    news: createRemoteNews({ clock }),
    webhooks: createWebhooks(config.providers, () => undefined),
    seal: closedSeal,
  }
  return { world, close: () => Promise.all([closePool(), outside.close()]) }
}
