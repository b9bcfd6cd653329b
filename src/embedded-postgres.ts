import fs from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import {
  type Cluster,
  chooseSocketFolder,
  findRunning,
  initialise,
  isInitialised,
  openCluster,
  openLog,
  type RunningServer,
  readEnd,
  readPassword,
  removeSpareFolder,
  removeStaleLocks,
  socketPort,
  wasKilled,
} from './postgres-cluster.ts'
import {
  type Account,
  chooseAccount,
  complaintIn,
  findPostgresPrograms,
  noPostgres,
  type PostgresPrograms,
  runProgram,
} from './postgres-programs.ts'

/**
 * A real PostgreSQL out of npm, for whoever has none.
 *
 * The server is a detached process that outlives us. After a kill of this process the next start adopts it; after a kill
 * of the server, whoever watches it starts it again at the same address; after a kill of both, recovery brings the rows
 * back. Two starts at once do no harm, the slower adopts what the quicker made: a cluster appears by one rename, its
 * password by one link, and PostgreSQL lets only one server in.
 */
export interface EmbeddedPostgres {
  /** Stays the same when the server is started again. */
  readonly url: string
  readonly pid: number
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

const patienceMilliseconds = 60_000
const watchMilliseconds = 1000
const isWindows = process.platform === 'win32'

const ownSettings = {
  shared_buffers: '64MB',
  max_connections: '100',
  max_wal_size: '256MB', // what recovery may have to read after a kill
  jit: 'off',
  log_checkpoints: 'off',
  log_timezone: 'UTC',
  timezone: 'UTC',
}

export async function startEmbeddedPostgres({ directory, settings = {} }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const host = await createHost(directory, settings)
  const { cluster, programs } = host
  if (!isInitialised(cluster)) {
    const isDurable = settings.fsync !== 'off'
    await initialise(cluster, { initdb: programs.initdb, account: await host.account(), isDurable })
  }
  let server = await bringUp(host)
  const { adopted } = server
  const stopWatching = watch(host, (revived) => {
    server = revived
  })
  return {
    get url() {
      return server.url
    },
    get pid() {
      return server.pid
    },
    adopted,
    async stop() {
      await stopWatching()
      await stopServer(host)
    },
  }
}

interface Host {
  cluster: Cluster
  programs: PostgresPrograms
  settings: Record<string, string>
  /** Windows has no sockets that PostgreSQL and pg both know: there it is a port of the loopback, chosen once. */
  tcpPort: number | undefined
  /** Asked only when a program must run: it takes a moment, and adopting needs none. */
  account(): Promise<Account>
}

async function createHost(directory: string, settings: Record<string, string>): Promise<Host> {
  const programs = await findPostgresPrograms()
  const cluster = openCluster(directory)
  const needs = { program: programs.postgres, folder: cluster.directory, property: cluster.data }
  const tcpPort = isWindows ? (findRunning(cluster)?.port ?? (await findFreePort())) : undefined
  const account = () => chooseAccount({ ...needs, environment: childEnvironment() })
  return { cluster, programs, settings, tcpPort, account }
}

/** Not the whole of ours: it holds secrets. */
function childEnvironment(): NodeJS.ProcessEnv {
  const { PATH, LD_LIBRARY_PATH, SystemRoot, TEMP, TMP } = process.env
  return { PATH, LD_LIBRARY_PATH, SystemRoot, TEMP, TMP, LC_ALL: 'C', TZ: 'UTC' }
}

interface Server {
  url: string
  pid: number
  adopted: boolean
}

/** Resolves when a server on this data answers, be it ours or somebody else's. */
async function bringUp(host: Host): Promise<Server> {
  const password = readPassword(host.cluster)
  const end = performance.now() + patienceMilliseconds
  let launched: Launched | undefined
  let refusal: Error | undefined
  while (performance.now() < end) {
    const running = findRunning(host.cluster)
    if (running?.isReady) {
      const url = urlOf(running, password)
      refusal = await knock(url)
      if (!refusal) return { url, pid: running.pid, adopted: running.pid !== launched?.pid }
      if (isWrongPassword(refusal)) break
    }
    // Windows does not tell what kind of process it is; there PostgreSQL itself decides.
    if (!running || isWindows) launched = await launchOnce(host, launched)
    await pause(refusal ? 100 : 10)
  }
  throw await giveUp(host, launched, refusal)
}

async function launchOnce(host: Host, launched: Launched | undefined): Promise<Launched | undefined> {
  if (!launched) return launch(host)
  const end = launched.end()
  if (end === undefined) return launched
  // Another start was quicker, or the children of a killed server need a moment to leave its memory.
  if (!/already exists|in use|is empty|could not create any/.test(end)) {
    throw noPostgres(`The embedded PostgreSQL does not start: ${complaintIn(end)}`, { log: end })
  }
  await pause(200)
  return undefined
}

/** A server that is still at its recovery is left to finish it: the next start will find it. */
async function giveUp(host: Host, launched: Launched | undefined, refusal: Error | undefined): Promise<Error> {
  const { log, passwordFile } = host.cluster
  if (isWrongPassword(refusal)) {
    if (launched) await stopServer(host)
    return noPostgres(`The password in ${passwordFile} is not the one that the database beside it was made with.`)
  }
  const why = refusal?.message ?? complaintIn(readEnd(log))
  return noPostgres(`The embedded PostgreSQL does not answer (${why}); ${log} may say more.`, { cause: refusal })
}

// On Windows it may be the answer of a stranger who has the port by now.
const isWrongPassword = (error: Error | undefined) =>
  !isWindows && error instanceof pg.DatabaseError && error.code === '28P01'

/** Undefined when the server let us in. */
async function knock(url: string): Promise<Error | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return undefined
  } catch (error) {
    return error as Error
  } finally {
    await client.end()
  }
}

