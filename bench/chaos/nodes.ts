import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { readLastWords } from './node-logs.ts'

/** One process of a node, from its birth to its end. A node that is started again begins another life. */
export interface Life {
  node: string
  pid: number
  url: string
  /** When we took it away, on this process's clock. */
  killedAt?: number
}

/** A process that ended although nobody asked it to. */
export interface Surprise {
  node: string
  end: string
  lastWords: string
}

type NodeState = 'down' | 'starting' | 'up' | 'frozen' | 'stopping'

interface NodeOptions {
  name: string
  role: 'api' | 'worker'
  environment: Record<string, string>
  providerUrl: string
  logFolder: string
  onSurprise(surprise: Surprise): void
}

const startMilliseconds = 60_000
const stopMilliseconds = 40_000
const againMilliseconds = 300
const program = fileURLToPath(new URL('node-process.ts', import.meta.url))
const shiftedClock = new URL('shifted-clock.ts', import.meta.url).href

/** A node of the gateway in a process of its own, and everything that may befall it. */
export function createNode({ name, role, environment, providerUrl, logFolder, onSurprise }: NodeOptions) {
  const log = path.join(logFolder, `${name}.log`)
  let state: NodeState = 'down'
  let child: ChildProcess | undefined
  let life: Life | undefined
  let ended: Promise<unknown> = Promise.resolve()
  let started: Promise<void> = Promise.resolve()
  let given = false

  function launch(shiftMilliseconds: number): ChildProcess {
    const descriptor = openSync(log, 'a')
    const preload = shiftMilliseconds === 0 ? [] : ['--import', shiftedClock]
    const launched = spawn(process.execPath, ['--heap-growing-percent=400', ...preload, program, providerUrl, name], {
      stdio: ['ignore', descriptor, descriptor, 'ipc'],
      // Not the whole of ours: a test runner's loaders have no business in a node.
      env: {
        PATH: process.env.PATH,
        TMPDIR: process.env.TMPDIR,
        UV_THREADPOOL_SIZE: '8',
        NODE_COMPILE_CACHE: path.join(logFolder, '..', 'compiled'), // half of a start is compiling
        ROLE: role,
        CHAOS_CLOCK_SHIFT_MILLISECONDS: `${shiftMilliseconds}`,
        ...environment,
      },
    })
    closeSync(descriptor)
    return launched
  }

  function start(shiftMilliseconds = 0): Promise<void> {
    state = 'starting'
    started = startUntilUp(shiftMilliseconds)
    return started
  }

  /** As often as it takes: the database may be away at the moment. */
  async function startUntilUp(shiftMilliseconds: number): Promise<void> {
    const end = performance.now() + startMilliseconds
    while (!given) {
      child = launch(shiftMilliseconds)
      const launched = child
      ended = new Promise((resolve) => launched.once('exit', resolve))
      const url = await addressOf(launched)
      if (url !== undefined) return begin(launched, url)
      if (performance.now() > end) throw new Error(`${name} does not start: ${readLastWords(log)}`)
      await pause(againMilliseconds)
    }
  }

  function begin(launched: ChildProcess, url: string): void {
    const born: Life = { node: name, pid: launched.pid ?? 0, url }
    life = born
    state = 'up'
    launched.once('exit', (code, signal) => {
      if (born.killedAt !== undefined) return
      born.killedAt = performance.now()
      onSurprise({ node: name, end: signal ?? `code ${code}`, lastWords: readLastWords(log) })
      // Whoever runs a gateway has something that starts it again.
      if (!given) start().catch((error) => onSurprise({ node: name, end: String(error), lastWords: '' }))
    })
  }

  function markKilled(): void {
    if (life && life.killedAt === undefined) life.killedAt = performance.now()
  }

  return {
    name,
    role,
    log,
    state: () => state,
    /** The present process, or the last one. */
    life: () => life,
    start,
    /** Waits for a start that is under way, whoever asked for it. */
    untilStarted: () => started,
    async kill(): Promise<void> {
      markKilled()
      state = 'down'
      child?.kill('SIGKILL')
      await ended
    },
    freeze(): void {
      state = 'frozen'
      child?.kill('SIGSTOP')
    },
    thaw(): void {
      if (state !== 'frozen') return
      child?.kill('SIGCONT')
      state = 'up'
    },
    /** As an operator does it. Resolves to what went wrong, if anything. */
    async stop(): Promise<string | undefined> {
      markKilled()
      state = 'stopping'
      const late = Promise.withResolvers<'late'>()
      const timer = setTimeout(() => late.resolve('late'), stopMilliseconds)
      child?.kill('SIGTERM')
      const end = await Promise.race([ended, late.promise])
      clearTimeout(timer)
      if (end === 'late') await this.kill()
      state = 'down'
      if (end === 'late') return `${name} did not stop within ${stopMilliseconds} ms`
      return end === 0 || end === undefined ? undefined : `${name} ended with ${end ?? 'a signal'} at SIGTERM`
    },
    /** For the last moment of this process. */
    abandon(): void {
      given = true
      markKilled()
      child?.kill('SIGKILL')
    },
  }
}

export type Node = ReturnType<typeof createNode>

/** Undefined when it ended before it listened. */
function addressOf(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('message', (message) => resolve(String(message)))
    child.once('error', () => resolve(undefined))
    child.once('exit', () => resolve(undefined))
  })
}
