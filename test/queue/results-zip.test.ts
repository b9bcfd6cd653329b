import { execFileSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { readdir, readlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { eq, sql } from '../../src/drizzle.ts'
import { resultKey } from '../../src/media/keys.ts'
import { jobs } from '../../src/schema.ts'
import type { TestGateway } from '../support/gateway.ts'
import { addJob, openOffice } from './office.ts'

async function findJob({ database }: TestGateway, id: string) {
  const [job] = await database.select().from(jobs).where(eq(jobs.id, id))
  if (!job) throw new Error('there is no job')
  return job
}

/** A finished job with a file. */
async function addResult(gateway: TestGateway, content: string, values: Partial<typeof jobs.$inferInsert> = {}) {
  const bytes = Buffer.from(content)
  const finishedAt = values.receivedAt instanceof Date ? values.receivedAt : new Date()
  const key = resultKey(values.slotId ?? 'slot-001', randomUUID(), 1, 'image/jpeg')
  await gateway.store.write(key, bytes)
  return addJob(gateway, {
    ...{ status: 'done', failureReason: null, finishedAt, expiresAt: new Date(Date.now() + 3_600_000) },
    ...{ resultKey: key, resultMime: 'image/jpeg', resultBytes: bytes.length, resultWidth: 1, resultHeight: 1 },
    resultSha256: createHash('sha256').update(bytes).digest('hex'),
    ...values,
  })
}

const readZip = (file: string) =>
  JSON.parse(
    execFileSync('python3', [
      '-c',
      'import json,sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nprint(json.dumps([[n,z.read(n).decode()] for n in z.namelist()]))',
      file,
    ]).toString(),
  ) as [name: string, content: string][]

t.test("a slot's living pictures of a time come as one archive, the oldest first", async (t) => {
  const { gateway, ask, call } = await openOffice(t, { environment: { ROLE: 'api' } })
  const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour))
  const second = await addResult(gateway, 'second', { receivedAt: at(12) })
  const first = await addResult(gateway, 'first', { receivedAt: at(11) })
  await addResult(gateway, 'too early', { receivedAt: at(9) })
  await addResult(gateway, 'at the end', { receivedAt: at(13) })
  await addResult(gateway, 'elsewhere', { receivedAt: at(12), slotId: 'slot-002' })
  await addResult(gateway, 'expired', { receivedAt: at(12), expiresAt: new Date(Date.now() - 1000) })
  await addResult(gateway, 'deleted', { receivedAt: at(12), resultDeletedAt: at(12) })
  const short = await addResult(gateway, 'cut short', { receivedAt: at(12), resultBytes: 100 })
  const lost = await addResult(gateway, 'lost', {
    receivedAt: at(12),
    resultKey: resultKey('slot-001', randomUUID(), 1, 'image/png'),
  })

  const url = '/api/slots/slot-001/results.zip?from=2026-01-01T10:00:00Z&to=2026-01-01T13:00:00Z'
  const answer = await ask(url)
  t.equal(answer.status, 200)
  t.equal(answer.headers.get('content-type'), 'application/zip')
  t.equal(answer.headers.get('content-length'), null, 'it is not made before it is sent')
  const file = path.join(gateway.directory, 'results.zip')
  await writeFile(file, Buffer.from(await answer.arrayBuffer()))
  const found = readZip(file)
  t.same(found.slice(0, 2), [
    [`slot-001-2026-01-01T110000-${first}.jpg`, 'first'],
    [`slot-001-2026-01-01T120000-${second}.jpg`, 'second'],
  ])
  const [, , [note, missing = ''] = []] = found
  t.equal(note, 'NOT-IN-THIS-ARCHIVE.txt', 'what was left out is named')
  for (const id of [short, lost]) t.match(missing, new RegExp(`-${id}\\.jpg: its file is missing or was cut short\r\n`))

  const table: [url: string, status: number, reason: string][] = [
    ['/api/slots/slot-099/results.zip', 404, 'slot_not_found'],
    ['/api/slots/slot-003/results.zip', 404, 'result_not_found'],
    ['/api/slots/slot-001/results.zip?from=today', 400, 'invalid_request'],
  ]
  for (const [asked, status, reason] of table) {
    t.match(await call(asked), { status, body: { failure_reason: reason } }, asked)
  }
  t.equal((await fetch(`${gateway.url}${url}`)).status, 401)
})

