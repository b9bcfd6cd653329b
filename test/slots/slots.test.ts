import t from 'tap'
import { systemClock } from '../../src/clock.ts'
import { asc, eq } from '../../src/drizzle.ts'
import { createStudio } from '../../src/providers/studio/studio.ts'
import { audit, slotRevisions, slots as slotsTable } from '../../src/schema.ts'
import { firstSlots } from '../../src/slots/first-slots.ts'
import { createSlotRemover } from '../../src/slots/remove-slot.ts'
import { createSlots } from '../../src/slots/slots.ts'
import { openTestDatabase } from '../support/database.ts'
import { settingsWith } from './start-slots.ts'

async function openSlots(t: Parameters<typeof openTestDatabase>[0]) {
  const { database } = await openTestDatabase(t)
  const dependencies = { database, clock: systemClock, providers: { studio: createStudio() } }
  const slots = createSlots(dependencies)
  const removeSlot = createSlotRemover({ ...dependencies, slots })
  async function remove(id: string): Promise<void> {
    const { revision: expectedRevision } = await slots.requireStored(id)
    await removeSlot(id, { expectedRevision, who: 'ann' })
  }
  return { database, slots, remove, otherNode: createSlots(dependencies) }
}

/** What an older version of the code might have left. */
const tooOld = { title: 'From another time' }

t.test('the first start makes 15 slots, once, however many nodes start together', async (t) => {
  const { slots, otherNode, database } = await openSlots(t)
  await Promise.all([slots.seed(), otherNode.seed(), slots.seed()])
  await slots.seed()
  const listed = await slots.list()
  t.strictSame(
    listed.map(({ id, settings }) => [id, settings]),
    firstSlots,
  )
  for (const slot of listed) t.match(slot, { revision: 1, passwordHash: null, savedBy: 'first start', savedAt: Date })
  t.match(await database.select().from(audit), [{ who: 'first start', what: 'slot.created' }])
})

t.test('a later start leaves the slots as people have made them', async (t) => {
  const { slots } = await openSlots(t)
  await slots.create('mine', settingsWith(), { who: 'ann' })
  await slots.seed()
  t.strictSame(
    (await slots.list()).map(({ id }) => id),
    ['mine'],
  )
})

t.test('what was removed stays removed after a restart, also when nothing is left', async (t) => {
  const { slots, remove } = await openSlots(t)
  await slots.seed()
  await remove('slot-001')
  await slots.seed()
  t.equal((await slots.list()).length, 14)
  for (const { id } of await slots.list()) await remove(id)
  await slots.seed()
  t.strictSame(await slots.list(), [])
})

t.test('a slot that takes the id of a removed one goes on behind its revisions', async (t) => {
  const { slots, remove } = await openSlots(t)
  const who = 'ann'
  await slots.create('booth', settingsWith(), { who })
  await slots.save('booth', settingsWith({ name: 'Second' }), { expectedRevision: 1, who })
  await remove('booth')
  t.equal((await slots.create('booth', settingsWith({ name: 'New' }), { who })).revision, 3)
  const late = slots.save('booth', settingsWith({ name: 'Of the old one' }), { expectedRevision: 2, who })
  await t.rejects(late, { code: 'conflict' })
  t.equal(await slots.findRevision('booth', 2), undefined)
  await remove('booth')
  t.equal((await slots.create('booth', settingsWith(), { who })).revision, 4)
  t.equal((await slots.create('other', settingsWith(), { who })).revision, 1)
})

t.test('there is nothing under an unknown id, whatever a stranger writes there', async (t) => {
  const { slots } = await openSlots(t)
  await slots.seed()
  for (const id of ['slot-016', 'Slot-001', '', '../slot-001', 'slot-001\0', 'x'.repeat(5000), 'constructor']) {
    t.equal(await slots.find(id), undefined, JSON.stringify(id.slice(0, 20)))
    t.equal(await slots.findRevision(id, 1), undefined)
    await t.rejects(slots.save(id, settingsWith(), { expectedRevision: 1, who: 'ann' }), { code: 'slot_not_found' })
    await t.rejects(slots.setPassword(id, 'hash', 'ann'), { code: 'slot_not_found' })
    await t.rejects(slots.revisions(id), { code: 'slot_not_found' })
    await t.rejects(slots.restore(id, 1, { expectedRevision: 1, who: 'ann' }), { code: 'slot_not_found' })
  }
  t.equal(await slots.findRevision('slot-001', 2), undefined)
})