function urlOf({ port, socketFolder }: RunningServer, password: string): string {
  const user = `postgres:${encodeURIComponent(password)}`
  if (!socketFolder) return `postgres://${user}@127.0.0.1:${port}/postgres`
  return `postgres://${user}@/postgres?host=${encodeURIComponent(socketFolder)}&port=${port}`
}

interface Launched {
  pid: number | undefined
  /** What it wrote before it ended; undefined while it runs. */
  end(): string | undefined
}

async function launch(host: Host): Promise<Launched> {
  const { cluster, programs } = host
  const account = await host.account()
  claimData(cluster, account)
  const argv = ['-D', cluster.data, ...addressArguments(host, account), ...settingArguments(host.settings)]
  const { log, from } = openLog(cluster, account)
  const child = account.spawn(programs.postgres, argv, {
    cwd: cluster.directory,
    detached: true, // else ^C in the terminal takes it along
    windowsHide: true,
    stdio: ['ignore', log, log],
  })
  fs.closeSync(log)
  child.unref()
  let end: string | undefined
  child.once('error', (error) => {
    end = error.message
  })
  child.once('exit', () => {
    end = readEnd(cluster.log, from)
  })
  return { pid: child.pid, end: () => end }
}

/** Root may have copied it back from a backup. */
function claimData({ data }: Cluster, account: Account): void {
  if (fs.statSync(data).uid !== 0) return
  account.own(data)
  fs.chmodSync(data, 0o700)
}

const settingArguments = (settings: Record<string, string>) =>
  Object.entries({ ...ownSettings, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`])

function addressArguments({ cluster, tcpPort }: Host, account: Account): string[] {
  if (tcpPort) return ['-p', `${tcpPort}`, '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=']
  const folder = chooseSocketFolder(cluster, account)
  removeStaleLocks(cluster, folder)
  const quoted = `"${folder.replaceAll('"', '""')}"` // it is a list, a comma would divide it
  return ['-p', `${socketPort}`, '-c', 'listen_addresses=', '-c', `unix_socket_directories=${quoted}`]
}

/** A server that is killed while we live is started again. Keeps no process from ending. */
function watch(host: Host, onRevival: (server: Server) => void): () => Promise<void> {
  let revival: Promise<void> | undefined
  const timer = setInterval(() => {
    if (revival || !wasKilled(host.cluster)) return
    revival = bringUp(host)
      .then(onRevival, () => {}) // the next look tries again; until then every query fails and says so
      .finally(() => {
        revival = undefined
      })
  }, watchMilliseconds).unref()
  return async () => {
    clearInterval(timer)
    await revival
  }
}

async function stopServer({ cluster, programs, account }: Host): Promise<void> {
  const running = findRunning(cluster)
  if (!running) return
  const argv = ['-D', cluster.data, '-m', 'fast', '-w', '-t', '30', 'stop']
  try {
    await runProgram(await account(), programs.pg_ctl, argv, cluster.directory)
  } catch (error) {
    if (findRunning(cluster)) throw error // else it was stopped from elsewhere
  }
  removeSpareFolder(running.socketFolder)
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
