import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { describeKills, isSurvived } from './chaos/kill-report.ts'
import { type KillRound, killOnce } from './chaos/kill-round.ts'
import { createRandom } from './chaos/random.ts'
import { setStage } from './chaos/stage.ts'

/** Kills a worker over and over while it has a photo, and expects another one to finish it inside the window. */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: `${randomInt(1e6)}` },
  },
})

const { seed } = values
const providerMilliseconds = 600
const stage = await setStage({
  seed,
  apis: 1,
  workers: 2,
  slots: { 'slot-001': { syncSeconds: 30 } },
  temper: { leastMilliseconds: providerMilliseconds, mostMilliseconds: providerMilliseconds, failing: 0, hanging: 0 },
})
const rounds: KillRound[] = []
try {
  const random = createRandom(`${seed}/kills`)
  for (let number = 1; number <= Number(values.kills); number += 1) {
    const round = await killOnce(stage, random, number)
    rounds.push(round)
    process.stdout.write(`seed ${seed} ${describeRound(round)}\n`)
  }
} finally {
  await stage.close({ keepLogs: !rounds.every(isSurvived) })
}
process.stdout.write(describeKills(rounds, seed))
if (stage.surprises.length > 0) process.stdout.write(`Ended by themselves: ${JSON.stringify(stage.surprises)}\n`)
if (!rounds.every(isSurvived)) process.stdout.write(`The logs of the nodes: ${stage.logFolder}\n`)
process.exitCode = rounds.every(isSurvived) && stage.surprises.length === 0 ? 0 : 1

function describeRound({ number, killed, killedAfterMilliseconds, photos }: KillRound): string {
  const answers = photos.map(({ status, wasHeld, answeredAfterMilliseconds: after }) => {
    const when = after === undefined ? 'before' : `${after.toFixed(0)} ms later`
    return `${status ?? 'none'} ${when}${wasHeld ? ' (held)' : ''}`
  })
  return `kill ${number}: ${killed} after ${killedAfterMilliseconds} ms: ${answers.join(', ')}`
}
