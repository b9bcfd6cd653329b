import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { Test } from 'tap'
import { migrateDatabase } from '../../src/database.ts'
import { startEmbeddedPostgres } from '../../src/embedded-postgres.ts'
import { migrateQueue } from '../../src/queue/boss.ts'

/** Not t.testdir: its folders lie in the project, which may be deeper than a socket's address allows. */
export function makeTemporaryFolder(t: Test): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'photochanger-away-'))
  fs.chmodSync(folder, 0o711)
  t.teardown(() => fs.rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A PostgreSQL of this test's own, migrated, that can be taken away and brought back without disturbing anybody. */
export async function startCluster(t: Test) {
  const directory = path.join(makeTemporaryFolder(t), 'postgres')
  const start = () => startEmbeddedPostgres({ directory, settings: { fsync: 'off' } })
  const first = await start()
  let server = first
  let stopped: number[] = []
  await migrateDatabase(first.url)
  await migrateQueue(first.url)

  /** `immediate` is how a crash looks: nobody is told, and the next start has to recover. */
  async function stop(mode: 'fast' | 'immediate'): Promise<void> {
    process.kill(server.pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
    while (fs.existsSync(path.join(directory, 'data', 'postmaster.pid'))) await shortly()
    await server.stop() // has nothing to stop, but does not watch any more
  }

  /** Everything it consists of stays, and nothing answers. */
  function freeze(): void {
    stopped = [server.pid, ...childrenOf(server.pid)]
    for (const pid of stopped) signal(pid, 'SIGSTOP')
  }

  function thaw(): void {
    for (const pid of stopped.splice(0)) signal(pid, 'SIGCONT')
  }

  t.teardown(async () => {
    thaw()
    await server.stop()
  })

  return {
    url: first.url,
    stop,
    freeze,
    thaw,
    async start(): Promise<void> {
      server = await start()
    },
    /** One statement by somebody else. */
    async query(text: string): Promise<Record<string, unknown>[]> {
      const client = new pg.Client({ connectionString: server.url })
      client.on('error', () => {}) // it may have been asked to cut all connections
      await client.connect()
      try {
        return (await client.query<Record<string, unknown>>(text)).rows
      } finally {
        await client.end()
      }
    },
  }
}

function childrenOf(pid: number): number[] {
  const words = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  return words.filter((word) => word !== '').map(Number)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {} // it has ended in the meantime
}

/** Polls, because these are processes of others. */
const shortly = () => new Promise((resolve) => setTimeout(resolve, 5))

/** Why a test with frozen processes cannot run here, if it cannot. */
export const onlyLinux = process.platform === 'linux' ? {} : { skip: 'looks into /proc' }
