import { randomUUID } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  statfs,
  unlink,
} from 'node:fs/promises'
import path from 'node:path'
import { GatewayError } from '../errors.ts'
import type { ByteRange, Store, StoredObject } from './store.ts'

const markerName = '.photochanger-store'
const partialName = '.partial'
/** A fresh ext4 volume is not quite empty. */
const notOurs = new Set(['lost+found'])

const keyPattern = /^[a-z0-9_-][a-z0-9._-]*(?:\/[a-z0-9_-][a-z0-9._-]*)*$/
/** Photos are written and read in pieces of this size: fewer, larger system calls. */
const pieceBytes = 512 * 1024
const privateFile = 0o600
const privateFolder = 0o700

const fullCodes = new Set(['ENOSPC', 'EDQUOT'])

/** Nothing went wrong with the object, but with the place: full, gone, read-only, broken. */
function failureOf(error: unknown): GatewayError {
  const { code, syscall } = error as NodeJS.ErrnoException
  const message = `storage: ${code ?? 'failure'} in ${syscall ?? 'use'}`
  if (fullCodes.has(code ?? ''))
    return new GatewayError('storage_full', message, { cause: error, retryAfterSeconds: 30 })
  return new GatewayError('unavailable', message, { cause: error, retryAfterSeconds: 5 })
}

const guarded = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw failureOf(error)
  })

/** Like `guarded`, but `fallback` when there is no such file. */
const unlessMissing = <T, F>(work: Promise<T>, fallback: F): Promise<T | F> =>
  work.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return fallback
    throw failureOf(error)
  })

export interface DiskStore extends Store {
  /** Removes what writers that died have left, or only counts it. */
  removeStalePartials(
    olderThanMilliseconds: number,
    options?: { dryRun?: boolean },
  ): Promise<{ files: number; bytes: number }>
}

/**
 * Objects as files below one directory. An object is written beside the tree and renamed into it, so it is there whole
 * or not at all. Nothing is synced to the disk on the way: see docs/decisions/0007-storage-and-cleaning.md.
 *
 * A marker file tells the real directory from the empty place where a lost mount used to be. It is made once, on the
 * first start in an empty directory, and never again: a directory without it takes no bytes and proves nothing lost.
 */
export function createDiskStore({ directory }: { directory: string }): DiskStore {
  const markerPath = path.join(directory, markerName)
  const partialDirectory = path.join(directory, partialName)
  prepare(directory, markerPath, partialDirectory)

  function pathOf(key: string): string {
    if (!keyPattern.test(key)) throw new Error('not a storage key')
    return path.join(directory, ...key.split('/'))
  }

  async function write(key: string, source: AsyncIterable<Buffer> | Buffer): Promise<number> {
    const target = pathOf(key)
    // Not created when missing: on a lost mount the bytes would land on the disk below it.
    const partial = path.join(partialDirectory, randomUUID())
    const handle = await guarded(open(partial, 'wx', privateFile))
    try {
      const bytes = await pourAndClose(handle, source)
      await moveInto(partial, target)
      return bytes
    } catch (error) {
      await rm(partial, { force: true }).catch(() => {}) // the cleaner sweeps what stays
      throw error
    }
  }

  /** The folder is nearly always there; and it may vanish between a check and the move, when its last file is deleted. */
  async function moveInto(partial: string, target: string): Promise<void> {
    try {
      await rename(partial, target)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw failureOf(error)
      await guarded(mkdir(path.dirname(target), { recursive: true, mode: privateFolder }))
      await guarded(rename(partial, target))
    }
  }

  async function read(key: string): Promise<Buffer | undefined> {
    return unlessMissing(readFile(pathOf(key)), undefined)
  }

  async function openObject(key: string, range?: ByteRange) {
    // From here on the file lives as long as its descriptor, deleted or not.
    const handle = await unlessMissing(open(pathOf(key), 'r'), undefined)
    if (!handle) return undefined
    try {
      const { size } = await handle.stat()
      const start = range?.start ?? 0
      const end = Math.min(range?.end ?? Number.POSITIVE_INFINITY, size - 1)
      const bytes = Math.max(0, end - start + 1)
      const stream = handle.createReadStream({ start, end: Math.max(start, end), highWaterMark: pieceBytes })
      return { stream, bytes }
    } catch (error) {
      await handle.close()
      throw failureOf(error)
    }
  }

  async function remove(key: string): Promise<number> {
    const target = pathOf(key)
    const found = await unlessMissing(stat(target), undefined)
    if (found) await unlessMissing(unlink(target), undefined)
    // Also when the file was gone already: a crash may have left its folder.
    if (key.split('/').length > 3) await rmdir(path.dirname(target)).catch(() => {})
    return found?.size ?? 0
  }

  async function* list(prefix: string): AsyncGenerator<StoredObject> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
    for await (const found of walk(folder)) if (found.key.startsWith(prefix)) yield found
  }

  /** Names outside the grammar of keys are not ours. */
  async function* walk(folder: string): AsyncGenerator<StoredObject> {
    const here = folder === '' ? directory : pathOf(folder.slice(0, -1))
    const entries: Dirent[] = await unlessMissing(readdir(here, { withFileTypes: true }), [])
    for (const entry of entries) {
      const key = `${folder}${entry.name}`
      if (!keyPattern.test(key)) continue
      if (entry.isDirectory()) yield* walk(`${key}/`)
      if (!entry.isFile()) continue
      const found = await unlessMissing(stat(pathOf(key)), undefined)
      if (found) yield { key, bytes: found.size, ageMilliseconds: ageOf(found) }
    }
  }

  async function prove(): Promise<void> {
    if (!(await unlessMissing(stat(markerPath), undefined))) {
      const message = `storage: ${markerName} is missing in the files directory; is the right volume mounted?`
      throw new GatewayError('unavailable', message, { retryAfterSeconds: 5 })
    }
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

  async function removeStalePartials(olderThanMilliseconds: number, { dryRun = false } = {}) {
    let files = 0
    let bytes = 0
    for (const name of await guarded(readdir(partialDirectory))) {
      const partial = path.join(partialDirectory, name)
      const found = await unlessMissing(stat(partial), undefined)
      if (!found?.isFile() || ageOf(found) < olderThanMilliseconds) continue
      if (!dryRun) await unlessMissing(unlink(partial), undefined)
      files += 1
      bytes += found.size
    }
    return { files, bytes }
  }

  return { write, read, open: openObject, delete: remove, list, prove, check, measure, removeStalePartials }
}

