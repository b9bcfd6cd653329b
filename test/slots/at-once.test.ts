import t from 'tap'
import { asc, eq } from '../../src/drizzle.ts'
import { audit, slotRevisions } from '../../src/schema.ts'
import { quarters } from '../support/pictures.ts'
import { framed, settingsWith, startSlots } from './start-slots.ts'

type Room = Awaited<ReturnType<typeof startSlots>>

const first = '/api/slots/slot-001'

async function addTemplate({ upload }: Room, width: number): Promise<string> {
  return (await upload([{ name: 'file', value: await quarters(width, 8), filename: 'frame.png' }])).json().id
}

/** No revision is missing, none is there twice, and the audit tells of each. */
async function historyOf({ database }: Room, slotId: string) {
  const { revision } = slotRevisions
  const rows = await database
    .select({ revision })
    .from(slotRevisions)
    .where(eq(slotRevisions.slotId, slotId))
    .orderBy(asc(revision))
  const told = await database.select().from(audit).where(eq(audit.what, 'slot.saved')).orderBy(asc(audit.id))
  const toldOf = told.map(({ after }) => after as { id: string; revision: number }).filter(({ id }) => id === slotId)
  return { revisions: rows.map((row) => row.revision), told: toldOf.map((row) => row.revision) }
}

t.test('of those who save, restore and import over one revision at once exactly one wins', async (t) => {
  const room = await startSlots(t)
  await room.slots.seed()
  const file = (await room.call('GET', '/api/slots/slot-002/export')).json()
  const rounds = 5
  for (let revision = 1; revision <= rounds; revision += 1) {
    const ifMatch = `"${revision}"`
    const answers = await Promise.all([
      room.call('PUT', first, { ifMatch, body: settingsWith({ name: 'Saved' }) }),
      room.call('PUT', first, { ifMatch, body: settingsWith({ enabled: false }) }),
      room.call('POST', `${first}/revisions/1/restore`, { ifMatch }),
      room.call('POST', '/api/slots/import?id=slot-001', { ifMatch, body: file }),
      room.call('PUT', `${first}/password`, { body: { password: `password ${revision}` } }),
    ])
    const statuses = answers.map(({ statusCode }) => statusCode)
    t.equal(statuses.pop(), 204, 'a password is no part of a revision')
    t.strictSame(statuses.sort(), [200, 409, 409, 409])
    for (const lost of answers.filter(({ statusCode }) => statusCode === 409)) {
      t.match(lost.json(), { failure_reason: 'conflict', details: /^Somebody else changed this/ })
    }
  }
  const expected = Array.from({ length: rounds }, (_, at) => at + 2)
  t.strictSame(await historyOf(room, 'slot-001'), { revisions: [1, ...expected], told: expected })
  t.match((await room.call('GET', first)).json(), { revision: rounds + 1, has_password: true })
})

t.test('who saves a slot that is removed in the same moment is told, and nothing is left of it', async (t) => {
  const room = await startSlots(t)
  for (let round = 1; round <= 5; round += 1) {
    await room.slots.seed()
    const url = `/api/slots/slot-00${round}`
    const [removed, saved, copied] = await Promise.all([
      room.call('DELETE', url, { ifMatch: '"1"' }),
      room.call('PUT', url, { ifMatch: '"1"', body: settingsWith({ name: 'Saved' }) }),
      room.call('POST', `${url}/duplicate`, { body: { id: `copy-${round}`, name: 'Copy' } }),
    ])
    const isRemoved = removed?.statusCode === 204
    t.match([removed?.statusCode, saved?.statusCode], isRemoved ? [204, 404] : [409, 200])
    t.ok(copied?.statusCode === 201 || (isRemoved && copied?.statusCode === 404))
    t.equal((await room.call('GET', url)).statusCode, isRemoved ? 404 : 200)
    const left = await room.database.$count(slotRevisions, eq(slotRevisions.slotId, `slot-00${round}`))
    t.equal(left, isRemoved ? 0 : 2)
  }
})

t.test('of two who make a slot under one id at once one is told', async (t) => {
  const room = await startSlots(t)
  await room.slots.seed()
  const file = (await room.call('GET', `${first}/export`)).json()
  const answers = await Promise.all([
    room.call('POST', '/api/slots', { body: { id: 'wedding', settings: settingsWith() } }),
    room.call('POST', `${first}/duplicate`, { body: { id: 'wedding', name: 'Wedding' } }),
    room.call('POST', '/api/slots/import?id=wedding', { body: file }),
  ])
  t.strictSame(answers.map(({ statusCode }) => statusCode).sort(), [201, 409, 409])
  const lost = answers.find(({ statusCode }) => statusCode === 409)
  t.match(lost?.json(), { failure_reason: 'conflict', details: 'There is a slot with this id already.' })
})

t.test('templates are exchanged while others save and restore, and nobody loses anything', async (t) => {
  const room = await startSlots(t)
  await room.slots.seed()
  let [from, to] = [await addTemplate(room, 8), await addTemplate(room, 16)]
  await room.call('PUT', first, { ifMatch: '"1"', body: settingsWith(framed(from)) })
  for (let round = 1; round <= 5; round += 1) {
    const before = (await room.call('GET', first)).json()
    const ifMatch = `"${before.revision}"`
    const [rebound, saved, restored] = await Promise.all([
      room.call('POST', `/api/templates/${from}/rebind`, { body: { to } }),
      room.call('PUT', first, { ifMatch, body: settingsWith({ ...framed(from), name: `Round ${round}` }) }),
      room.call('POST', `${first}/revisions/${before.revision}/restore`, { ifMatch }),
    ])
    t.equal(rebound?.statusCode, 200)
    const others = [saved, restored].map((answer) => answer?.statusCode).sort()
    t.ok(['200,409', '409,409'].includes(others.join()), others.join())
    const after = (await room.call('GET', first)).json()
    t.equal(after.settings.templates.frame, to)
    t.equal(after.revision, before.revision + (others[0] === 200 ? 2 : 1))
    t.equal(after.settings.name, saved?.statusCode === 200 ? `Round ${round}` : after.settings.name)
    await room.call('PUT', first, { ifMatch: `"${after.revision}"`, body: settingsWith(framed(to)) })
    ;[from, to] = [to, from]
  }
  const { revisions } = await historyOf(room, 'slot-001')
  t.strictSame(
    revisions,
    revisions.map((_, at) => at + 1),
  )
})

t.test('a revision whose template is gone is not restored, and nothing of it is', async (t) => {
  const room = await startSlots(t)
  await room.slots.seed()
  const id = await addTemplate(room, 8)
  await room.call('PUT', first, { ifMatch: '"1"', body: settingsWith(framed(id)) })
  await room.call('PUT', first, { ifMatch: '"2"', body: settingsWith({ name: 'Without' }) })
  t.equal((await room.call('DELETE', `/api/templates/${id}`)).statusCode, 204)
  const refused = await room.call('POST', `${first}/revisions/2/restore`, { ifMatch: '"3"' })
  t.equal(refused.statusCode, 422)
  t.match(refused.json(), {
    failure_reason: 'invalid_settings',
    details: 'templates.frame: is not the id of a template',
  })
  t.match((await room.call('GET', first)).json(), { revision: 3, settings: { name: 'Without', templates: {} } })
})
