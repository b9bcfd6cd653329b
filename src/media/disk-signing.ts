import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { guarded, unlessMissing } from './disk-failure.ts'
import { requireKey, type SignedAddresses, type Store } from './store.ts'

const keyName = '.signing-key'
export const signedPath = '/public/files'

/**
 * Addresses of this gateway's own for files on the disk. The key they are signed with lies beside the files: whoever can
 * read it can read them, and all nodes that share the directory share it.
 */
export function createDiskSigning({
  directory,
}: {
  directory: string
}): Pick<Store, 'signRead' | 'signWrite'> & SignedAddresses {
  let known: Promise<Buffer> | undefined

  async function makeKey(): Promise<Buffer> {
    const file = path.join(directory, keyName)
    const kept = await unlessMissing(readFile(file), undefined)
    if (kept) return kept
    const half = `${file}.${randomUUID()}`
    try {
      await guarded(writeFile(half, randomBytes(32), { mode: 0o600 }))
      await link(half, file).catch((error: NodeJS.ErrnoException) =>
        error.code === 'EEXIST' ? undefined : guarded(Promise.reject(error)),
      )
    } finally {
      await rm(half, { force: true }).catch(() => {})
    }
    return guarded(readFile(file))
  }

  function signingKey(): Promise<Buffer> {
    known ??= makeKey()
    known.catch(() => {
      known = undefined // the next one asks again
    })
    return known
  }

  /** Over all that the address says, in whatever order it says it. */
  async function sign(may: string, query: Readonly<Record<string, string>>): Promise<string> {
    const { signature: _, ...signed } = query
    const text = JSON.stringify([may, Object.entries(signed).sort(([one], [other]) => (one < other ? -1 : 1))])
    return createHmac('sha256', await signingKey())
      .update(text)
      .digest('base64url')
  }

  async function addressOf(may: string, query: Record<string, string>): Promise<string> {
    return `${signedPath}?${new URLSearchParams({ ...query, signature: await sign(may, query) })}`
  }

  async function isOurs(may: string, query: Readonly<Record<string, string>>): Promise<boolean> {
    const expected = Buffer.from(await sign(may, query))
    const given = Buffer.from(query.signature ?? '')
    return given.length === expected.length && timingSafeEqual(given, expected)
  }

  return {
    signRead: async (key, { seconds, type, fileName }) =>
      addressOf('read', {
        key: requireKey(key),
        expires: endOf(seconds),
        ...(type !== undefined && { type }),
        ...(fileName !== undefined && { filename: fileName }),
      }),
    async signWrite(key, { seconds, type, bytes, sha256 }) {
      const exactly = { type, bytes: String(bytes), sha256: sha256.toLowerCase() }
      const address = await addressOf('write', { key: requireKey(key), expires: endOf(seconds), ...exactly })
      return { method: 'PUT', address, headers: { 'content-type': type, 'content-length': String(bytes) } }
    },
    async verifyRead(query) {
      if (!(await isOurs('read', query))) return null
      const { key = '', type = null, filename: fileName = null } = query
      return { key, isOver: isOver(query), type, fileName }
    },
    async verifyWrite(query) {
      if (!(await isOurs('write', query))) return null
      const { key = '', type = '', bytes, sha256 = '' } = query
      return { key, isOver: isOver(query), type, bytes: Number(bytes), sha256 }
    },
  }
}

const isOver = ({ expires }: Readonly<Record<string, string>>) => Date.now() >= Number(expires) * 1000
const endOf = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds)
