import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Account, noPostgres, runProgram } from './postgres-programs.ts'

const largestLogBytes = 10 * 1024 ** 2
const longestSocketBytes = 100 // 108 on Linux, 104 on macOS, with an end mark
/** Part of the socket's name; nothing listens on it. */
export const socketPort = 5432
const spareFolders = path.join(os.tmpdir(), 'photochanger-socket-')

/** A folder with PostgreSQL's data and what belongs to it. */
export interface Cluster {
  directory: string
  data: string
  passwordFile: string
  log: string
}

/** Makes the folder, or says why it cannot be ours. */
export function openCluster(asked: string): Cluster {
  const directory = claimFolder(asked)
  const data = path.join(directory, 'data')
  const [uid, owner] = [process.getuid?.(), fs.statSync(data, { throwIfNoEntry: false })?.uid]
  if (uid && owner !== undefined && uid !== owner) {
    throw noPostgres(
      `The database in ${directory} belongs to another user (uid ${owner}). Start PhotoChanger as that user, or as root.`,
    )
  }
  return { directory, data, passwordFile: path.join(directory, 'password'), log: path.join(directory, 'postgres.log') }
}

/** Root leaves a way through for the account that PostgreSQL will run as; what lies inside is closed by itself. */
function claimFolder(directory: string): string {
  try {
    fs.mkdirSync(directory, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
    fs.accessSync(directory, fs.constants.W_OK | fs.constants.X_OK)
    return fs.realpathSync(directory)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw noPostgres(
      `The folder ${directory} cannot be written (${code}). Give it to the user that PhotoChanger runs as, or set DATA_DIR to another.`,
      { cause },
    )
  }
}

export const isInitialised = ({ data }: Cluster) => fs.existsSync(path.join(data, 'PG_VERSION'))

interface Birth {
  initdb: string
  account: Account
  /** False for data that may be lost. */
  isDurable: boolean
}

/** Made beside and renamed into its place: a start that is killed in the middle leaves nothing that looks like a cluster. */
export async function initialise(cluster: Cluster, { initdb, account, isDurable }: Birth): Promise<void> {
  const { directory, data, passwordFile } = cluster
  const fresh = `${data}-${randomBytes(4).toString('hex')}`
  const access = ['-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile]
  const text = ['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  // A new cluster's files are in no write-ahead log: unsynced, a power cut in the first half minute spoils it for ever.
  const durability = isDurable ? [] : ['--no-sync']
  try {
    fs.mkdirSync(fresh, { mode: 0o700 })
    account.own(fresh)
    account.own(makePassword(passwordFile))
    await runProgram(account, initdb, ['-D', fresh, ...access, ...text, ...durability], directory)
    fs.renameSync(fresh, data)
    syncFolder(directory)
  } catch (error) {
    if (!isInitialised(cluster)) throw error // else another start was quicker
  } finally {
    sweep(isInitialised(cluster) ? `${data}-` : fresh)
  }
}

/** Of two starts at once both must read the same one, and none half of it. */
function makePassword(file: string): string {
  const fresh = `${file}-${randomBytes(4).toString('hex')}`
  fs.writeFileSync(fresh, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true })
  try {
    fs.linkSync(fresh, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    fs.rmSync(fresh)
  }
  return file
}

export function readPassword({ passwordFile }: Cluster): string {
  try {
    return fs.readFileSync(passwordFile, 'utf8').trim()
  } catch (cause) {
    throw noPostgres(`The password of the embedded PostgreSQL cannot be read from ${passwordFile}.`, { cause })
  }
}

/** Also what killed starts left behind. */
function sweep(prefix: string): void {
  const folder = path.dirname(prefix)
  for (const name of fs.readdirSync(folder)) {
    const found = path.join(folder, name)
    if (found.startsWith(prefix)) fs.rmSync(found, { recursive: true, force: true })
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return // opens no folders
  const descriptor = fs.openSync(folder, 'r')
  fs.fsyncSync(descriptor)
  fs.closeSync(descriptor)
}

/** Inside the data, which is closed to others. A socket's address has about 100 bytes; deeper data gets a short spare. */
export function chooseSocketFolder({ data }: Cluster, account: Account): string {
  const length = Buffer.byteLength(path.join(data, `.s.PGSQL.${socketPort}`))
  if (length <= longestSocketBytes) return data
  const folder = `${spareFolders}${createHash('sha256').update(data).digest('hex').slice(0, 12)}`
  try {
    fs.mkdirSync(folder, { mode: 0o700 })
    account.own(folder)
    return folder
  } catch {
    if (isPrivate(folder, account)) return folder
    const other = fs.mkdtempSync(`${folder}-`)
    account.own(other)
    return other
  }
}

/** Anybody may have made it first, to listen in our place. */
function isPrivate(folder: string, { uid }: Account): boolean {
  const stats = fs.lstatSync(folder)
  return stats.isDirectory() && stats.uid === uid && (stats.mode & 0o077) === 0
}

export function removeSpareFolder(folder: string): void {
  if (!folder.startsWith(spareFolders)) return
  try {
    fs.rmdirSync(folder)
  } catch {
    // Another start uses it already.
  }
}

export function openLog({ log: file }: Cluster, account: Account): { log: number; from: number } {
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > largestLogBytes) fs.renameSync(file, `${file}.1`)
  const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW = 0 } = fs.constants
  const log = fs.openSync(file, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600)
  account.own(file)
  return { log, from: fs.fstatSync(log).size }
}

/** From `from` on, but no more than the last 4 kB. */
export function readEnd(file: string, from = 0): string {
  const text = fs.existsSync(file) ? fs.readFileSync(file) : Buffer.alloc(0)
  return text.subarray(Math.max(from, text.length - 4096)).toString()
}

/** What a running server says of itself in its data folder. */
export interface RunningServer {
  pid: number
  port: number
  /** Empty where it listens on a port. */
  socketFolder: string
  /** Until then it refuses connections, or has not said yet where it listens. */
  isReady: boolean
}

/**
 * The server that runs on this data. Its file alone is not believed: after a kill it stays, and the number in it may
 * belong to a zombie or to another program by now.
 */
export function findRunning({ data }: Cluster): RunningServer | undefined {
  const said = readPidFile(data)
  return said && isAlive(said.pid) && isServerOf(data, said.pid) ? said : undefined
}

/** A server that is stopped takes its file along. */
export const wasKilled = (cluster: Cluster) => fs.existsSync(pidFileOf(cluster.data)) && !findRunning(cluster)

/**
 * PostgreSQL sees by itself that a process is gone, and then needs its file to find out whether the old server's children
 * still use its memory; but any living process looks to it like the old server.
 */
export function removeStaleLocks(cluster: Cluster, socketFolder: string): void {
  if (findRunning(cluster)) return // since our last look: these are its own
  const file = pidFileOf(cluster.data)
  const said = readPidFile(cluster.data)
  if (said ? isAlive(said.pid) : isOld(file)) fs.rmSync(file, { force: true })
  fs.rmSync(path.join(socketFolder, `.s.PGSQL.${socketPort}.lock`), { force: true })
}

/** A file without a number is what a power cut leaves; a new one is being written at this moment. */
function isOld(file: string): boolean {
  const stats = fs.statSync(file, { throwIfNoEntry: false })
  return stats !== undefined && Date.now() - stats.mtimeMs > 1000
}

const pidFileOf = (data: string) => path.join(data, 'postmaster.pid')

/** Lines: pid, data folder, start time, port, socket folder, address, shared memory, status. */
function readPidFile(data: string): RunningServer | undefined {
  const [pid, , , port, socketFolder = '', , , status = ''] = tryTo(() =>
    fs.readFileSync(pidFileOf(data), 'utf8'),
  ).split('\n')
  if (!Number(pid)) return undefined
  // A negative number is a server in single-user mode.
  return { pid: Math.abs(Number(pid)), port: Number(port), socketFolder, isReady: status.trim() === 'ready' }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A server works inside its data. Where the system does not show that, we go by how it was started. */
function isServerOf(data: string, pid: number): boolean {
  if (process.platform === 'win32') return true
  const command = `${readCommand(pid).trim()} `
  if (!/(^|\/)postgres /.test(command)) return false
  const folder = tryTo(() => fs.readlinkSync(`/proc/${pid}/cwd`))
  if (folder) return folder === data
  return command.includes(` -D ${data} `) || !command.includes(' -D /') // by hand, without a full path: it may be ours
}

/** Empty for a zombie. */
function readCommand(pid: number): string {
  if (process.platform === 'linux')
    return tryTo(() => fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ')
  return spawnSync('ps', ['-ww', '-o', 'args=', '-p', `${pid}`], { encoding: 'utf8' }).stdout
}

/** What is being looked at may be gone at any moment. */
function tryTo(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
