import { randomUUID } from 'node:crypto'
import t from 'tap'
import { desc, eq } from '../../src/drizzle.ts'
import { audit, idempotencyKeys, jobs, slotRequests } from '../../src/schema.ts'
import { quarters } from '../support/pictures.ts'
import { emailOf, framed, settingsWith, startSlots } from './start-slots.ts'

type Room = Awaited<ReturnType<typeof startSlots>>

const first = '/api/slots/slot-001'
const png = await quarters(64, 48)

async function bindFrame({ upload, call }: Room): Promise<string> {
  const { id } = (await upload([{ name: 'file', value: png, filename: 'Golden frame.png' }])).json()
  await call('PUT', first, { ifMatch: '"1"', body: settingsWith(framed(id)) })
  return id
}

async function addJob({ database }: Room, values: Partial<typeof jobs.$inferInsert> = {}): Promise<string> {
  const id = randomUUID()
  const at = new Date()
  const input = {
    inputKey: id,
    inputMime: 'image/jpeg',
    inputBytes: 1,
    inputSha256: 'a',
    inputWidth: 1,
    inputHeight: 1,
  }
  const times = { receivedAt: at, deadlineAt: at, workUntilAt: at }
  const slot = { slotId: 'slot-001', slotRevision: 1, source: 'ingest', clientAddress: '', clientFields: {} } as const
  await database.insert(jobs).values({ id, ...slot, status: 'pending', ...input, ...times, ...values })
  return id
}

t.test('two revisions are compared field by field, in either direction', async (t) => {
  const room = await startSlots(t)
  await room.slots.seed()
  await room.call('PUT', first, { ifMatch: '"1"', body: settingsWith({ name: 'Evening', syncSeconds: 20 }) })
  const there = await room.call('GET', `${first}/revisions/1/diff/2`, { as: 'viewer' })
  t.equal(there.statusCode, 200)
  t.strictSame(there.json(), [
    { field: 'name', before: 'Enhance', after: 'Evening' },
    { field: 'syncSeconds', before: null, after: 20 },
  ])
  const back = await room.call('GET', `${first}/revisions/2/diff/1`)
  t.strictSame(back.json()[0], { field: 'name', before: 'Evening', after: 'Enhance' })
  t.strictSame((await room.call('GET', `${first}/revisions/2/diff/2`)).json(), [])
  t.equal((await room.call('GET', `${first}/revisions/2/diff/3`)).statusCode, 404)
  t.equal((await room.call('GET', '/api/slots/nowhere/revisions/1/diff/1')).json().failure_reason, 'slot_not_found')
})

t.test('a copy has the settings and the password of its slot, and a name of its own', async (t) => {
  const room = await startSlots(t)
  await room.slots.seed()
  await room.slots.setPassword('slot-001', 'a hash', 'test')
  const made = await room.call('POST', `${first}/duplicate`, { body: { id: 'wedding', name: 'Wedding' } })
  t.equal(made.statusCode, 201)
  t.equal(made.headers.etag, '"1"')
  t.match(made.json(), { id: 'wedding', has_password: true, settings: settingsWith({ name: 'Wedding' }) })
  const again = await room.call('POST', `${first}/duplicate`, { body: { id: 'wedding', name: 'Wedding' } })
  t.match(again.json(), { failure_reason: 'conflict' })
  const bad = await room.call('POST', `${first}/duplicate`, { body: { id: 'Wed ding', name: '' } })
  t.match(bad.json(), { failure_reason: 'invalid_settings' })
  t.notOk(room.logText().includes('a hash'))
})

t.test('a slot goes to another gateway as a file, its templates found by their content', async (t) => {
  const here = await startSlots(t)
  await here.slots.seed()
  await bindFrame(here)
  const answer = await here.call('GET', `${first}/export`, { as: 'viewer' })
  t.match(answer.headers['content-disposition'], /filename="slot-001\.json"/)
  const file = answer.json()
  t.match(file, {
    kind: 'photochanger.slot',
    version: 1,
    id: 'slot-001',
    templates: [{ role: 'frame', label: 'Golden frame' }],
  })
  t.notOk('templates' in file.settings)

  const there = await startSlots(t)
  const url = '/api/slots/import?id=wedding'
  const missing = /^templates\.frame: the picture "Golden frame" with the SHA-256 [0-9a-f]{64} is not here/
  const dry = await there.call('POST', `${url}&dry_run=true`, { body: file })
  t.equal(dry.statusCode, 200)
  t.match(dry.json(), { dry_run: true, exists: false, slot: null, missing_templates: file.templates, problem: missing })
  const refused = await there.call('POST', url, { body: file })
  t.equal(refused.statusCode, 422)
  t.match(refused.json(), { failure_reason: 'invalid_settings', details: missing })

  const { id: frame } = (await there.upload([{ name: 'file', value: png, filename: 'frame.png' }])).json()
  const ready = (await there.call('POST', `${url}&dry_run=true`, { body: file })).json()
  t.match(ready, { problem: null, missing_templates: [] })
  t.equal((await there.call('GET', '/api/slots/wedding')).statusCode, 404, 'a dry run makes nothing')
  const made = await there.call('POST', url, { body: file })
  t.equal(made.statusCode, 201)
  t.strictSame(made.json().slot.settings, settingsWith(framed(frame)))
})

