import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { failureOf, guarded, unlessMissing } from './disk-failure.ts'
import { type FoundObject, type Particulars, requireParticulars } from './store.ts'

const folderName = '.about'
const privateFile = 0o600
const privateFolder = 0o700

type Known = Pick<FoundObject, 'type' | 'metadata'>

/**
 * What a file system does not keep of an object lies in a file beside the tree, under the key and the etag of the very
 * write it belongs to. It is there before the object is, so an object never goes without, or with another one's.
 */
export function createDiskParticulars({ directory }: { directory: string }) {
  const folderOf = (key: string) => path.join(directory, folderName, ...key.split('/'))
  const fileOf = (key: string, etag: string) => path.join(folderOf(key), `${etag}.json`)

  async function write(key: string, etag: string, particulars: Particulars): Promise<void> {
    const { type, metadata } = requireParticulars(particulars)
    if (type === undefined && metadata === undefined) return
    await guarded(mkdir(folderOf(key), { recursive: true, mode: privateFolder }))
    const text = JSON.stringify({ type: type ?? null, metadata: metadata ?? {} })
    await guarded(writeFile(fileOf(key, etag), text, { mode: privateFile }))
  }

  async function read(key: string, etag: string): Promise<Known> {
    const text = await unlessMissing(readFile(fileOf(key, etag), 'utf8'), undefined)
    return text === undefined ? { type: null, metadata: {} } : (JSON.parse(text) as Known)
  }

  async function forget(key: string, etag: string): Promise<void> {
    await rm(fileOf(key, etag), { force: true }).catch(() => {})
  }

  /** Those of earlier writes. What resists is harmless, and goes with the object. */
  async function forgetOthers(key: string, etag: string): Promise<void> {
    const names = await readdir(folderOf(key)).catch(() => [])
    for (const name of names) {
      if (name !== `${etag}.json`) await rm(path.join(folderOf(key), name), { force: true }).catch(() => {})
    }
  }

  async function remove(key: string): Promise<void> {
    await rm(folderOf(key), { recursive: true, force: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTDIR') throw failureOf(error)
    })
  }

  return { write, read, forget, forgetOthers, remove }
}