t.test('a save is a new revision; a job finds the one it started with', async (t) => {
  const { slots } = await openSlots(t)
  await slots.seed()
  const before = await slots.find('slot-001')
  const saved = await slots.save('slot-001', settingsWith({ name: 'New' }), { expectedRevision: 1, who: 'ann' })
  t.match(saved, { id: 'slot-001', revision: 2, settings: { name: 'New' }, savedBy: 'ann' })
  const { seenAt: _, ...kept } = saved
  t.match(await slots.find('slot-001'), kept)
  t.match(await slots.findRevision('slot-001', 2), kept)
  t.strictSame((await slots.findRevision('slot-001', 1))?.settings, before?.settings)
  t.match(await slots.revisions('slot-001'), [
    { revision: 2, savedBy: 'ann' },
    { revision: 1, savedBy: 'first start' },
  ])
})

t.test('of ten people who save the same revision at once, one wins and nine are told', async (t) => {
  const { slots, otherNode, database } = await openSlots(t)
  await slots.seed()
  const rounds = 5
  for (let expectedRevision = 1; expectedRevision <= rounds; expectedRevision += 1) {
    const saves = Array.from({ length: 10 }, (_, at) => {
      const node = at % 2 ? slots : otherNode
      return node.save('slot-001', settingsWith({ name: `Name ${at}` }), { expectedRevision, who: `person ${at}` })
    })
    const outcomes = await Promise.allSettled(saves)
    const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
    t.equal(won.length, 1)
    t.strictSame(codes, Array(9).fill('conflict'))
    t.match(await slots.find('slot-001'), { ...won[0], seenAt: Date })
  }
  t.equal(await database.$count(slotRevisions, eq(slotRevisions.slotId, 'slot-001')), 1 + rounds)
  t.equal(await database.$count(audit, eq(audit.what, 'slot.saved')), rounds)
})

t.test('a refused save leaves nothing behind', async (t) => {
  const { slots, database } = await openSlots(t)
  await slots.seed()
  const before = await slots.find('slot-001')
  const audited = await database.$count(audit)
  const bad = settingsWith({ priority: 10 })
  await t.rejects(slots.save('slot-001', bad, { expectedRevision: 1, who: 'ann' }), { code: 'invalid_settings' })
  await t.rejects(slots.save('slot-001', settingsWith(), { expectedRevision: 2, who: 'ann' }), { code: 'conflict' })
  await t.rejects(slots.create('slot-001', settingsWith(), { who: 'ann' }), { code: 'conflict' })
  await t.rejects(slots.create('new', bad, { who: 'ann' }), { code: 'invalid_settings' })
  await t.rejects(slots.create('Bad Id', settingsWith(), { who: 'ann' }), {
    code: 'invalid_settings',
    details: /^id: /,
  })
  t.match(await slots.find('slot-001'), { ...before, seenAt: Date })
  t.equal((await slots.list()).length, 15)
  t.equal(await database.$count(slotRevisions), 15)
  t.equal(await database.$count(audit), audited)
})

t.test('restoring makes a new revision with the old content, and its history stays', async (t) => {
  const { slots } = await openSlots(t)
  await slots.seed()
  const first = await slots.find('slot-002')
  await slots.save('slot-002', settingsWith({ name: 'Mistake' }), { expectedRevision: 1, who: 'ann' })
  const restored = await slots.restore('slot-002', 1, { expectedRevision: 2, who: 'bob' })
  t.match(restored, { revision: 3, savedBy: 'bob' })
  t.strictSame(restored.settings, first?.settings)
  t.strictSame(
    (await slots.revisions('slot-002')).map(({ revision }) => revision),
    [3, 2, 1],
  )
  await t.rejects(slots.restore('slot-002', 9, { expectedRevision: 3, who: 'bob' }), { code: 'not_found' })
  await t.rejects(slots.restore('slot-002', 1, { expectedRevision: 2, who: 'bob' }), { code: 'conflict' })
})

