import { argon2, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { createRightAnswers } from './right-answers.ts'
import { createTurns } from './turns.ts'

/** What besides the password decides the tag. Memory in KiB. */
interface Recipe {
  salt: Buffer
  tagLength: number
  memory: number
  passes: number
  parallelism: number
}

interface StoredPassword extends Recipe {
  tag: Buffer
}

export type DeriveTag = (plain: string, recipe: Recipe) => Promise<Buffer>

interface Verifier {
  /** Checks that may run at once; each takes 19 MiB and about 20 ms of one core. */
  concurrency: number
  /** Checks that may wait; the next one is refused as `rate_limited`. */
  waiting?: number
  deriveTag?: DeriveTag
}

/** The hash is null where no password was ever set: then every answer is wrong, at the usual price. */
export type PasswordVerifier = (hash: string | null, plain: string) => Promise<boolean>

// OWASP's Password Storage Cheat Sheet, argon2id, smallest memory of its equals: several may run beside sharp.
const cost = { memory: 19_456, passes: 2, parallelism: 1 }
const saltLength = 16
const tagLength = 32

/** No letter or digit that is easily taken for another one: these are read from a screen and typed. */
const readable = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const generatedLength = 24

const runArgon2 = promisify(argon2)

const deriveTagWithArgon2: DeriveTag = (plain, { salt, ...recipe }) =>
  runArgon2('argon2id', { message: plain, nonce: salt, ...recipe })

/** A PHC string, as any other argon2 library reads it. */
export async function hashPassword(plain: string): Promise<string> {
  const salt = randomBytes(saltLength)
  return formatHash(salt, await deriveTagWithArgon2(plain, { ...cost, salt, tagLength }))
}

/** One check at full price, for those who ask once. */
export async function isPassword(hash: string, plain: string, deriveTag = deriveTagWithArgon2): Promise<boolean> {
  const { tag, ...recipe } = parseHash(hash)
  return timingSafeEqual(tag, await deriveTag(plain, recipe))
}

/** A password for the first start, 139 bits. */
export function generatePassword(): string {
  return Array.from({ length: generatedLength }, () => readable[randomInt(readable.length)]).join('')
}

/** Checks for those who ask often: a right answer is remembered, a wrong one costs the full argon2 every time. */
export function createPasswordVerifier({ concurrency, waiting = 64, deriveTag = deriveTagWithArgon2 }: Verifier) {
  const rightAnswers = createRightAnswers()
  const inTurn = createTurns({ concurrency, waiting })
  const nobodysHash = formatHash(randomBytes(saltLength), randomBytes(tagLength))

  const verify: PasswordVerifier = async (hash, plain) => {
    const against = hash ?? nobodysHash
    if (rightAnswers.has(against, plain)) return true
    return inTurn(async () => {
      // The photos that a booth sends at once after a restart need one answer, not one each.
      if (rightAnswers.has(against, plain)) return true
      const isRight = (await isPassword(against, plain, deriveTag)) && hash !== null
      if (isRight) rightAnswers.add(against, plain)
      return isRight
    })
  }
  return { verify }
}

function formatHash(salt: Buffer, tag: Buffer): string {
  const { memory, passes, parallelism } = cost
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

function parseHash(hash: string): StoredPassword {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(hash)
  // Only a person with an editor can have made it, and nobody gets in until it is repaired: be loud about it.
  if (!match) throw new Error('a stored password hash is not an argon2id string')
  const [, memory, passes, parallelism, salt = '', encodedTag = ''] = match
  const tag = Buffer.from(encodedTag, 'base64')
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag,
    tagLength: tag.length,
  }
}
