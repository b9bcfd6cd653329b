import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { open, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { GatewayError } from '../errors.ts'
import { guarded, unlessMissing } from './disk-failure.ts'
import { pourAndClose } from './disk-pour.ts'
import { markerName } from './store.ts'

/** A fresh ext4 volume is not quite empty. */
const notOurs = new Set(['lost+found'])
const privateFile = 0o600
const privateFolder = 0o700

/**
 * Which directory this is, and whether it works. A marker file tells the real one from the empty place where a lost
 * mount used to be. It is made once, on the first start in an empty directory, and never again: a directory without it
 * takes no bytes and proves nothing lost. The name in it is compared with what the database knows.
 */
export function createDiskPlace({ directory, partialDirectory }: { directory: string; partialDirectory: string }) {
  const markerPath = path.join(directory, markerName)
  let known: string | undefined
  prepare()

  /** Whatever fails here is found and told by `check`. */
  function prepare(): void {
    try {
      mkdirSync(directory, { recursive: true, mode: privateFolder })
      const names = readdirSync(directory).filter((name) => !notOurs.has(name))
      // The marker comes first: a start that dies here leaves nothing that the next one would not understand.
      if (names.length === 0) makeMarker()
      if (names.length === 0 || names.includes(markerName)) {
        mkdirSync(partialDirectory, { recursive: true, mode: privateFolder })
      }
    } catch {}
  }

  /** Whole, and once: whoever comes second finds the first one's. */
  function makeMarker(): void {
    const half = `${markerPath}.${randomUUID()}`
    try {
      writeFileSync(half, randomUUID(), { mode: privateFile })
      linkSync(half, markerPath)
    } finally {
      rmSync(half, { force: true })
    }
  }

  async function readMarker(): Promise<string> {
    const marker = await unlessMissing(readFile(markerPath, 'utf8'), undefined)
    if (marker !== undefined) return marker.trim()
    throw notHere(`${markerName} is missing in the files directory; is the right volume mounted?`)
  }

  async function identify(): Promise<string | null> {
    known = await readMarker()
    return known === '' ? null : known
  }

  async function name(id: string): Promise<void> {
    const half = `${markerPath}.${randomUUID()}`
    try {
      await guarded(writeFile(half, id, { mode: privateFile }))
      await guarded(rename(half, markerPath))
    } finally {
      await rm(half, { force: true }).catch(() => {})
    }
    known = id
  }

  async function prove(): Promise<void> {
    const marker = await readMarker()
    if (known && marker !== known) throw notHere(`${markerName} names another store; is the right volume mounted?`)
  }

  async function check(): Promise<void> {
    await prove()
    const probe = path.join(partialDirectory, `check-${randomUUID()}`)
    try {
      const handle = await guarded(open(probe, 'wx', privateFile))
      await pourAndClose(handle, Buffer.from('ok'))
    } finally {
      await rm(probe, { force: true }).catch(() => {})
    }
  }

  async function measure() {
    const { bsize, bavail, blocks } = await guarded(statfs(directory))
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
  }

  return { identify, name, prove, check, measure }
}

const notHere = (what: string) => new GatewayError('unavailable', `storage: ${what}`, { retryAfterSeconds: 5 })
