import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { GatewayError } from './errors.ts'

interface Keys {
  /** 32 bytes in base64, or a passphrase. */
  key: string
  /** Others with which things may still be sealed. */
  previousKeys?: readonly string[]
}

interface Opened {
  plain: string
  /** False: sealed with a previous key. */
  isCurrent: boolean
}

/** Keeps secrets that must be read again, so that the database alone is worth nothing. */
export interface Seal {
  /** False: there is no key, and nothing can be sealed or opened. */
  isUsable: boolean
  /** `place` is bound in: what is sealed for one place opens at no other. */
  seal(plain: string, place: string): Promise<string>
  /** Null: no key opens it here. */
  open(sealed: string, place: string): Promise<Opened | null>
  /** A key for something else, always the same one, that tells nothing of the key itself. Null: there is no key. */
  keyFor(purpose: string): Promise<Buffer | null>
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

/** AES-256-GCM. New things are sealed with `key`. */
export function createSeal({ key, previousKeys = [] }: Keys): Seal {
  const current = createKeyring(key)
  const previous = previousKeys.map(createKeyring)

  async function seal(plain: string, place: string): Promise<string> {
    const [salt, iv] = [randomBytes(saltLength), randomBytes(ivLength)]
    const sealing = createCipheriv(cipher, await current(salt), iv, { authTagLength: tagLength })
    sealing.setAAD(Buffer.from(place))
    const bytes = Buffer.concat([sealing.update(plain, 'utf8'), sealing.final()])
    return [version, ...[salt, iv, sealing.getAuthTag(), bytes].map((part) => part.toString('base64url'))].join('.')
  }

  async function open(sealed: string, place: string): Promise<Opened | null> {
    for (const keyring of [current, ...previous]) {
      const plain = await unseal(sealed, place, keyring)
      if (plain !== null) return { plain, isCurrent: keyring === current }
    }
    return null
  }

  async function keyFor(purpose: string): Promise<Buffer> {
    const salt = createHash('sha256').update(purpose).digest().subarray(0, saltLength)
    return Buffer.from(hkdfSync('sha256', await current(salt), salt, purpose, keyLength))
  }

  return { isUsable: true, seal, open, keyFor }
}

/** For a gateway whose key is lost: it goes on with what needs none. */
export const closedSeal: Seal = {
  isUsable: false,
  async seal() {
    const details = 'The key in DATA_DIR/secret-key cannot be used, so no secret can be kept. The log says why.'
    throw new GatewayError('conflict', 'no key to seal with', { details })
  },
  open: async () => null,
  keyFor: async () => null,
}

/** The same secret under the current key; null where that is not needed, or cannot be done. */
export async function sealAgain({ open, seal }: Seal, sealed: string, place: string): Promise<string | null> {
  const opened = await open(sealed, place)
  return opened && !opened.isCurrent ? seal(opened.plain, place) : null
}

type Keyring = (salt: Buffer) => Promise<Buffer>

async function unseal(sealed: string, place: string, keyring: Keyring): Promise<string | null> {
  const [given, ...parts] = sealed.split('.')
  const [salt, iv, tag, bytes] = parts.map((part) => Buffer.from(part, 'base64url'))
  if (given !== version || !salt || iv?.length !== ivLength || tag?.length !== tagLength || !bytes) return null
  const opening = createDecipheriv(cipher, await keyring(salt), iv, { authTagLength: tagLength })
  opening.setAAD(Buffer.from(place))
  opening.setAuthTag(tag)
  try {
    return Buffer.concat([opening.update(bytes), opening.final()]).toString('utf8')
  } catch {
    return null // another key, another place, or somebody has written in the table
  }
}

/** Is this the key itself, and not a passphrase? */
export function isRawKey(secret: string): boolean {
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(secret) && Buffer.from(secret, 'base64').length === keyLength
}

/** The AES key: as it is given, or out of a passphrase, which costs so much that it is done once per salt. */
function createKeyring(secret: string): Keyring {
  if (isRawKey(secret)) {
    const bytes = Buffer.from(secret, 'base64')
    return async () => bytes
  }
  const derived = new Map<string, Promise<Buffer>>()
  return (salt) => {
    const name = salt.toString('base64url')
    const known = derived.get(name) ?? derive(secret, salt, keyLength, cost)
    derived.set(name, known)
    return known
  }
}
