import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import t, { type Test } from 'tap'
import { sql } from '../../src/drizzle.ts'
import { createCleaner } from '../../src/media/cleaning.ts'
import { createDiskStore } from '../../src/media/disk-store.ts'
import { cleaningQueue, openBoss } from '../../src/queue/boss.ts'
import { createLoneCleaning } from '../../src/queue/clean-alone.ts'
import { createCleaningSchedule } from '../../src/queue/cleaning-schedule.ts'
import { jobs } from '../../src/schema.ts'
import { createTestDatabase } from '../support/database.ts'
import { serverFiles, sourceDirectory } from '../support/source-files.ts'
import { createTestClock } from '../support/test-clock.ts'
import { hour, openMediaRoom, temporaryDirectory } from './media-room.ts'

const project = path.join(import.meta.dirname, '..', '..')
const minute = 60_000

/** Loaded before everything else: the machine's wall clock is wrong, the database's is not. */
const shiftedDate = (milliseconds: number) => `
  const Real = Date, now = () => Real.now() + ${milliseconds}
  globalThis.Date = new Proxy(Real, {
    construct: (target, given, caller) => Reflect.construct(target, given.length ? given : [now()], caller),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  })`

/** A node of its own, in its own process, that answers HTTP and cleans nothing. */
async function startNode(t: Test, databaseUrl: string, directory: string, shiftMilliseconds: number) {
  const preload = `data:text/javascript,${encodeURIComponent(shiftedDate(shiftMilliseconds))}`
  const child = spawn(process.execPath, [path.join(project, 'bin', 'photochanger.cjs'), 'start'], {
    env: {
      PATH: process.env.PATH,
      NODE_OPTIONS: `--import=${preload}`,
      DATABASE_URL: databaseUrl,
      DATA_DIR: directory,
      ROLE: 'api',
      HOST: '127.0.0.1',
      PORT: '0',
    },
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  t.teardown(async () => {
    child.kill('SIGTERM')
    await exited
  })
  let said = ''
  const ready = Promise.withResolvers<void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      said += data
      if (said.includes('"msg":"ready"')) ready.resolve()
    })
  }
  void exited.then(() => ready.reject(new Error(`the node ended: ${said}`)))
  await ready.promise
  return `${/http:\/\/localhost:\d+/.exec(said)?.[0]?.replace('localhost', '127.0.0.1')}`
}

t.test('a link ends at one moment on all nodes, whatever their machines believe the time is', async (t) => {
  const databaseUrl = await createTestDatabase()
  const directory = await temporaryDirectory(t)
  const nodes = [
    await startNode(t, databaseUrl, directory, 10 * minute),
    await startNode(t, databaseUrl, directory, -10 * minute),
  ]
  const room = await openMediaRoom(t, { databaseUrl })
  const store = createDiskStore({ directory: path.join(directory, 'files') })

  /** A result that expires so long from now, by the database's clock. */
  async function publish(milliseconds: number): Promise<string> {
    const { id, key } = await room.addResult()
    await store.write(key, room.picture)
    const expiresAt = sql<Date>`clock_timestamp() + ${milliseconds} * interval '1 millisecond'`
    await room.database.update(jobs).set({ expiresAt }).where(sql`${jobs.id} = ${id}`)
    return id
  }
  async function statusAt(address: string, id: string): Promise<number> {
    const answer = await fetch(`${address}/public/results/${id}`)
    await answer.arrayBuffer()
    return answer.status
  }
  const askAll = (id: string) => Promise.all(nodes.map((address) => statusAt(address, id)))
  async function isOver(id: string): Promise<boolean> {
    const { rows } = await room.database.execute<{ over: boolean }>(
      sql`select clock_timestamp() >= expires_at as over from jobs where id = ${id}`,
    )
    return rows[0]?.over ?? true
  }

  t.same(await askAll(await publish(5 * minute)), [200, 200], 'a clock that is ahead ends nothing early')
  t.same(await askAll(await publish(-5 * minute)), [410, 410], 'a clock that is behind ends nothing late')

  const crossing = await publish(700)
  let answers = 0
  for (let wasOver = false; !wasOver; answers += 1) {
    wasOver = await isOver(crossing)
    const statuses = await askAll(crossing)
    if (wasOver) t.same(statuses, [410, 410], 'over is over, on both')
    else if (!(await isOver(crossing))) t.same(statuses, [200, 200], 'and not before')
  }
  t.ok(answers > 2, `${answers} looks at the moment of the end`)
})

t.test(
  'no part of the gateway asks its machine for the date, but for the age of files and of foreign words',
  async (t) => {
    const asking = serverFiles.filter((file) =>
      /\bDate\.now\b|new Date\(\)|\bDate\(\)/.test(readFileSync(path.join(sourceDirectory, file), 'utf8')),
    )
    t.same(asking.filter((file) => !file.startsWith('cli')).sort(), [
      path.join('media', 'disk-list.ts'),
      path.join('media', 'disk-lock.ts'),
      path.join('media', 'disk-pour.ts'),
      // A signed address ends by the clock of whoever answers under it, as it does in a bucket; a guest's link is none.
      path.join('media', 'disk-signing.ts'),
      path.join('media', 's3', 's3-store.ts'),
      path.join('media', 'scratch.ts'),
      'postgres-cluster.ts',
      // The day on which a model ends, and how old a message of fal's is: days and minutes, and nobody's link.
      path.join('providers', 'catalogue', 'catalogue.ts'),
      path.join('providers', 'fal', 'fal-webhook.ts'),
    ])
  },
)

