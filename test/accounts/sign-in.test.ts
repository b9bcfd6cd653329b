import { createHash } from 'node:crypto'
import t from 'tap'
import { createFailureThrottle } from '../../src/accounts/failure-throttle.ts'
import { createPeople } from '../../src/accounts/people.ts'
import { createSessions } from '../../src/accounts/sessions.ts'
import { createSignIn } from '../../src/accounts/sign-in.ts'
import { failedAttempts } from '../../src/schema.ts'
import { openTestDatabase } from '../support/database.ts'
import { createTestClock } from '../support/test-clock.ts'

const email = 'admin@studio.example'
const minute = 60_000

const { database } = await openTestDatabase(t)
const people = createPeople({ database })
await people.create({ email, password: 'right', role: 'admin', who: 'test' })

/** Hundreds of guesses: what is asked here is who is let as far as the password check, not what it costs. */
const verifyPassword = async (hash: string | null, plain: string) => hash !== null && plain === 'right'

function openDoor() {
  const clock = createTestClock()
  const throttle = createFailureThrottle({ database, clock, limit: 10, windowSeconds: 60 })
  const sessions = createSessions({ database, clock })
  const signIn = createSignIn({ people, sessions, throttle, verifyPassword })
  /** The code of the failure, or `signed in`. */
  const attempt = (address: string, password: string, account = email) =>
    signIn({ email: account, password, address }).then(
      () => 'signed in',
      (error: { code: string }) => error.code,
    )
  return { attempt, clock }
}

t.beforeEach(async () => {
  await database.delete(failedAttempts)
})

t.test('ten wrong passwords a minute from one address, then even the right one has to wait', async (t) => {
  const { attempt, clock } = openDoor()
  for (let count = 0; count < 10; count += 1) t.equal(await attempt('192.0.2.1', 'wrong'), 'invalid_credentials')
  t.equal(await attempt('192.0.2.1', 'wrong'), 'rate_limited')
  t.equal(await attempt('192.0.2.1', 'right'), 'rate_limited')
  clock.advance(minute)
  t.equal(await attempt('192.0.2.1', 'right'), 'signed in')
})

t.test('whoever has an account cannot go on guessing at others by signing in now and then', async (t) => {
  const { attempt, clock } = openDoor()
  const own = { email: 'guest@studio.example', password: 'right' }
  await people.create({ ...own, role: 'viewer', who: 'test' })
  for (let count = 0; count < 5; count += 1) await attempt('192.0.2.1', 'wrong')
  t.equal(await attempt('192.0.2.1', own.password, own.email), 'signed in')
  for (let count = 0; count < 4; count += 1) await attempt('192.0.2.1', 'wrong')
  t.equal(
    await attempt('192.0.2.1', own.password, own.email),
    'signed in',
    'nine mistakes are not held against anybody',
  )
  t.equal(await attempt('192.0.2.1', 'wrong'), 'invalid_credentials')
  t.equal(await attempt('192.0.2.1', 'right'), 'rate_limited', 'and the tenth guess is the last')
  t.equal(await attempt('198.51.100.1', 'right'), 'signed in', 'elsewhere')
  clock.advance(minute)
  t.equal(await attempt('192.0.2.1', 'right'), 'signed in')
})

t.test('a stranger who guesses without pause does not lock the owner out of elsewhere', async (t) => {
  const { attempt, clock } = openDoor()
  for (let minutes = 0; minutes < 16; minutes += 1) {
    await Promise.all(Array.from({ length: 25 }, () => attempt('192.0.2.66', 'wrong')))
    t.equal(await attempt('198.51.100.1', 'right'), 'signed in', `after ${minutes + 1} minutes`)
    clock.advance(minute)
  }
})

t.test('addresses of one IPv6 network count as one', async (t) => {
  const { attempt } = openDoor()
  for (let count = 0; count < 10; count += 1) await attempt(`2001:db8::${count}`, 'wrong')
  t.equal(await attempt('2001:db8::ffff', 'wrong'), 'rate_limited')
  t.equal(await attempt('2001:db8:0:1::1', 'wrong'), 'invalid_credentials')
})

t.test('many addresses together get three hundred guesses in a quarter of an hour', async (t) => {
  const { attempt, clock } = openDoor()
  for (let host = 0; host < 30; host += 1) {
    const guesses = Array.from({ length: 10 }, () => attempt(`192.0.2.${host}`, 'wrong', ` ${email.toUpperCase()}`))
    t.strictSame(new Set(await Promise.all(guesses)), new Set(['invalid_credentials']))
  }
  t.equal(await attempt('198.51.100.2', 'wrong'), 'rate_limited')
  t.equal(await attempt('198.51.100.2', 'wrong', 'other@studio.example'), 'invalid_credentials')
  clock.advance(15 * minute)
  t.equal(await attempt('198.51.100.2', 'right'), 'signed in')
})

t.test('an account that is not there is braked like one that is', async (t) => {
  const { attempt } = openDoor()
  for (const account of [email, 'nobody@studio.example']) {
    const ends = []
    for (let host = 0; host < 31; host += 1)
      for (let count = 0; count < 10; count += 1)
        ends.push(await attempt(`192.0.${account.length}.${host}`, 'no', account))
    t.equal(ends.indexOf('rate_limited'), 300, account)
  }
})

t.test('a password typed into the wrong field is not kept', async (t) => {
  const { attempt } = openDoor()
  await attempt('192.0.2.1', 'wrong', 'my secret password')
  const kept = JSON.stringify(await database.select().from(failedAttempts))
  t.match(kept, /login:account:nobody/)
  t.notMatch(kept, /secret/)
  const hash = createHash('sha256').update('my secret password').digest('hex')
  for (let at = 0; at + 8 <= hash.length; at += 1) t.notOk(kept.includes(hash.slice(at, at + 8)), 'nor a hash of it')
})
