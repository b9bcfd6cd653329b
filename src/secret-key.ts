import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from './config.ts'
import type { Logger } from './log.ts'
import { closedSeal, createSeal, isRawKey, type Seal } from './seal.ts'

interface Dependencies {
  config: Pick<Config, 'secrets' | 'database'>
  log: Logger
  /** A command beside a server makes no key: it may run as somebody whose files the server cannot read. */
  mayMakeKey: boolean
}

const keyBytes = 32
const ownerOnly = 0o600

/**
 * SECRET_KEY seals; without it a key that is made once and kept in DATA_DIR/secret-key, beside the database and not in
 * it. That one goes on opening when a SECRET_KEY is given later. A key file is never written over, and one that cannot
 * be used stops nobody: photos need none.
 */
export async function openSeal({ config, log, mayMakeKey }: Dependencies): Promise<Seal> {
  const { key, previousKey } = config.secrets
  const file = path.join(config.database.dataDirectory, 'secret-key')
  try {
    if (key === undefined && mayMakeKey) await makeKey(file)
    const ownKey = await readKey(file, log)
    const previousKeys = [previousKey, ownKey].filter((each) => each !== undefined)
    if (key !== undefined) return createSeal({ key, previousKeys })
    if (ownKey === undefined) return closedSeal
    warnOfSeveralNodes(config, log, mayMakeKey)
    return createSeal({ key: ownKey })
  } catch (error) {
    log.error({ err: error }, 'DATA_DIR/secret-key cannot be used: put the right file back, or give SECRET_KEY')
    return key === undefined ? closedSeal : createSeal({ key, previousKeys: previousKey ? [previousKey] : [] })
  }
}

/** Once: whoever comes second finds what the first one wrote, whole. */
async function makeKey(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  if (await stat(file).catch(() => null)) return
  const half = `${file}.${randomUUID()}`
  try {
    await writeFile(half, randomBytes(keyBytes).toString('base64url'), { mode: ownerOnly, flush: true })
    await link(half, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(half, { force: true })
  }
}

/** Undefined: there is no file. */
async function readKey(file: string, log: Logger): Promise<string | undefined> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (!found) return undefined
  // Windows knows no such bits.
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
    await chmod(file, ownerOnly)
    log.warn('others could read DATA_DIR/secret-key; from now on only its owner can')
  }
  const key = (await readFile(file, 'utf8')).trim()
  if (!isRawKey(key)) throw new Error('DATA_DIR/secret-key does not hold a key')
  return key
}

function warnOfSeveralNodes({ database }: Pick<Config, 'database'>, log: Logger, asServer: boolean): void {
  if (database.url === undefined || !asServer) return
  log.warn(
    'secrets are sealed with DATA_DIR/secret-key of this node; several nodes need one SECRET_KEY, or they cannot read what another one keeps',
  )
}
