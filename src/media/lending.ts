import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Logger } from '../log.ts'
import type { ImageType } from './image-type.ts'
import { preparedKey } from './keys.ts'
import type { Store } from './store.ts'
import type { TemporaryLinks } from './temporary-links.ts'

/** Makes an address where a service may fetch a picture that was prepared for it, while the job lasts. */
export type Lend = (file: { path: string; type: ImageType }) => Promise<string>

interface Dependencies {
  store: Pick<Store, 'write' | 'delete'>
  temporaryLinks: Pick<TemporaryLinks, 'make' | 'requireReachable'>
  log: Logger
}

/**
 * Pictures that services fetch themselves. They are put into the store, because the node that is asked for them need not
 * be the one that prepared them; at the end of the attempt they go, and what a dead worker leaves the cleaner finds.
 */
export function createLender({ store, temporaryLinks, log }: Dependencies) {
  return function lendFor(jobId: string) {
    const keys: string[] = []
    return {
      async lend({ path, type }: { path: string; type: ImageType }): Promise<string> {
        temporaryLinks.requireReachable()
        const key = preparedKey(jobId, randomUUID())
        keys.push(key)
        await store.write(key, createReadStream(path, { highWaterMark: 512 * 1024 }))
        return temporaryLinks.make(jobId, key, type)
      },
      /** Never throws. */
      async end(): Promise<void> {
        for (const key of keys) {
          await store.delete(key).catch((error) => log.warn({ err: error, job: jobId }, 'a lent picture stays for now'))
        }
      },
    }
  }
}

export type Lender = ReturnType<typeof createLender>
