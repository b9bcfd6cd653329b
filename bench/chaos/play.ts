import { setTimeout as pause } from 'node:timers/promises'
import { watchEventLoop } from './event-loop-lag.ts'
import { type Evidence, readFiles, readLinks, readMessages, readRows } from './evidence.ts'
import type { Finding, Invariant } from './invariant.ts'
import { answersAreOnTime, answersAreStored } from './invariant-answers.ts'
import { filesMatchRows } from './invariant-files.ts'
import { attemptsMatchBill, jobsEndOnce, oldEpochsAreMute, queueIsEmpty } from './invariant-jobs.ts'
import { createNemesis } from './nemesis.ts'
import { countErrors } from './node-logs.ts'
import { createRandom } from './random.ts'
import { createShooter, type Shot } from './shots.ts'
import { type SlotChange, withApp } from './slots.ts'
import { type Stage, setStage } from './stage.ts'
import type { Temper } from './strict-provider.ts'

export interface Script {
  seed: string
  rounds: number
  /** The rounds end after that, however many there were. */
  seconds: number
  clients: number
  apis: number
  workers: number
  slots: Record<string, SlotChange>
  temper: Temper
  longestFreezeMilliseconds: number
  say(line: string): void
}

export interface Outcome {
  seed: string
  rounds: number
  struck: Map<string, number>
  /** Why a fault could not be had here. */
  missing: string[]
  shots: Shot[]
  findings: Finding[]
  /** What the nodes logged as errors, by kind. Not all of them are: a fault is one. */
  errors: string[]
  /** Where the logs of the nodes are, when something is broken. */
  logs: string | undefined
}

const invariants: Invariant[] = [
  answersAreStored,
  jobsEndOnce,
  attemptsMatchBill,
  answersAreOnTime,
  filesMatchRows,
  queueIsEmpty,
  oldEpochsAreMute,
]
/** Work may go on for a window behind the last answer. */
const drainMilliseconds = 30_000

/** The seven questions. */
export const checkInvariants = (evidence: Evidence): Finding[] => invariants.map((check) => check(evidence))

/** The whole play: clients and nemesis, then healing, one cleaning, and the questions. */
export async function play(script: Script): Promise<Outcome> {
  const { seed, say } = script
  const stage = await setStage(script)
  let keepLogs = true
  try {
    const eventLoop = watchEventLoop()
    const nemesis = createNemesis({ ...script, ...stage })
    const { shots, rounds } = await rageWhileShooting(stage, script, nemesis)
    say('healed; waiting for the queue to drain')
    await untilDrained(stage)
    eventLoop.stop()
    const evidence = await gather(stage, shots, eventLoop)
    const findings = [...checkInvariants(evidence), nodesLive(stage, evidence.stopComplaints, nemesis)]
    keepLogs = findings.some(({ broken }) => broken.length > 0)
    return {
      seed,
      rounds,
      struck: nemesis.struck,
      missing: stage.files.refusal === undefined ? [] : [`fill disk: ${stage.files.refusal}`],
      shots,
      findings,
      errors: countErrors(stage.logFolder),
      logs: keepLogs ? stage.logFolder : undefined,
    }
  } finally {
    await stage.close({ keepLogs })
  }
}

async function rageWhileShooting(stage: Stage, script: Script, nemesis: ReturnType<typeof createNemesis>) {
  const shots: Shot[] = []
  const curtain = { isDown: false }
  const clients = Array.from({ length: script.clients }, (_, at) => shootOn(stage, script, at + 1, shots, curtain))
  const rounds = await nemesis.rage(script.rounds, script.seconds * 1000)
  await nemesis.heal()
  curtain.isDown = true
  await Promise.all(clients)
  return { shots, rounds }
}

/** One photo after the other, each with an answer or three windows old before the next. */
async function shootOn(
  { pictures, apis, slots }: Stage,
  { seed }: Script,
  client: number,
  shots: Shot[],
  curtain: { isDown: boolean },
): Promise<void> {
  const random = createRandom(`${seed}/client ${client}`)
  const shoot = createShooter({ pictures, nodes: apis, random })
  for (let number = 1; !curtain.isDown; number += 1) {
    const shot: Shot = { id: `${seed}-c${client}-${number}`, slot: random.pick(slots), tries: [] }
    shots.push(shot)
    await shoot(shot)
    await pause(random.between(0, 200))
  }
}

async function untilDrained({ database }: Stage): Promise<void> {
  const end = performance.now() + drainMilliseconds
  while (performance.now() < end) {
    const [left] = await database.query<{ count: number }>(
      `select count(*)::int from jobs where status in ('pending', 'processing')`,
    )
    if (left?.count === 0 && (await readMessages(database)).length === 0) return
    await pause(250)
  }
}

async function gather(stage: Stage, shots: Shot[], eventLoop: Evidence['eventLoop']) {
  const { database, provider, apis, workers, filesDirectory, environment } = stage
  const links = await readLinks(shots, apis[0]?.life()?.url ?? '')
  const messages = await readMessages(database)
  const stopped = await Promise.all([...apis, ...workers].map((node) => node.stop()))
  await withApp(environment, ({ cleaner }) =>
    cleaner.run({ dryRun: false, withOrphans: true, orphanGraceMilliseconds: 0 }),
  )
  const files = await readFiles(filesDirectory)
  const rows = await readRows(database)
  return {
    shots,
    ...rows,
    messages,
    provider,
    files,
    links,
    eventLoop,
    stopComplaints: stopped.flatMap((one) => one ?? []),
  }
}

/** Not one of the seven, but nothing holds without it. */
function nodesLive({ surprises }: Stage, stopComplaints: string[], nemesis: ReturnType<typeof createNemesis>): Finding {
  return {
    name: 'N1',
    promise: 'no node ends by itself; each stops when asked',
    checked: [...nemesis.struck.values()].reduce((sum, count) => sum + count, 0),
    broken: [
      ...surprises.map(({ node, end, lastWords }) => `${node} ended by itself with ${end}: ${lastWords}`),
      ...stopComplaints,
      ...nemesis.failures,
    ],
    note: '',
  }
}
