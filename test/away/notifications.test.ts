import t, { type Test } from 'tap'
import { type Database, openDatabase } from '../../src/database.ts'
import { sql } from '../../src/drizzle.ts'
import { createNotifications } from '../../src/queue/notifications.ts'
import { until } from '../support/answers.ts'
import { createTestDatabase } from '../support/database.ts'
import { startPgbouncer, withPgbouncer } from '../support/pgbouncer.ts'
import { startCluster } from '../support/postgres-cluster.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'
import { createTestClock } from '../support/test-clock.ts'

/** A line with everything it says, and somebody who sends by another way. */
async function startLine(t: Test, lineUrl: string, senderUrl: string) {
  const clock = createTestClock()
  const { database, close } = openDatabase({ url: senderUrl, onIdleError: () => {} })
  const errors: Error[] = []
  const notifications = createNotifications({ url: lineUrl, database, clock, onError: (error) => errors.push(error) })
  const heard: string[] = []
  let gaps = 0
  notifications.on('news', (payload) => heard.push(payload))
  notifications.onGap(() => {
    gaps += 1
  })
  t.teardown(async () => {
    await notifications.stop()
    await close()
  })
  await notifications.start()
  return { clock, database, errors, heard, gaps: () => gaps }
}

const send = (database: Database, payload: string) => database.execute(sql`select pg_notify('news', ${payload})`)

/** So many seconds, each with time to send and hear. */
async function pass(line: Awaited<ReturnType<typeof startLine>>, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    line.clock.advance(1000)
    await line.database.execute(sql`select 1`)
    await line.database.execute(sql`select pg_sleep(0.05)`)
  }
}

t.test('a line that works is quiet', async (t) => {
  const url = await createTestDatabase()
  const line = await startLine(t, url, url)
  await until('it hears itself', () => line.gaps() === 1)
  await pass(line, 5)
  t.equal(line.gaps(), 1)
  await send(line.database, 'hello')
  await until('the news come', () => line.heard.includes('hello'))
  t.same(line.errors, [])
})

t.test('a line that looks healthy and hears nothing is found out, and replaced', async (t) => {
  const url = await createTestDatabase()
  const proxy = await startTcpProxy(t, url)
  const line = await startLine(t, proxy.url, url)
  await until('it hears itself', () => line.gaps() === 1)
  proxy.fallSilent()
  await pass(line, 2)
  t.ok(line.gaps() >= 2, 'everybody looks, at the latest after two seconds')
  await pass(line, 6)
  t.ok(line.gaps() >= 7, 'and again each second')
  t.equal(line.errors.filter(({ message }) => message.includes('do not arrive')).length, 1, 'told once')

  proxy.speakAgain()
  const before = line.gaps()
  await until('a new line hears', async () => {
    await pass(line, 1)
    await send(line.database, 'back')
    return line.heard.includes('back')
  })
  t.ok(line.gaps() > before, 'what was missed is looked for')
  const after = line.gaps()
  await pass(line, 3)
  t.equal(line.gaps(), after, 'and it is quiet again')
})

t.test(
  'through a pooler that changes connections it stays deaf, knows it, and says so once',
  withPgbouncer,
  async (t) => {
    const cluster = await startCluster(t)
    const pooler = await startPgbouncer(t, cluster.url)
    const line = await startLine(t, pooler, pooler)
    await pass(line, 12)
    t.ok(line.gaps() >= 11, `${line.gaps()} gaps in 12 seconds`)
    t.match(line.errors, [{ message: /DATABASE_DIRECT_URL/ }])
    t.equal(line.errors.length, 1)

    const direct = await startLine(t, cluster.url, pooler)
    await until('it hears itself', () => direct.gaps() === 1)
    await send(direct.database, 'through the pooler')
    await until('the news come', () => direct.heard.length === 1)
  },
)
