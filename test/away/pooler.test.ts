import t, { type Test } from 'tap'
import { migrateDatabase, openDatabase } from '../../src/database.ts'
import { sql } from '../../src/drizzle.ts'
import { cleaningQueue, migrateQueue, openBoss } from '../../src/queue/boss.ts'
import { postAnother } from '../support/different-photos.ts'
import { startTestGateway } from '../support/gateway.ts'
import { startPgbouncer, withPgbouncer } from '../support/pgbouncer.ts'
import { startCluster } from '../support/postgres-cluster.ts'
import { urlOf } from '../support/postgres-for-tests.ts'

t.test('PgBouncer in transaction mode between us and PostgreSQL', withPgbouncer, async (t) => {
  const cluster = await startCluster(t)
  const pooler = await startPgbouncer(t, cluster.url)

  t.test('two nodes migrate an empty database at once, and no lock stays behind', async (t) => {
    await cluster.query('create database empty')
    const url = urlOf(pooler, 'empty')
    await Promise.all([migrateDatabase(url), migrateDatabase(url)])
    await Promise.all([migrateQueue(url), migrateQueue(url)])
    const { database, close } = openDatabase({ url, onIdleError: () => {} })
    t.teardown(close)
    t.same((await database.execute(sql`select count(*)::int as jobs from jobs`)).rows, [{ jobs: 0 }])
    t.same(await cluster.query("select 1 from pg_locks where locktype = 'advisory'"), [])
  })

  for (const [way, directUrl] of Object.entries({ 'by a direct line': cluster.url, 'without one': pooler })) {
    t.test(`photos are answered, with notices ${way}`, async (t) => {
      const gateway = await startTestGateway(t, { databaseUrl: pooler, directUrl })
      const first = await postAnother(gateway.url)
      t.equal(first.status, 200, JSON.stringify(first.body))
      const burst = await Promise.all(Array.from({ length: 10 }, () => postAnother(gateway.url)))
      t.same(
        burst.map(({ status }) => status),
        Array.from({ length: 10 }, () => 200),
      )
      const slowest = Math.max(...burst.map(({ milliseconds }) => milliseconds))
      t.ok(slowest < 5000, `the slowest took ${Math.round(slowest)} ms`)
      t.equal((await fetch(`${gateway.url}/readyz`)).status, 200)
    })
  }

  t.test("pg-boss's own upkeep works through it", async (t) => {
    const errors: Error[] = []
    const boss = openBoss({ url: pooler, onError: (error) => errors.push(error) })
    await boss.start()
    t.teardown(() => boss.stop({ graceful: false }))
    await boss.supervise()
    t.ok(await boss.send(cleaningQueue, {}))
    const [message] = await boss.fetch(cleaningQueue)
    await boss.complete(cleaningQueue, message?.id ?? '')
    t.same(errors, [])
  })

  t.test('the settings of our transactions do not stay on connections that others get', async (t) => {
    await withOurs(t, pooler)
    const settings = await Promise.all(Array.from({ length: 8 }, () => idleLimitSeenBy(t, pooler)))
    t.same(
      settings,
      Array.from({ length: 8 }, () => '0'),
    )
  })
})

async function withOurs(t: Test, url: string): Promise<void> {
  const { database, close } = openDatabase({ url, onIdleError: () => {} })
  t.teardown(close)
  await Promise.all(
    Array.from({ length: 8 }, () => database.transaction((tx) => tx.execute(sql`select pg_sleep(0.1)`))),
  )
}

async function idleLimitSeenBy(t: Test, url: string): Promise<unknown> {
  const { database, close } = openDatabase({ url, onIdleError: () => {} })
  t.teardown(close)
  const { rows } = await database.execute(sql`select current_setting('idle_in_transaction_session_timeout') as idle`)
  return rows[0]?.idle
}
