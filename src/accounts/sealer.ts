import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'

interface Keys {
  /** 32 bytes in base64, or a passphrase. */
  key: string
  /** Another one with which things may still be sealed. */
  previousKey?: string | undefined
}

export interface Opened {
  plain: string
  /** False: sealed with the previous key. */
  isCurrent: boolean
}

const cipher = 'aes-256-gcm'
const keyLength = 32
const ivLength = 12
const tagLength = 16
const saltLength = 16
/** OWASP's Password Storage Cheat Sheet, the one of its equals that takes 32 MiB; once per secret and process. */
const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 ** 2 }
const version = 'v1'

const derive = promisify<string, Buffer, number, typeof cost, Buffer>(scrypt)

/**
 * Keeps secrets that must be read again: AES-256-GCM under a key from the environment, so that the database alone is
 * worth nothing. `place` is bound in: what is sealed for one place opens at no other.
 */
export function createSealer({ key, previousKey }: Keys) {
  const current = createKeyring(key)
  const previous = previousKey === undefined ? undefined : createKeyring(previousKey)

  async function seal(plain: string, place: string): Promise<string> {
    const [salt, iv] = [randomBytes(saltLength), randomBytes(ivLength)]
    const sealing = createCipheriv(cipher, await current(salt), iv, { authTagLength: tagLength })
    sealing.setAAD(Buffer.from(place))
    const bytes = Buffer.concat([sealing.update(plain, 'utf8'), sealing.final()])
    return [version, ...[salt, iv, sealing.getAuthTag(), bytes].map((part) => part.toString('base64url'))].join('.')
  }

  /** Null: neither key opens it. */
  async function open(sealed: string, place: string): Promise<Opened | null> {
    const plain = await unseal(sealed, place, current)
    if (plain !== null) return { plain, isCurrent: true }
    const older = previous && (await unseal(sealed, place, previous))
    return typeof older === 'string' ? { plain: older, isCurrent: false } : null
  }

  return { seal, open }
}

export type Sealer = ReturnType<typeof createSealer>

type Keyring = (salt: Buffer) => Promise<Buffer>

async function unseal(sealed: string, place: string, keyring: Keyring): Promise<string | null> {
  const [given, ...parts] = sealed.split('.')
  const [salt, iv, tag, bytes] = parts.map((part) => Buffer.from(part, 'base64url'))
  if (given !== version || !salt || !iv || tag?.length !== tagLength || !bytes) return null
  const opening = createDecipheriv(cipher, await keyring(salt), iv, { authTagLength: tagLength })
  opening.setAAD(Buffer.from(place))
  opening.setAuthTag(tag)
  try {
    return Buffer.concat([opening.update(bytes), opening.final()]).toString('utf8')
  } catch {
    return null // another key, another place, or somebody has written in the table
  }
}

/** The AES key: as it is given, or out of a passphrase, which costs so much that it is done once per salt. */
function createKeyring(secret: string): Keyring {
  const bytes = Buffer.from(secret, 'base64')
  const isKey = bytes.length === keyLength && bytes.toString('base64').replace(/=+$/, '') === secret.replace(/=+$/, '')
  if (isKey) return async () => bytes
  const derived = new Map<string, Promise<Buffer>>()
  return (salt) => {
    const name = salt.toString('base64url')
    const known = derived.get(name) ?? derive(secret, salt, keyLength, cost)
    derived.set(name, known)
    return known
  }
}