/** Whatever fails here is found and told by `check`. */
function prepare(directory: string, markerPath: string, partialDirectory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: privateFolder })
    const names = readdirSync(directory).filter((name) => !notOurs.has(name))
    // The marker comes first: a start that dies here leaves nothing that the next one would not understand.
    if (names.length === 0) writeFileSync(markerPath, '', { mode: privateFile })
    if (names.length === 0 || names.includes(markerName)) {
      mkdirSync(partialDirectory, { recursive: true, mode: privateFolder })
    }
  } catch {}
}

/** The age of a file is a matter of the machine's time, in which the file system wrote it down. */
const ageOf = ({ mtimeMs }: { mtimeMs: number }) => Math.max(0, Date.now() - mtimeMs)

async function pourAndClose(handle: FileHandle, source: AsyncIterable<Buffer> | Buffer): Promise<number> {
  try {
    return Buffer.isBuffer(source) ? await writeAll(handle, [source]) : await pour(handle, source)
  } finally {
    await guarded(handle.close())
  }
}

/** Gathers small chunks into large writes; one write runs while the next is gathered. An error of the source stays the source's. */
async function pour(handle: FileHandle, source: AsyncIterable<Buffer>): Promise<number> {
  let bytes = 0
  let gathered: Buffer[] = []
  let gatheredBytes = 0
  let writing: Promise<unknown> = Promise.resolve()

  async function flush(): Promise<void> {
    await writing
    writing = writeAll(handle, gathered)
    writing.catch(() => {}) // awaited below; until then it must not count as unhandled
    gathered = []
    gatheredBytes = 0
  }

  for await (const chunk of source) {
    gathered.push(chunk)
    gatheredBytes += chunk.length
    bytes += chunk.length
    if (gatheredBytes >= pieceBytes) await flush()
  }
  await flush()
  await writing
  return bytes
}

/** The kernel may take less than it was given, as on a disk that is nearly full. */
async function writeAll(handle: FileHandle, pieces: Buffer[]): Promise<number> {
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0)
  if (bytes === 0) return 0
  const { bytesWritten } = await guarded(handle.writev(pieces))
  if (bytesWritten < bytes) await guarded(handle.writeFile(Buffer.concat(pieces).subarray(bytesWritten)))
  return bytes
}
