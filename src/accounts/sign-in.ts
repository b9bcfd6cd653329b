import { createHash } from 'node:crypto'
import { GatewayError } from '../errors.ts'
import { type FailureThrottle, networkOf } from './failure-throttle.ts'
import type { PasswordVerifier } from './passwords.ts'
import type { People, Person } from './people.ts'
import type { SessionOrigin, Sessions } from './sessions.ts'

interface Dependencies {
  people: Pick<People, 'findByEmail'>
  sessions: Pick<Sessions, 'open'>
  throttle: FailureThrottle
  verifyPassword: PasswordVerifier
}

interface Credentials {
  email: string
  password: string
  /** Where they come from. */
  address: string
  /** What they come with. */
  userAgent?: SessionOrigin['userAgent']
}

interface SignedIn {
  person: Person
  token: string
  expiresAt: Date
}

/**
 * Guesses at one account from everywhere together. One address makes at most 160 failures in a quarter of an hour, so
 * a single stranger never reaches this and cannot lock anybody out of elsewhere.
 */
const accountBrake = { limit: 300, windowSeconds: 900 }

/** A session for the right password. An unknown address costs the same work as a wrong password and ends the same way. */
export function createSignIn({ people, sessions, throttle, verifyPassword }: Dependencies) {
  return async function signIn({ email, password, address, userAgent }: Credentials): Promise<SignedIn> {
    const addressKey = `login:${networkOf(address)}`
    await throttle.check(addressKey)
    const found = await people.findByEmail(email)
    const accountKey = `login:account:${found?.id ?? nobody(email)}`
    await throttle.check(accountKey, accountBrake)

    // Whoever is disabled is unknown here, at the same price: nothing tells whether the password was right.
    const person = found?.disabledAt === null ? found : undefined
    const isRight = await verifyPassword(person?.passwordHash ?? null, password)
    if (!person || !isRight) {
      // The address first: what is over its limit ends here and does not count against the account.
      await throttle.recordFailure(addressKey)
      await throttle.recordFailure(accountKey, accountBrake)
      throw new GatewayError('invalid_credentials', person ? 'wrong password' : 'unknown e-mail')
    }
    // The address keeps its count: it holds guesses at other accounts, too, and whoever has one of their own must not go
    // on guessing by signing in now and then.
    return { person, ...(await sessions.open(person.id, { clientAddress: address, userAgent })) }
  }
}

/**
 * Nobody needs the brake for an account that is not there, but without it this door would tell which ones are. People
 * type their password into the wrong field, and a hash of one can be guessed: so a table keeps no more than one byte.
 */
const nobody = (email: string) =>
  `nobody ${createHash('sha256').update(email.trim().toLowerCase()).digest('hex').slice(0, 2)}`
