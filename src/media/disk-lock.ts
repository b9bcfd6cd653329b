import { createHash } from 'node:crypto'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { GatewayError } from '../errors.ts'
import { guarded, unlessMissing } from './disk-failure.ts'

const folderName = '.locks'
const pauseMilliseconds = 10
const patienceMilliseconds = 15_000
/** It is held for as long as a rename takes: whoever has one for so long is dead. */
const staleMilliseconds = 10_000

/** One at a time per key, in all processes that share the directory. */
export function createDiskLock({ directory }: { directory: string }) {
  const folder = path.join(directory, folderName)

  async function take(file: string): Promise<void> {
    const until = Date.now() + patienceMilliseconds
    while (!(await tryToTake(file))) {
      const held = await unlessMissing(stat(file), undefined)
      if (held && Date.now() - held.mtimeMs > staleMilliseconds) await guarded(rm(file, { force: true }))
      else if (Date.now() > until) throw new GatewayError('unavailable', 'storage: a lock is held for too long')
      else await pause(pauseMilliseconds)
    }
  }

  return async function whileLocked<T>(key: string, work: () => Promise<T>): Promise<T> {
    await guarded(mkdir(folder, { recursive: true, mode: 0o700 }))
    const file = path.join(folder, createHash('sha256').update(key).digest('hex'))
    await take(file)
    try {
      return await work()
    } finally {
      await rm(file, { force: true }).catch(() => {})
    }
  }
}

async function tryToTake(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600)
    await handle.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    return guarded(Promise.reject(error))
  }
}
