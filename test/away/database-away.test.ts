import net from 'node:net'
import pg from 'pg'
import t from 'tap'
import { openDatabase } from '../../src/database.ts'
import { databaseAway, isDatabaseAway, whileAway } from '../../src/database-away.ts'
import { DrizzleQueryError, sql } from '../../src/drizzle.ts'
import { GatewayError } from '../../src/errors.ts'
import { createTestClock } from '../support/test-clock.ts'

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' })
const systemError = (code: string, syscall: string) => Object.assign(new Error(`${syscall} ${code}`), { code, syscall })

function databaseError(code: string, routine?: string): pg.DatabaseError {
  const error = new pg.DatabaseError('something', 9, 'error')
  error.code = code
  error.routine = routine
  return error
}

const away: Record<string, unknown> = {
  'nobody listens': refused,
  'no socket': systemError('ENOENT', 'connect'),
  'the name is unknown while a container restarts': systemError('ENOTFOUND', 'getaddrinfo'),
  'both addresses of a name refuse': new AggregateError([refused, refused]),
  'shut down by an administrator': databaseError('57P01'),
  'another process crashed': databaseError('57P02'),
  'starting up': databaseError('57P03'),
  'too many connections': databaseError('53300'),
  'its disk is full': databaseError('53100'),
  'a statement was cancelled': databaseError('57014'),
  'we froze in a transaction': databaseError('25P03'),
  'a standby after a failover': databaseError('25006'),
  'the pooler has no server': databaseError('08P01'),
  'wrapped by drizzle': new DrizzleQueryError('select 1', [], databaseError('57P01')),
  'said by the pool': new Error('timeout exceeded when trying to connect'),
  'said by the pool, while connecting': new Error('Connection terminated due to connection timeout'),
  'no answer': new Error('Query read timeout'),
  'broken off': new Error('Connection terminated unexpectedly'),
  'broken before': new Error('Client has encountered a connection error and is not queryable'),
  'closed by us': new Error('Client was closed and is not queryable'),
  'what whileAway throws': databaseAway(),
}

const notAway: Record<string, unknown> = {
  'a duplicate key': databaseError('23505'),
  'a table that is missing': databaseError('42P01'),
  'our protocol violation': databaseError('08P01', 'exec_bind_message'),
  'a file that is missing': systemError('ENOENT', 'open'),
  'too many open files': systemError('EMFILE', 'open'),
  'a provider that is away': new GatewayError('provider_error', 'connect', { cause: refused }),
  'a store that is away': new GatewayError('unavailable', 'storage', { cause: refused }),
  'a bug': new TypeError('undefined is not a function'),
  'not even an error': 'ECONNREFUSED',
}

t.test('what counts as a database that is away', async (t) => {
  for (const [name, error] of Object.entries(away)) t.equal(isDatabaseAway(error), true, name)
  for (const [name, error] of Object.entries(notAway)) t.equal(isDatabaseAway(error), false, name)
})

t.test('real ways to have no database', async (t) => {
  const silent = net.createServer(() => {}).listen(0, '127.0.0.1')
  await new Promise((resolve) => silent.once('listening', resolve))
  t.teardown(() => silent.close())
  const { port } = silent.address() as net.AddressInfo
  const addresses = {
    'no such socket': 'postgres://a:b@/c?host=/nowhere',
    'nobody listens': 'postgres://a:b@127.0.0.1:1/c',
    'somebody listens and says nothing': `postgres://a:b@127.0.0.1:${port}/c`,
  }
  for (const [name, url] of Object.entries(addresses)) {
    const { database, close } = openDatabase({ url, onIdleError: () => {} })
    t.teardown(close)
    const startedAt = performance.now()
    const error = await database.execute(sql`select 1`).catch((error: unknown) => error)
    t.equal(isDatabaseAway(error), true, name)
    t.ok(performance.now() - startedAt < 2000, 'in time')
    const inTransaction = await database.transaction(async () => {}).catch((error: unknown) => error)
    t.equal(isDatabaseAway(inTransaction), true, `${name}, in a transaction`)
  }
})

t.test('work is done again until it succeeds', async (t) => {
  const clock = createTestClock()
  let tries = 0
  const done = whileAway(clock, 60_000, async () => {
    tries += 1
    if (tries < 5) throw refused
    return 'done'
  })
  const ticking = setInterval(() => clock.advance(1000), 1)
  t.teardown(() => clearInterval(ticking))
  t.equal(await done, 'done')
  t.equal(tries, 5)
})

t.test('the pauses grow to a second', async (t) => {
  const clock = createTestClock()
  const startedAt = clock.monotonic()
  const moments: number[] = []
  const patience = whileAway(clock, 5000, async () => {
    moments.push(Math.round((clock.monotonic() - startedAt) / 100))
    throw refused
  })
  const ticking = setInterval(() => clock.advance(50), 1)
  t.teardown(() => clearInterval(ticking))
  await t.rejects(patience)
  t.ok(moments.length >= 5 && moments.length <= 9, moments.join())
})

t.test('patience ends, and says so to the caller', async (t) => {
  const clock = createTestClock()
  const failing = whileAway(clock, 1500, async () => {
    throw refused
  })
  const hanging = whileAway(clock, 1500, () => new Promise<never>(() => {}))
  await new Promise(setImmediate)
  clock.advance(1500)
  const expected = { name: 'GatewayError', code: 'unavailable', retryAfterSeconds: 2 }
  await t.rejects(failing, { ...expected, cause: refused })
  await t.rejects(hanging, expected, 'also when the work hangs')
})

t.test("work that fails after the patience is nobody's any more", async (t) => {
  const clock = createTestClock()
  const late = Promise.withResolvers<never>()
  const waiting = whileAway(clock, 100, () => late.promise)
  clock.advance(100)
  await t.rejects(waiting, { code: 'unavailable' })
  late.reject(new Error('nobody hears this'))
  await new Promise(setImmediate)
})

t.test('another failure passes through at once', async (t) => {
  const mistake = new TypeError('a bug')
  let tries = 0
  const failing = whileAway(createTestClock(), 60_000, async () => {
    tries += 1
    throw mistake
  })
  t.equal(await failing.catch((error: unknown) => error), mistake)
  t.equal(tries, 1)
})