t.test('a download begun in the last moment is complete or gone, with the cleaner on two nodes at once', async (t) => {
  // Both cleaners run at each of the moments between the look at the row, the opening of the file and its last byte.
  let atOpen = async () => {}
  const room = await openMediaRoom(t, {
    wrapStore: (disk) => ({
      ...disk,
      async open(key, range) {
        await atOpen()
        return disk.open(key, range)
      },
    }),
  })
  const bytes = Buffer.alloc(8_000_000, 'picture')
  const server = await room.startServer()
  const address = await server.listen({ host: '127.0.0.1', port: 0 })
  const other = createCleaner(room)
  const once = { dryRun: false, withOrphans: true, orphanGraceMilliseconds: 0 }
  const cleanOnBoth = () => Promise.all([room.cleaner.run(once), other.run(once)])
  const removed: string[] = []

  async function download(id: string, whenBegun = async () => {}): Promise<'complete' | 'gone'> {
    const answer = await fetch(`${address}/public/results/${id}`)
    await whenBegun()
    const body = Buffer.from(await answer.arrayBuffer())
    if (answer.status === 410) return 'gone'
    t.equal(answer.status, 200)
    t.ok(body.equals(bytes), 'every byte')
    return 'complete'
  }
  async function expire(): Promise<void> {
    room.clock.advance(100)
    const records = await cleanOnBoth()
    t.same(
      records.map(({ errors }) => errors),
      [[], []],
    )
  }
  async function publishForTheLastTenth(): Promise<string> {
    const { id } = await room.addResult({ bytes })
    removed.push(`result ${id}`)
    room.clock.advance(72 * hour - 100)
    return id
  }

  const begun = await publishForTheLastTenth()
  t.equal(await download(begun, expire), 'complete', 'cleaned while it is on its way')

  const between = await publishForTheLastTenth()
  atOpen = async () => {
    atOpen = async () => {}
    await expire()
  }
  t.equal(await download(between), 'gone', 'cleaned between the look at the row and the opening of the file')

  const crowd = await publishForTheLastTenth()
  const early = Array.from({ length: 8 }, () => download(crowd))
  const ended = expire()
  const outcomes = await Promise.all([...early, ...Array.from({ length: 8 }, () => download(crowd))])
  await ended
  t.same(
    [...new Set(outcomes)].filter((outcome) => outcome !== 'complete' && outcome !== 'gone'),
    [],
  )
  t.equal(await download(crowd), 'gone')
  t.same(await room.receipts(), removed.sort(), 'and each deletion has one receipt')
})

t.test('the bytes are gone within a minute of the end, and proven so, however the schedule falls', async (t) => {
  const databaseUrl = await createTestDatabase()
  const clock = createTestClock()
  const room = await openMediaRoom(t, { databaseUrl })
  const boss = openBoss({ url: databaseUrl, onError: (error) => t.error(error) })
  await boss.start()
  t.teardown(() => boss.stop({ graceful: false }))
  let begun = 0
  let ended = Promise.withResolvers<void>()
  const schedule = createCleaningSchedule({
    // The queue counts its intervals in real time, which this test has none of: every turn has its message.
    boss: {
      send: (name: string) => {
        begun += 1
        return boss.send(name, {})
      },
      fetch: () => boss.fetch(cleaningQueue),
      async complete(name: string, id: string) {
        await boss.complete(name, id)
        // The turn that waits for this is over first: the next one would be left out.
        setImmediate(ended.resolve)
      },
    } as unknown as typeof boss,
    cleaner: createCleaner({ ...room, clock }),
    cleanAlone: createLoneCleaning({ database: room.database, clock }),
    clock,
    log: room.log,
    onCleaned: () => {},
  })
  schedule.start()
  t.teardown(() => schedule.stop())

  const now = async () => {
    const { rows } = await room.database.execute<{ now: string }>(sql`select ${clock.databaseNow()} as now`)
    return new Date(rows[0]?.now ?? '')
  }
  const start = await now()
  const ends = Array.from({ length: 8 }, (_, at) => new Date(start.getTime() + 1000 + at * 12_500))
  const results = await Promise.all(
    ends.map((expiresAt) => room.addResult({ expiresAt, receivedAt: start, finishedAt: start })),
  )
  for (let second = 0; second < 180; second += 1) {
    const before = begun
    ended = Promise.withResolvers<void>()
    clock.advance(1000)
    if (begun > before) await ended.promise
    const present = await now()
    for (const [at, { key }] of results.entries()) {
      const overdue = present.getTime() - (ends[at]?.getTime() ?? 0)
      if (overdue > 60_000) t.notOk(await room.disk.read(key), `gone ${Math.round(overdue / 1000)} s after its end`)
    }
  }
  t.ok(begun >= 9, `${begun} turns`)
  t.same(await room.receipts(), results.map(({ id }) => `result ${id}`).sort())
})