t.test('an old revision that the present code would refuse cannot be restored', async (t) => {
  const { slots, database } = await openSlots(t)
  await slots.seed()
  await database.update(slotRevisions).set({ settings: tooOld }).where(eq(slotRevisions.slotId, 'slot-003'))
  await database
    .insert(slotRevisions)
    .values({ slotId: 'slot-003', revision: 2, settings: settingsWith(), savedBy: 'x' })
  await database.update(slotsTable).set({ revision: 2 }).where(eq(slotsTable.id, 'slot-003'))
  await t.rejects(slots.restore('slot-003', 1, { expectedRevision: 2, who: 'ann' }), {
    code: 'invalid_settings',
    details: /name: .*title: /,
  })
  t.match(await slots.find('slot-003'), { revision: 2 })
})

t.test('a slot whose stored settings no longer fit takes no photos, and can be repaired', async (t) => {
  const { slots, database } = await openSlots(t)
  await slots.seed()
  await database.update(slotRevisions).set({ settings: tooOld }).where(eq(slotRevisions.slotId, 'slot-004'))
  await t.rejects(slots.find('slot-004'), { code: 'slot_misconfigured' })
  await t.rejects(slots.findRevision('slot-004', 1), { code: 'slot_misconfigured' })
  t.match(await slots.find('slot-005'), { id: 'slot-005' }, 'its neighbours go on')

  t.strictSame((await slots.requireStored('slot-004')).settings, tooOld)
  t.equal((await slots.listStored()).length, 15)
  await slots.setPassword('slot-004', 'a hash', 'ann')
  await slots.save('slot-004', settingsWith({ name: 'Repaired' }), { expectedRevision: 1, who: 'ann' })
  t.match(await slots.find('slot-004'), { revision: 2, settings: { name: 'Repaired' }, passwordHash: 'a hash' })
})

t.test('a password belongs to the slot, not to its revisions', async (t) => {
  const { slots } = await openSlots(t)
  await slots.seed()
  await slots.setPassword('slot-001', 'a hash', 'ann')
  t.match(await slots.find('slot-001'), { revision: 1, passwordHash: 'a hash' })
  await slots.save('slot-001', settingsWith(), { expectedRevision: 1, who: 'ann' })
  await slots.restore('slot-001', 1, { expectedRevision: 2, who: 'ann' })
  t.match(await slots.find('slot-001'), { revision: 3, passwordHash: 'a hash' })
  await slots.setPassword('slot-001', null, 'ann')
  t.match(await slots.find('slot-001'), { revision: 3, passwordHash: null })
})

t.test('every change is in the audit with who, before and after, and no password', async (t) => {
  const { slots, database } = await openSlots(t)
  await slots.create('mine', settingsWith({ name: 'One' }), { who: 'ann' })
  await slots.save('mine', settingsWith({ name: 'Two' }), { expectedRevision: 1, who: 'bob' })
  await slots.setPassword('mine', '$argon2id$secret', 'cid')
  await slots.restore('mine', 1, { expectedRevision: 2, who: 'dan' })
  const rows = await database.select().from(audit).orderBy(asc(audit.id))
  t.match(rows, [
    { who: 'ann', what: 'slot.created', before: null, after: { id: 'mine', revision: 1, settings: { name: 'One' } } },
    {
      who: 'bob',
      what: 'slot.saved',
      before: { id: 'mine', revision: 1, settings: { name: 'One', access: 'password' } },
      after: { id: 'mine', revision: 2, settings: { name: 'Two' } },
    },
    {
      who: 'cid',
      what: 'slot.password_changed',
      before: { id: 'mine', hasOwn: false },
      after: { id: 'mine', hasOwn: true },
    },
    {
      who: 'dan',
      what: 'slot.saved',
      before: { revision: 2, settings: { name: 'Two' } },
      after: { revision: 3, settings: { name: 'One' } },
    },
  ])
  t.equal(rows.length, 4)
  t.notOk(JSON.stringify(rows).includes('argon2'))
})
