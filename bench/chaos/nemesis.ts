import { setTimeout as pause } from 'node:timers/promises'
import type { DatabaseServer } from './database-server.ts'
import type { FilesFolder } from './files-folder.ts'
import type { Node } from './nodes.ts'
import { createRandom, type Random } from './random.ts'

interface Dependencies {
  seed: string
  apis: readonly Node[]
  workers: readonly Node[]
  database: DatabaseServer
  files: FilesFolder
  longestFreezeMilliseconds: number
  say(line: string): void
}

interface Fault {
  name: string
  weight: number
  isPossible(): boolean
  /** Says what it will do, and does it while the rounds go on. */
  strike(random: Random): { what: string; done: Promise<unknown> }
}

const clockJumpMilliseconds = 10 * 60_000
const patienceMilliseconds = 4000

/**
 * One seeded fault after the other. What it breaks it also mends, in its own time; `heal` waits for all of it. Each round
 * has numbers of its own, so that the same seed brings the same round whatever the rounds before it came to.
 */
export function createNemesis({ seed, apis, workers, database, files, longestFreezeMilliseconds, say }: Dependencies) {
  const mending = new Set<Promise<unknown>>()
  const failures: string[] = []
  const struck = new Map<string, number>()
  const healing = new AbortController()
  let isDatabaseRestarting = false
  let isFull = false

  const isUp = (node: Node) => node.state() === 'up'
  const up = (nodes: readonly Node[]) => nodes.filter(isUp)
  /** One of each kind is always left: with none of them there is nothing to look at. */
  const hasSpare = (nodes: readonly Node[]) => up(nodes).length > 1

  /** The one that the seed names, or the next one that is up. */
  function pickUp(nodes: readonly Node[], random: Random): Node {
    const first = random.whole(0, nodes.length - 1)
    const node = [...nodes.slice(first), ...nodes.slice(0, first)].find(isUp)
    if (!node) throw new Error('no node is up')
    return node
  }

  async function startAgain(node: Node, pauseMilliseconds: number, shiftMilliseconds = 0): Promise<void> {
    await node.kill()
    await pause(pauseMilliseconds)
    await node.start(shiftMilliseconds)
  }

  function killOneOf(nodes: readonly Node[], random: Random) {
    const node = pickUp(nodes, random)
    return {
      what: `SIGKILL ${node.name} (process ${node.life()?.pid})`,
      done: startAgain(node, random.between(0, 500)),
    }
  }

  function freeze(random: Random) {
    const node = pickUp(workers, random)
    const milliseconds = random.whole(1000, longestFreezeMilliseconds)
    node.freeze()
    const thawed = pause(milliseconds, undefined, { signal: healing.signal }).catch(() => {})
    return { what: `SIGSTOP ${node.name} for ${milliseconds} ms`, done: thawed.then(() => node.thaw()) }
  }

  function jumpClock(random: Random) {
    const node = pickUp([...(hasSpare(apis) ? apis : []), ...(hasSpare(workers) ? workers : [])], random)
    const shift = random.chance(0.5) ? clockJumpMilliseconds : -clockJumpMilliseconds
    const what = `${node.name} restarts with a clock that is ${Math.abs(shift) / 60_000} min ${shift > 0 ? 'fast' : 'slow'}`
    return { what, done: startAgain(node, 0, shift) }
  }

  function stopGracefully(random: Random) {
    const node = pickUp(workers, random)
    const restart = async () => {
      const complaint = await node.stop()
      if (complaint) failures.push(complaint)
      await node.start()
    }
    return { what: `SIGTERM ${node.name}, and again`, done: restart() }
  }

  function restartDatabase(random: Random) {
    const milliseconds = random.chance(0.5) ? 0 : random.whole(200, 2500)
    isDatabaseRestarting = true
    const done = database.restart(milliseconds).finally(() => {
      isDatabaseRestarting = false
    })
    return { what: `PostgreSQL restarts without a goodbye, away for ${milliseconds} ms and its recovery`, done }
  }

  function dropConnections(random: Random) {
    const onlyLines = random.chance(0.4)
    const [names, share] = onlyLines ? ['photochanger-listen-%', 1] : ['photochanger-%', random.between(0.2, 0.8)]
    const what = onlyLines ? 'every LISTEN line is cut' : `${Math.round(share * 100)} % of the connections are cut`
    const done = database.query(
      `select pg_terminate_backend(pid) from (
         select pid, row_number() over (order by md5(pid || $2)) as turn, count(*) over () as all
         from pg_stat_activity where application_name like $1) as found
       where turn <= ceil(found.all * $3::float8)`,
      [names, `${seed}${random.whole(0, 1e6)}`, share],
    )
    return { what, done }
  }

  function fillDisk(random: Random) {
    const milliseconds = random.whole(1000, 2000)
    isFull = true
    const fillAndFree = async () => {
      await files.fill()
      await pause(milliseconds)
      await files.free()
      isFull = false
    }
    return { what: `the disk is full for ${milliseconds} ms`, done: fillAndFree() }
  }

  const faults: Fault[] = [
    {
      name: 'kill worker',
      weight: 4,
      isPossible: () => hasSpare(workers),
      strike: (random) => killOneOf(workers, random),
    },
    { name: 'kill api', weight: 3, isPossible: () => hasSpare(apis), strike: (random) => killOneOf(apis, random) },
    { name: 'freeze worker', weight: 3, isPossible: () => hasSpare(workers), strike: freeze },
    { name: 'stop worker', weight: 2, isPossible: () => hasSpare(workers), strike: stopGracefully },
    { name: 'restart PostgreSQL', weight: 1.5, isPossible: () => !isDatabaseRestarting, strike: restartDatabase },
    { name: 'drop connections', weight: 2, isPossible: () => !isDatabaseRestarting, strike: dropConnections },
    {
      name: 'fill disk',
      weight: 1.5,
      isPossible: () => !isFull,
      strike: fillDisk,
    },
    {
      name: 'jump clock',
      weight: 1.5,
      isPossible: () => hasSpare(apis) || hasSpare(workers),
      strike: jumpClock,
    },
  ]

  const available = faults.filter(({ name }) => name !== 'fill disk' || files.refusal === undefined)

  /** The seed chose it, so we wait a while until it can be had: a node may be about to come back. */
  async function untilPossible(fault: Fault): Promise<boolean> {
    const end = performance.now() + patienceMilliseconds
    while (!fault.isPossible() && performance.now() < end) await pause(50)
    return fault.isPossible()
  }

  async function round(label: string, random: Random): Promise<void> {
    const fault = random.weighted(available)
    if (!(await untilPossible(fault))) {
      say(`${label} ${fault.name}: not now, too much is broken already`)
      return
    }
    const { what, done } = fault.strike(random)
    struck.set(fault.name, (struck.get(fault.name) ?? 0) + 1)
    say(`${label} ${fault.name}: ${what}`)
    const mended = done.catch((error) => failures.push(`${fault.name}: ${error}`)).finally(() => mending.delete(mended))
    mending.add(mended)
  }

  return {
    /** So many rounds, about one a second, and no longer than that. Resolves to how many there were. */
    async rage(rounds: number, milliseconds: number): Promise<number> {
      const startedAt = performance.now()
      for (let number = 1; number <= rounds; number += 1) {
        const elapsed = performance.now() - startedAt
        if (elapsed > milliseconds) return number - 1
        const random = createRandom(`${seed}/round ${number}`)
        await round(`seed ${seed} round ${number} of ${rounds}, ${(elapsed / 1000).toFixed(1)} s:`, random)
        await pause(random.between(700, 1300))
      }
      return rounds
    },
    /** Every fault ends by itself, the frozen ones now. */
    async heal(): Promise<void> {
      healing.abort()
      await Promise.all(mending)
      await files.free()
      for (const node of [...apis, ...workers]) {
        await node.untilStarted()
        if (node.state() === 'down') await node.start()
      }
    },
    struck,
    /** What the nemesis could not do, or what did not obey it. */
    failures,
  }
}
