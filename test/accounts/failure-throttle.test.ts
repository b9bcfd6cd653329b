import t from 'tap'
import { createFailureThrottle, networkOf } from '../../src/accounts/failure-throttle.ts'
import { openDatabase } from '../../src/database.ts'
import { failedAttempts } from '../../src/schema.ts'
import { createTestDatabase } from '../support/database.ts'
import { createTestClock } from '../support/test-clock.ts'

const url = await createTestDatabase()
const { database, close } = openDatabase({ url, onIdleError: () => {} })
const elsewhere = openDatabase({ url, onIdleError: () => {} })
t.teardown(async () => {
  await close()
  await elsewhere.close()
})
const clock = createTestClock()
const brake = { clock, limit: 10, windowSeconds: 60 }
const throttle = createFailureThrottle({ database, ...brake })
const otherNode = createFailureThrottle({ database: elsewhere.database, ...brake })

async function fail(key: string, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) await throttle.recordFailure(key)
}

t.test('of fifty wrong passwords at once, on two nodes, exactly ten are answered as wrong', async (t) => {
  const attempts = Array.from({ length: 50 }, (_, number) =>
    (number % 2 ? throttle : otherNode).recordFailure('ingest:192.0.2.1:slot-001'),
  )
  const outcomes = await Promise.allSettled(attempts)
  const refused = outcomes.filter(({ status }) => status === 'rejected')
  t.equal(refused.length, 40)
  for (const outcome of refused) t.match(outcome, { reason: { code: 'rate_limited' } })
  t.match(await database.select().from(failedAttempts), [{ failures: 50 }])
})

t.test('a caller is refused after the tenth failure, on every node, and nobody else is', async (t) => {
  await fail('a', 9)
  await t.resolves(throttle.check('a'))
  await fail('a', 1)
  for (const node of [throttle, otherNode]) await t.rejects(node.check('a'), { code: 'rate_limited', status: 429 })
  await t.resolves(throttle.check('b'))
})

t.test('Retry-After is the end of the window, and then the caller is let in again', async (t) => {
  await fail('c', 10)
  await t.rejects(throttle.check('c'), { code: 'rate_limited', retryAfterSeconds: 60 })
  clock.advance(40_500)
  await t.rejects(throttle.check('c'), { code: 'rate_limited', retryAfterSeconds: 20 })
  await t.rejects(
    throttle.recordFailure('c'),
    { code: 'rate_limited', retryAfterSeconds: 20 },
    'failing on does not make the window longer',
  )
  clock.advance(19_600)
  await t.resolves(throttle.check('c'))
  await fail('c', 10)
  await t.rejects(
    throttle.check('c'),
    { code: 'rate_limited', retryAfterSeconds: 60 },
    'a new window begins with its first failure',
  )
})

t.test('a success can wipe the slate', async (t) => {
  await fail('d', 10)
  await throttle.forget('d')
  await t.resolves(throttle.check('d'))
  await t.resolves(fail('d', 10))
})

t.test('one key may have a brake of its own', async (t) => {
  const account = { limit: 2, windowSeconds: 900 }
  await throttle.recordFailure('e', account)
  await throttle.recordFailure('e', account)
  await t.rejects(throttle.check('e', account), { code: 'rate_limited', retryAfterSeconds: 900 })
  await t.resolves(throttle.check('e'), 'twice is little for the usual brake')
})

t.test('a long key takes little room and still stands for itself', async (t) => {
  const long = 'x'.repeat(100_000)
  await fail(long, 10)
  await t.rejects(throttle.check(long), { code: 'rate_limited' })
  await t.resolves(throttle.check(`${long}y`))
  const rows = await database.select().from(failedAttempts)
  for (const { key } of rows) t.ok(key.length <= 128)
})

t.test('windows that ended are swept up, others stay', async (t) => {
  await fail('old', 1)
  clock.advance(60_000)
  await fail('new', 1)
  t.ok((await throttle.removeExpired()) >= 1)
  const keys = (await database.select().from(failedAttempts)).map(({ key }) => key)
  t.notOk(keys.includes('old'))
  t.ok(keys.includes('new'))
})

t.test('a caller is known by address, an IPv6 one by its network', async (t) => {
  const outcomes: [address: string, network: string][] = [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2::7', '2001:db8:1:2::'],
    ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::'],
    ['2001:db8:1:3::7', '2001:db8:1:3::'],
  ]
  for (const [address, network] of outcomes) t.equal(networkOf(address), network)
})
