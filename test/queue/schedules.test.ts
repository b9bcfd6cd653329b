import t from 'tap'
import { runManySchedules } from '../support/run-many-schedules.ts'
import { runSchedules, type Sabotage } from '../support/run-schedules.ts'

// Half a minute on two free cores; beside other tests it may take three times as long.
t.setTimeout(300_000)

const seeds = (count: number) => Array.from({ length: count }, (_, number) => 1 + number)

// To look at one that is broken: `runSchedules([seed], { onLine: console.log })`.
t.test('whatever happens, ten thousand schedules keep every promise', async (t) => {
  const report = await runManySchedules(seeds(10_000))
  t.same(report.broken, [], 'nobody is answered too late, nothing ends twice, nothing is left behind')
  t.ok(report.latestMilliseconds <= 200, `the latest answer came ${report.latestMilliseconds.toFixed(1)} ms late`)
  for (const kind of ['200 ended', '200 original', '202 pending', '408 thrown', '504 ended', '504 late', 'hung up']) {
    t.ok((report.answers[kind] ?? 0) > 100, `${kind} is among the answers`)
  }
  for (const kind of ['done', 'failed', 'timeout', 'cancelled', 'done (fallback)', 'done (original)']) {
    t.ok((report.jobs[kind] ?? 0) > 100, `${kind} is among the ends`)
  }
  t.ok((report.jobs['claimed more than once'] ?? 0) > 100, 'photos were taken over')
  t.comment(JSON.stringify(report))
})

t.test('a schedule runs the same again, and between two steps nothing is left that could run', async (t) => {
  const play = async (turns: number) => {
    const lines: string[] = []
    const { answers, jobs, steps } = await runSchedules(seeds(100), { turns, onLine: (line) => lines.push(line) })
    // Ids are random, and nothing depends on them.
    const told = lines.map((line) => line.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id')).sort()
    return { answers, jobs, steps, told }
  }
  const once = await play(1)
  t.ok(once.told.length > 100)
  t.same(await play(1), once)
  t.same(await play(4), once, 'more turns of the event loop change nothing')
})

const forget = async () => 0

const sabotages: [what: string, sabotage: Sabotage, broken: RegExp][] = [
  [
    'reading a photo that hangs for 5 s before its end',
    ({ takeIn, node }) => ({
      async takeIn(...given) {
        const taken = await takeIn(...given)
        await new Promise<void>((resolve) => void node.clock.after(5000, resolve))
        return taken
      },
    }),
    /an answer came .* too late/,
  ],
  [
    'timers that fire 300 ms late',
    ({ node }) => {
      const clock = {
        ...node.clock,
        after: (milliseconds: number, callBack: () => void) => node.clock.after(milliseconds + 300, callBack),
      }
      return { node: { ...node, clock } }
    },
    /an answer came .* too late/,
  ],
  [
    'a finish that asks for no state',
    ({ claims, node }, tables) => ({
      claims: {
        ...claims,
        finish(claim, ...more) {
          const row = tables.rows.get(claim.job.id)
          if (row) Object.assign(row, { status: 'processing', worker: node.id, epoch: claim.epoch })
          return claims.finish(claim, ...more)
        },
      },
    }),
    /job ended twice/,
  ],
  [
    'a hop that is written down as too long',
    ({ queue }) => ({
      queue: {
        enqueue(job) {
          const ledger = job.ledger.map((entry) => ({ ...entry, spent: entry.spent + 5000 }))
          return queue.enqueue({ ...job, ledger })
        },
      },
    }),
    /the ledger of a job .* is off/,
  ],
  [
    'calls that nobody writes down',
    ({ attempts }) => ({ attempts: { ...attempts, begin: async () => ({ mayGo: true }) } }),
    /more calls than attempts/,
  ],
  [
    'work that was handed in and that nobody remembers',
    ({ attempts }) => ({ attempts: { ...attempts, findUnfinished: async () => undefined } }),
    /paid twice/,
  ],
  [
    'a store that gives no photo back',
    ({ store }) => ({ store: { ...store, open: async () => undefined } }),
    /504 instead of a picture/,
  ],
  [
    'photos that are never deleted',
    ({ store }) => ({ store: { ...store, delete: forget } }),
    /the photo of a job .* stayed/,
  ],
  [
    'photos that are deleted too early',
    ({ attempts, store }) => ({
      attempts: {
        ...attempts,
        async begin(claim, ...more) {
          await store.delete(claim.job.inputKey)
          return attempts.begin(claim, ...more)
        },
      },
    }),
    /the photo of an open job was deleted/,
  ],
  [
    'a timer that nobody takes back',
    ({ attempts, node }) => ({
      attempts: {
        ...attempts,
        begin(...given) {
          node.clock.after(1e9, () => {})
          return attempts.begin(...given)
        },
      },
    }),
    /a timer was left behind/,
  ],
  [
    'an end that nobody is told of',
    ({ notifications }) => ({ notifications: { ...notifications, on: () => () => {} } }),
    /an end was heard of .* too late/,
  ],
]

for (const [what, sabotage, broken] of sabotages) {
  t.test(`the checks see ${what}`, async (t) => {
    const report = await runSchedules(seeds(100), { sabotage })
    const found = report.broken.flatMap(({ violations }) => violations)
    t.ok(found.some((violation) => broken.test(violation)))
  })
}
