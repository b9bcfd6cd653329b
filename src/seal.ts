import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Keeps secrets at rest unreadable for whoever gets a copy of the database. `purpose` binds one to its place. */
export interface Seal {
  seal(secret: string, purpose: string): string
  /** Throws when the key is another one, or the text belongs elsewhere. */
  open(sealed: string, purpose: string): string
}

const version = 'v1'
const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** AES-256-GCM. `secretKey` is any long text; the key is made from it. */
export function createSeal(secretKey: string): Seal {
  const key = createHash('sha256').update(`photochanger seal ${version}\0${secretKey}`).digest()
  return {
    seal(secret, purpose) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(purpose))
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')}`
    },
    open(sealed, purpose) {
      const bytes = Buffer.from(sealed.slice(version.length + 1), 'base64url')
      const nonce = bytes.subarray(0, nonceBytes)
      const tag = bytes.subarray(nonceBytes, nonceBytes + tagBytes)
      const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(tag)
      return decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
    },
  }
}

/** The key of a gateway that was given none: made once, and kept beside the database, not in it. */
export async function ownSecretKey(directory: string): Promise<string> {
  const file = path.join(directory, 'secret-key')
  await mkdir(directory, { recursive: true })
  const half = `${file}.${randomUUID()}`
  await writeFile(half, randomBytes(32).toString('base64url'), { mode: 0o600 })
  // A link is there whole or not at all, and whoever comes second reads what the first one wrote.
  await link(half, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(half)
  return readFile(file, 'utf8')
}
