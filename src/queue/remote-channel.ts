import type { Database } from '../database.ts'
import { sql } from '../drizzle.ts'
import type { Logger } from '../log.ts'
import type { RemoteNews } from '../providers/remote-news.ts'
import { remoteChannel } from './job.ts'
import type { Notifications } from './notifications.ts'

interface Dependencies {
  database: Database
  notifications: Notifications
  news: RemoteNews
  log: Logger
}

/** Carries what a service tells any node to the one that waits for it. What is lost on the way the next poll finds. */
export function createRemoteChannel({ database, notifications, news, log }: Dependencies) {
  return {
    start: () => notifications.on(remoteChannel, news.tell),
    /** Does not wait: whoever calls has to answer a service quickly. */
    announce(id: string): void {
      database
        .execute(sql`select pg_notify(${remoteChannel}, ${id})`)
        .catch((error) => log.warn({ err: error }, 'could not pass on the news of a service'))
    },
  }
}