t.test('an import replaces a slot only for somebody who has seen it', async (t) => {
  const room = await startSlots(t)
  await room.slots.seed()
  const file = (await room.call('GET', '/api/slots/slot-002/export')).json()
  const url = '/api/slots/import?id=slot-001'
  const outcomes: [ifMatch: string | undefined, status: number][] = [
    [undefined, 409],
    ['"7"', 409],
    ['"1"', 200],
  ]
  for (const [ifMatch, status] of outcomes) {
    const answer = await room.call('POST', url, { body: file, ...(ifMatch && { ifMatch }) })
    t.equal(answer.statusCode, status, String(ifMatch))
  }
  const changes = (await room.call('POST', `${url}&dry_run=true`, { body: { ...file, id: 'x' } })).json().changes
  t.strictSame(changes, [], 'it is the same now')
  t.equal((await room.call('GET', first)).json().revision, 2)
  const gone = await room.call('POST', '/api/slots/import?id=gone', { body: file, ifMatch: '"1"' })
  t.equal(gone.json().failure_reason, 'slot_not_found', 'what was to be replaced has been removed')
})

t.test('a file that is no slot of ours is refused by the field', async (t) => {
  const room = await startSlots(t)
  await room.slots.seed()
  const file = (await room.call('GET', `${first}/export`)).json()
  const refused: [body: object, details: RegExp][] = [
    [{ ...file, version: 2 }, /^version: /],
    [{ ...file, kind: 'recipe' }, /^kind: /],
    [{ ...file, more: 1 }, /more/],
    [{ ...file, templates: [{ role: 'frame', sha256: 'x', label: '' }] }, /^templates\.0\.sha256: /],
    [{ ...file, id: 'new', settings: { ...file.settings, nonsense: 1 } }, /^nonsense: is not a known setting/],
  ]
  for (const [body, details] of refused) {
    const answer = await room.call('POST', '/api/slots/import', { body })
    t.equal(answer.statusCode, 422, String(details))
    t.match(answer.json().details, details)
  }
})

t.test('a slot is removed when nothing is on its way through it, and its results live on', async (t) => {
  const room = await startSlots(t)
  await room.slots.seed()
  const busy = await addJob(room)
  t.equal((await room.call('DELETE', first)).statusCode, 428)
  const refused = await room.call('DELETE', first, { ifMatch: '"1"' })
  t.equal(refused.statusCode, 409)
  t.match(refused.json(), { failure_reason: 'slot_busy', details: 'One photo is still on the way through this slot.' })
  t.equal((await room.call('GET', first)).statusCode, 200)

  await room.database.update(jobs).set({ status: 'done', finishedAt: new Date() }).where(eq(jobs.id, busy))
  await room.database
    .insert(idempotencyKeys)
    .values({ slotId: 'slot-001', key: 'k', inputSha256: 'a', jobId: busy, expiresAt: new Date(Date.now() + 60_000) })
  const record = { slotId: 'slot-001', at: new Date(), record: {} }
  await room.database.insert(slotRequests).values([record, { ...record, slotId: 'slot-002' }])
  t.equal((await room.call('DELETE', first, { ifMatch: '"7"' })).json().failure_reason, 'conflict')
  t.equal((await room.call('DELETE', first, { ifMatch: '"1"', as: 'operator' })).statusCode, 403)
  t.equal((await room.call('DELETE', first, { ifMatch: '"1"' })).statusCode, 204)
  t.equal((await room.call('GET', first)).json().failure_reason, 'slot_not_found')
  const [job] = await room.database.select().from(jobs).where(eq(jobs.id, busy))
  t.equal(job?.status, 'done')
  t.ok(job?.deliveredAt, 'a new slot of this name does not answer with it')
  t.equal(await room.database.$count(idempotencyKeys), 0)
  t.equal(await room.database.$count(slotRequests), 1, 'what was sent to it is forgotten, and nothing else')
  const [row] = await room.database.select().from(audit).orderBy(desc(audit.id)).limit(1)
  t.match(row, { who: emailOf('admin'), what: 'slot.removed', before: { id: 'slot-001', revision: 1 } })
})

t.test('who is no administrator copies, imports and removes nothing', async (t) => {
  const room = await startSlots(t)
  await room.slots.seed()
  const file = (await room.call('GET', `${first}/export`)).json()
  for (const as of ['viewer', 'operator'] as const) {
    const copy = { id: 'copy', name: 'Copy' }
    t.equal((await room.call('POST', `${first}/duplicate`, { as, body: copy })).statusCode, 403)
    t.equal((await room.call('POST', '/api/slots/import?id=copy', { as, body: file })).statusCode, 403)
  }
})
