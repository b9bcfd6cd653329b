import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { guarded, unlessMissing } from './disk-failure.ts'
import { requireKey, type SignedAddresses, type Store } from './store.ts'

const keyName = '.signing-key'
export const signedPrefix = '/public/files/'

/**
 * Addresses of this gateway's own for files on the disk. The key they are signed with lies beside the files: whoever can
 * read it can read them, and all nodes that share the directory share it.
 */
export function createDiskSigning({ directory }: { directory: string }) {
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

  async function sign(may: string, key: string, query: Readonly<Record<string, string>>): Promise<string> {
    const { signature: _, ...signed } = query
    const text = JSON.stringify([may, key, Object.entries(signed).sort(([one], [other]) => (one < other ? -1 : 1))])
    return createHmac('sha256', await signingKey())
      .update(text)
      .digest('base64url')
  }

  async function addressOf(may: string, key: string, query: Record<string, string>): Promise<string> {
    const signature = await sign(may, requireKey(key), query)
    const target = key.split('/').map(encodeURIComponent).join('/')
    return `${signedPrefix}${target}?${new URLSearchParams({ ...query, signature })}`
  }

  const verify: SignedAddresses['verify'] = async (may, key, query) => {
    const expected = Buffer.from(await sign(may, key, query))
    const given = Buffer.from(query.signature ?? '')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
    const { type = null, filename = null, bytes = '', sha256 = '' } = query
    if (may === 'read') return { may, key, type, fileName: filename }
    return { may, key, type: type ?? '', bytes: Number(bytes), sha256 }
  }

  const signed: Pick<Store, 'signRead' | 'signWrite'> & SignedAddresses = {
    signRead: (key, { seconds, type, fileName }) =>
      addressOf('read', key, {
        expires: endOf(seconds),
        ...(type !== undefined && { type }),
        ...(fileName !== undefined && { filename: fileName }),
      }),
    async signWrite(key, { seconds, type, bytes, sha256 }) {
      const query = { expires: endOf(seconds), type, bytes: String(bytes), sha256: sha256.toLowerCase() }
      const headers = { 'content-type': type, 'content-length': String(bytes) }
      return { method: 'PUT', address: await addressOf('write', key, query), headers }
    },
    verify,
    isOver: ({ expires }) => Date.now() >= Number(expires) * 1000,
  }
  return signed
}

const endOf = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds)
