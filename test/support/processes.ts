import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Test } from 'tap'
import { startEmbeddedPostgres } from '../../src/embedded-postgres.ts'
import { freePort } from './free-port.ts'

export const launcher = path.join(import.meta.dirname, '..', '..', 'bin', 'photochanger.cjs')

interface Running {
  child: ChildProcess
  output(): string
  exited: Promise<number | null>
}

/** A program of ours as a process of its own, and as the first of its group, as a terminal has it. */
export function run(argv: string[], environment: Record<string, string>, program = launcher): Running {
  return watch(
    spawn(process.execPath, [program, ...argv], { env: { PATH: process.env.PATH, ...environment }, detached: true }),
  )
}

export function watch(child: ChildProcess): Running {
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data) => {
      output += data
    })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, output: () => output, exited }
}

/** Resolves when the output holds the text; rejects when the process ends before. */
export async function says(running: Running, text: string): Promise<void> {
  const look = Promise.withResolvers<void>()
  const check = () => running.output().includes(text) && look.resolve()
  running.child.stdout?.on('data', check)
  running.child.stderr?.on('data', check)
  void running.exited.then(() => look.reject(new Error(`ended without saying "${text}": ${running.output()}`)))
  check()
  await look.promise
}

/** A place and a port for a gateway with a database of its own. */
export async function scratch(t: Test) {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'photochanger-process-'))
  const dataDirectory = path.join(directory, 'data')
  t.teardown(async () => {
    const database = await startEmbeddedPostgres({ directory: path.join(dataDirectory, 'postgres') })
    await database.stop()
    await rm(directory, { recursive: true, force: true })
  })
  return { directory, environment: { DATA_DIR: dataDirectory, HOST: '127.0.0.1', PORT: String(await freePort()) } }
}

export const hasDatabase = ({ DATA_DIR = '' }: Record<string, string>) =>
  existsSync(path.join(DATA_DIR, 'postgres', 'data', 'postmaster.pid'))
