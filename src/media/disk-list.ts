import type { BigIntStats, Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { unlessMissing } from './disk-failure.ts'
import { isKey, type ListPage, pageObjects, type Store, type StoredObject } from './store.ts'

/** The age of a file is a matter of the machine's time, in which the file system wrote it down. */
export const ageOf = ({ mtimeMs }: { mtimeMs: number }) => Math.max(0, Date.now() - mtimeMs)

export const etagOf = ({ size, mtimeNs }: BigIntStats) => `${size.toString(16)}-${mtimeNs.toString(16)}`

interface Walk {
  prefix: string
  /** What comes before it in the order of keys, and the key itself, has been seen. */
  after: string
}

export function createDiskList({ directory }: { directory: string }) {
  async function* walk(folder: string, { prefix, after }: Walk): AsyncGenerator<StoredObject> {
    const here = path.join(directory, ...folder.split('/'))
    const entries: Dirent[] = await unlessMissing(readdir(here, { withFileTypes: true }), [])
    for (const { key, isFolder } of inOrder(folder, entries)) {
      const isWanted = key.startsWith(prefix) || (isFolder && prefix.startsWith(key))
      const isSeen = isFolder ? key < after && !after.startsWith(key) : key <= after
      // Names outside the grammar of keys are not ours. Asked last: of a long folder each page passes over most of it.
      if (!isWanted || isSeen || !isKey(isFolder ? key.slice(0, -1) : key)) continue
      if (isFolder) {
        yield* walk(key, { prefix, after })
        continue
      }
      const found = await unlessMissing(stat(path.join(directory, ...key.split('/')), { bigint: true }), undefined)
      if (!found) continue
      const ageMilliseconds = ageOf({ mtimeMs: Number(found.mtimeMs) })
      yield { key, bytes: Number(found.size), ageMilliseconds, etag: etagOf(found) }
    }
  }

  const list = (prefix: string, after = '') => walk(prefix.slice(0, prefix.lastIndexOf('/') + 1), { prefix, after })

  const listPage: Store['listPage'] = async (prefix, { after, limit = pageObjects } = {}): Promise<ListPage> => {
    const objects: StoredObject[] = []
    for await (const found of list(prefix, after ?? '')) {
      if (objects.length === limit) return { objects, next: objects.at(-1)?.key ?? null }
      objects.push(found)
    }
    return { objects, next: null }
  }

  return { list: (prefix: string) => list(prefix), listPage }
}

/** As the keys below them sort: a folder with its slash. */
function inOrder(folder: string, entries: Dirent[]): { key: string; isFolder: boolean }[] {
  return entries
    .filter((entry) => entry.isDirectory() || entry.isFile())
    .map((entry) => ({ key: `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`, isFolder: entry.isDirectory() }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
}