t.test('chosen pictures of any slots come in one archive, and what is not there is named', async (t) => {
  const { gateway, ask, call } = await openOffice(t, { environment: { ROLE: 'api' } })
  const first = await addResult(gateway, 'one')
  const second = await addResult(gateway, 'two', { slotId: 'slot-002' })
  const gone = randomUUID()
  const answer = await ask(`/api/results.zip?jobs=${first},${second},${gone},${first}`)
  t.equal(answer.headers.get('content-disposition'), 'attachment; filename="results.zip"')
  const bytes = Buffer.from(await answer.arrayBuffer()).toString('latin1')
  t.match(bytes, new RegExp(`slot-001-.*${first}`))
  t.match(bytes, new RegExp(`slot-002-.*${second}`))
  t.match(bytes, `${gone}: has expired or was deleted`)
  for (const jobs of ['', 'one', Array.from({ length: 101 }, () => randomUUID()).join(',')])
    t.match((await call(`/api/results.zip?jobs=${jobs}`)).body, { failure_reason: 'invalid_request' })
})

t.test('more pictures than fit into one archive are refused, not left out', async (t) => {
  const { gateway, call } = await openOffice(t, { environment: { ROLE: 'api' } })
  const id = await addResult(gateway, 'one')
  const { id: _id, ...job } = await findJob(gateway, id)
  for (let batch = 0; batch < 4; batch += 1) {
    const copies = Array.from({ length: 500 }, () => ({ ...job, id: randomUUID() }))
    await gateway.database.insert(jobs).values(copies)
  }
  const { status, body } = await call('/api/slots/slot-001/results.zip')
  t.equal(status, 400)
  t.match(body.details, /more than 2000/)
})

t.test('an archive whose receiver leaves in the middle leaves no file open and nobody waiting', async (t) => {
  const { gateway, ask, call } = await openOffice(t, { environment: { ROLE: 'api' } })
  const files = 6
  for (let at = 0; at < files; at += 1) await addResult(gateway, `${at}`.repeat(4 * 1024 ** 2))
  const open = async () => {
    const names = await readdir('/proc/self/fd').catch(() => [])
    const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')))
    return targets.filter((target) => target.startsWith(gateway.directory) && target.includes('/results/')).length
  }
  const answer = await ask('/api/slots/slot-001/results.zip')
  const reader = answer.body?.getReader()
  await reader?.read()
  // Nobody reads on: what does not fit into the pipes waits, and holds one file and no connection to the database.
  if (process.platform === 'linux') t.equal(await open(), 1)
  const { rows } = await gateway.database.execute(
    sql`select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
  )
  t.same(rows, [])
  t.equal((await call('/api/jobs')).status, 200)
  await reader?.cancel()
  while ((await open()) > 0) await new Promise((resolve) => setImmediate(resolve))
  t.pass('the file is closed')
})

t.test('a picture that is deleted while its archive is on the way is named in it', async (t) => {
  const { gateway, ask } = await openOffice(t, { environment: { ROLE: 'api' } })
  const first = await addResult(gateway, 'first'.repeat(1024 ** 2), { receivedAt: new Date('2026-01-01T11:00:00Z') })
  const second = await addResult(gateway, 'second', { receivedAt: new Date('2026-01-01T12:00:00Z') })
  const answer = await ask('/api/slots/slot-001/results.zip')
  const reader = answer.body?.getReader()
  await reader?.read()
  await gateway.database.update(jobs).set({ resultDeletedAt: new Date() }).where(eq(jobs.id, second))
  const pieces: Uint8Array[] = []
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) pieces.push(piece.value)
  const end = Buffer.concat(pieces).toString('latin1')
  t.match(end, `${second}: has expired or was deleted while this archive was made`, 'what went meanwhile is named')
  t.match(end, first)
})
