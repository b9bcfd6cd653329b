import { randomUUID } from 'node:crypto'
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, rmdir, stat, unlink } from 'node:fs/promises'
import path from 'node:path'
import { failureOf, guarded, unlessMissing } from './disk-failure.ts'
import { ageOf, createDiskList, etagOf } from './disk-list.ts'
import { createDiskLock } from './disk-lock.ts'
import { createDiskParticulars } from './disk-particulars.ts'
import { createDiskPlace } from './disk-place.ts'
import { pieceBytes, pourAndClose, stamp } from './disk-pour.ts'
import { createDiskSigning } from './disk-signing.ts'
import { type ByteRange, type FoundObject, type Particulars, requireKey, type Store } from './store.ts'

const partialName = '.partial'
const privateFile = 0o600
const privateFolder = 0o700

interface Written {
  bytes: number
  etag: string
}

const particularsIn = ({ type, metadata }: FoundObject): Particulars => ({
  ...(type !== null && { type }),
  ...(Object.keys(metadata).length > 0 && { metadata }),
})

/**
 * Objects as files below one directory. An object is written beside the tree and renamed into it, so it is there whole
 * or not at all. Nothing is synced to the disk on the way: see docs/decisions/0007-storage-and-cleaning.md.
 */
export function createDiskStore({ directory }: { directory: string }): Store {
  const partialDirectory = path.join(directory, partialName)
  const place = createDiskPlace({ directory, partialDirectory })
  const particularsOf = createDiskParticulars({ directory })
  const whileLocked = createDiskLock({ directory })
  const { signRead, signWrite, ...addresses } = createDiskSigning({ directory })

  const pathOf = (key: string) => path.join(directory, ...requireKey(key).split('/'))

  /** Writes beside the tree, and lets `move` bring it in: true when it did. */
  async function bring(
    key: string,
    source: AsyncIterable<Buffer> | Buffer,
    particulars: Particulars,
    move: (partial: string) => Promise<boolean>,
  ): Promise<Written | undefined> {
    // Not created when missing: on a lost mount the bytes would land on the disk below it.
    const partial = path.join(partialDirectory, randomUUID())
    const handle = await guarded(open(partial, 'wx', privateFile))
    try {
      const { bytes, stat: written } = await pourAndClose(handle, source)
      const etag = etagOf(written)
      await particularsOf.write(key, etag, particulars)
      const isIn = await move(partial).catch(async (error: unknown) => {
        await particularsOf.forget(key, etag)
        throw error
      })
      if (isIn) await particularsOf.forgetOthers(key, etag)
      else await particularsOf.forget(key, etag)
      if (!isIn) await dropPartial(partial)
      return isIn ? { bytes, etag } : undefined
    } catch (error) {
      await dropPartial(partial)
      throw error
    }
  }

  async function write(
    key: string,
    source: AsyncIterable<Buffer> | Buffer,
    particulars: Particulars = {},
  ): Promise<number> {
    const target = pathOf(key)
    const written = await bring(key, source, particulars, async (partial) => {
      await moveInto(target, () => rename(partial, target))
      return true
    })
    return written?.bytes ?? 0
  }

  const writeIf: Store['writeIf'] = async (condition, key, source, particulars = {}) => {
    const target = pathOf(key)
    if (condition === 'absent') return bring(key, source, particulars, (partial) => linkInto(partial, target))
    return bring(key, source, particulars, (partial) =>
      whileLocked(key, async () => {
        const found = await unlessMissing(stat(target, { bigint: true }), undefined)
        if (!found || etagOf(found) !== condition.etag) return false
        await moveInto(target, () => rename(partial, target))
        return true
      }),
    )
  }

  /** The cleaner sweeps what stays. */
  const dropPartial = (partial: string) => rm(partial, { force: true }).catch(() => {})

  /** A second name for the file, where there is none yet: of several at once one succeeds. */
  async function linkInto(partial: string, target: string): Promise<boolean> {
    try {
      await moveInto(target, () => link(partial, target))
      await dropPartial(partial)
      return true
    } catch (error) {
      if (((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'EEXIST') return false
      throw error
    }
  }

  /** The folder is nearly always there; and it may vanish between a check and the move, when its last file is deleted. */
  async function moveInto(target: string, move: () => Promise<void>): Promise<void> {
    try {
      await move()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw failureOf(error)
      await guarded(mkdir(path.dirname(target), { recursive: true, mode: privateFolder }))
      await guarded(move())
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

  async function find(key: string): Promise<FoundObject | undefined> {
    const found = await unlessMissing(stat(pathOf(key), { bigint: true }), undefined)
    if (!found?.isFile()) return undefined
    const etag = etagOf(found)
    const ageMilliseconds = ageOf({ mtimeMs: Number(found.mtimeMs) })
    return { key, bytes: Number(found.size), ageMilliseconds, etag, ...(await particularsOf.read(key, etag)) }
  }

  async function copy(from: string, to: string): Promise<number | undefined> {
    const target = pathOf(to)
    const found = await find(from)
    if (!found) return undefined
    const partial = path.join(partialDirectory, randomUUID())
    try {
      await guarded(copyFile(pathOf(from), partial))
      const handle = await guarded(open(partial, 'r+'))
      await guarded(stamp(handle)).finally(() => handle.close())
      const copied = await guarded(stat(partial, { bigint: true }))
      await particularsOf.write(to, etagOf(copied), particularsIn(found))
      await moveInto(target, () => rename(partial, target))
      await particularsOf.forgetOthers(to, etagOf(copied))
      return Number(copied.size)
    } finally {
      await rm(partial, { force: true }).catch(() => {})
    }
  }

  async function remove(key: string): Promise<number> {
    const target = pathOf(key)
    const found = await unlessMissing(stat(target), undefined)
    if (found) await unlessMissing(unlink(target), undefined)
    await particularsOf.remove(key)
    // Also when the file was gone already: a crash may have left its folder.
    if (key.split('/').length > 3) await rmdir(path.dirname(target)).catch(() => {})
    return found?.size ?? 0
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

  return {
    ...{ write, writeIf, read, open: openObject, find, copy, delete: remove },
    ...createDiskList({ directory }),
    ...{ signRead, signWrite, addresses },
    ...place,
    removeStalePartials,
  }
}
