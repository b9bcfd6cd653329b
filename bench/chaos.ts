import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { play } from './chaos/play.ts'
import { describeOutcome, describeRun, isWhole } from './chaos/report.ts'

/**
 * Breaks a gateway of several processes in every way we know while photos come in, and looks afterwards whether each photo
 * had exactly one end. The same seed chooses the same faults; when they hit what is up to the machine.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '60' },
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: `${randomInt(1e6)}` },
  },
})

const outcome = await play({
  seed: values.seed,
  rounds: Number(values.rounds),
  seconds: Number(values.seconds),
  clients: 6,
  apis: 2,
  workers: 3,
  slots: {
    'slot-001': { syncSeconds: 15 },
    'slot-002': { syncSeconds: 15, priority: 5 },
    'slot-003': { syncSeconds: 15, maxInFlight: 2 },
    'slot-004': { syncSeconds: 10, priority: 9 },
  },
  temper: { leastMilliseconds: 100, mostMilliseconds: 800, failing: 0.03, hanging: 0.01 },
  longestFreezeMilliseconds: 15_000,
  say: (line) => process.stdout.write(`${line}\n`),
})
process.stdout.write(`${describeOutcome(outcome)}\n${describeRun(outcome)}`)
process.exitCode = isWhole(outcome) ? 0 : 1
