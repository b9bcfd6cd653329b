import t from 'tap'
import { play } from '../bench/chaos/play.ts'

/** Long enough for a few faults, short enough for every day; `bench/chaos.ts` is the long one. */
const script = {
  seed: 'every day',
  rounds: 12,
  seconds: 15,
  clients: 3,
  apis: 2,
  workers: 2,
  slots: { 'slot-001': { syncSeconds: 10 }, 'slot-002': { syncSeconds: 10, priority: 5, maxInFlight: 2 } },
  temper: { leastMilliseconds: 100, mostMilliseconds: 500, failing: 0.05, hanging: 0 },
  longestFreezeMilliseconds: 3000,
}

const isWindows = process.platform === 'win32' && 'signals cannot freeze or restart anything on Windows'

t.test(
  'photos keep their promises while processes, database, disk and clocks break',
  { skip: isWindows },
  async (t) => {
    const outcome = await play({ ...script, say: (line) => t.comment(line) })
    for (const line of outcome.missing) t.comment(`not tried: ${line}`)
    if (outcome.logs) t.comment(`the logs of the nodes: ${outcome.logs}`)
    t.ok(outcome.shots.length > 0)
    for (const { name, promise, broken } of outcome.findings) t.strictSame(broken, [], `${name}: ${promise}`)
  },
)
