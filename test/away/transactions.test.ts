import pg from 'pg'
import t, { type Test } from 'tap'
import { openDatabase } from '../../src/database.ts'
import { isDatabaseAway } from '../../src/database-away.ts'
import { sql } from '../../src/drizzle.ts'
import { createTestDatabase } from '../support/database.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

const url = await createTestDatabase()

function open(t: Test, purpose: 'requests' | 'upkeep' = 'requests') {
  const opened = openDatabase({ url, purpose, onIdleError: () => {} })
  t.teardown(() => opened.close())
  return opened
}

async function connect(t: Test): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  t.teardown(() => client.end())
  return client
}

const failureOf = (work: Promise<unknown>) => work.catch((error: unknown) => error)
const lock = (number: number) => sql`select pg_advisory_xact_lock(${number})`

t.test('a query without an answer ends in time, inside a transaction too, and leaves a pool that works', async (t) => {
  const { database, pool } = open(t)
  for (const attempt of [
    () => database.execute(sql`select pg_sleep(60)`),
    () => database.transaction((tx) => tx.execute(sql`select pg_sleep(60)`)),
  ]) {
    const startedAt = performance.now()
    t.equal(isDatabaseAway(await failureOf(attempt())), true)
    t.ok(performance.now() - startedAt < 2000, 'the ROLLBACK does not queue behind it')
    const { rows } = await database.execute(sql`select 1 as answer`)
    t.same(rows, [{ answer: 1 }], 'nobody gets the connection that still waits')
  }
  t.equal(pool.totalCount, 1)
})

t.test('a server that falls silent in a transaction costs one wait, not another one for the ROLLBACK', async (t) => {
  const proxy = await startTcpProxy(t, url)
  const { database, pool, close } = openDatabase({ url: proxy.url, onIdleError: () => {} })
  t.teardown(close)
  const startedAt = performance.now()
  const asking = database.transaction((tx) => {
    proxy.fallSilent()
    return tx.execute(sql`select 1`)
  })
  t.equal(isDatabaseAway(await failureOf(asking)), true)
  t.ok(performance.now() - startedAt < 2000)
  t.equal(pool.totalCount, 0)
  proxy.speakAgain()
  t.same((await database.execute(sql`select 1 as answer`)).rows, [{ answer: 1 }])
})

t.test('a statement that nobody waits for any more is ended by the server', async (t) => {
  const { database } = open(t)
  const holder = await connect(t)
  await holder.query('select pg_advisory_lock(11)')
  const asking = database.transaction((tx) => tx.execute(lock(11)))
  t.equal(isDatabaseAway(await failureOf(asking)), true)
  await holder.query('select pg_advisory_unlock(11)')
  const { rows } = await holder.query(
    "select count(*)::int as waiting from pg_locks where locktype = 'advisory' and not granted",
  )
  t.same(rows, [{ waiting: 0 }])
})

t.test('a transaction that says nothing for 2 s is ended by the server, and what it held is free', async (t) => {
  const [frozen, other] = [open(t), open(t)]
  const thawed = Promise.withResolvers<void>()
  const holding = Promise.withResolvers<void>()
  const late = failureOf(
    frozen.database.transaction(async (tx) => {
      await tx.execute(lock(12))
      holding.resolve()
      await thawed.promise
      await tx.execute(sql`select 1`)
    }),
  )
  await holding.promise
  const startedAt = performance.now()
  const takeOver = () => other.database.transaction((tx) => tx.execute(lock(12)))
  while (isDatabaseAway(await failureOf(takeOver()))) t.ok(performance.now() - startedAt < 4000)
  t.ok(performance.now() - startedAt > 1500, 'not at once')

  thawed.resolve()
  t.equal(isDatabaseAway(await late), true, 'the one that was frozen hears of it, and the process lives on')
  t.same((await frozen.database.execute(sql`select 1 as answer`)).rows, [{ answer: 1 }])
})

t.test('upkeep may be silent for longer', async (t) => {
  const { database } = open(t, 'upkeep')
  const { rows } = await database.transaction((tx) =>
    tx.execute(
      sql`select current_setting('idle_in_transaction_session_timeout') as idle, current_setting('statement_timeout') as statement`,
    ),
  )
  t.same(rows, [{ idle: '10s', statement: '1min' }])
})

t.test('the limits end with the transaction: behind a pooler the connection goes to strangers', async (t) => {
  const { database } = open(t)
  await database.transaction((tx) => tx.execute(sql`select 1`))
  const { rows } = await database.execute(sql`select current_setting('idle_in_transaction_session_timeout') as idle`)
  t.same(rows, [{ idle: '0' }])
})

t.test('a connection that breaks in a transaction, between two queries, breaks only that', async (t) => {
  const { database } = open(t)
  const killer = await connect(t)
  const broken = await failureOf(
    database.transaction(async (tx) => {
      const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
      await killer.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid])
      await new Promise(setImmediate)
      await tx.execute(sql`select 1`)
    }),
  )
  t.equal(isDatabaseAway(broken), true)
  t.same((await database.execute(sql`select 1 as answer`)).rows, [{ answer: 1 }])
})

t.test('a BEGIN that fails costs the pool no connection', async (t) => {
  const { database, pool } = open(t)
  const killer = await connect(t)
  for (let time = 0; time < 3; time += 1) {
    const client = await pool.connect()
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    client.release()
    // Asked for in the same turn as the kill: the pool still believes in the connection.
    const beginning = failureOf(database.transaction((tx) => tx.execute(sql`select pg_sleep(0.2)`)))
    await killer.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid])
    t.equal(isDatabaseAway(await beginning), true)
    t.equal(pool.totalCount - pool.idleCount, 0, 'all are free')
  }
})
