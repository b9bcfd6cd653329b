import { spawn, spawnSync } from 'node:child_process'
import { chownSync, type Stats, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { Test } from 'tap'
import { until } from './answers.ts'
import { makeTemporaryFolder } from './postgres-cluster.ts'

/** Why a test with a pooler cannot run here, if it cannot. */
export const withPgbouncer =
  spawnSync('pgbouncer', ['--version']).error === undefined ? {} : { skip: 'there is no pgbouncer' }

const port = 6432 // part of the socket's name; nothing listens on it

/** A PgBouncer in transaction mode, otherwise as it comes, in front of a PostgreSQL on a socket. */
export async function startPgbouncer(t: Test, serverUrl: string): Promise<string> {
  const { username, password, pathname, searchParams } = new URL(serverUrl.replace('@/', '@localhost/'))
  const serverFolder = searchParams.get('host') ?? ''
  const folder = makeTemporaryFolder(t)
  writeFileSync(path.join(folder, 'users'), `"${username}" "${password}"\n`)
  writeFileSync(
    path.join(folder, 'pgbouncer.ini'),
    `[databases]
* = host=${serverFolder} port=${searchParams.get('port')} password=${password}
[pgbouncer]
pool_mode = transaction
listen_port = ${port}
unix_socket_dir = ${folder}
auth_type = scram-sha-256
auth_file = ${path.join(folder, 'users')}
max_client_conn = 200
default_pool_size = 10
`,
  )
  const url = `postgres://${username}:${password}@${pathname}?host=${encodeURIComponent(folder)}&port=${port}`
  await launch(t, folder, statSync(serverFolder), url)
  return url
}

/** It refuses root as PostgreSQL does, so it runs as PostgreSQL does. */
async function launch(t: Test, folder: string, { uid, gid }: Stats, url: string): Promise<void> {
  const identity = process.getuid?.() === 0 ? { uid, gid } : {}
  if (identity.uid !== undefined) chownSync(folder, uid, gid)
  const child = spawn('pgbouncer', [path.join(folder, 'pgbouncer.ini')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    ...identity,
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  let log = ''
  child.stderr.on('data', (data) => {
    log += data
  })
  t.teardown(async () => {
    child.kill('SIGKILL')
    await exited
  })
  await until('the pooler answers', async () => {
    if (child.exitCode !== null) throw new Error(log)
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    return client.connect().then(
      () => client.end().then(() => true),
      () => false,
    )
  })
}
