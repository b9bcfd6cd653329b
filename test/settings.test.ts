import t from 'tap'
import { openDatabase } from '../src/database.ts'
import { audit, settings as settingsTable } from '../src/schema.ts'
import { createSettings } from '../src/settings.ts'
import { createTestDatabase } from './support/database.ts'

const fallback = { syncSeconds: 48, retentionHours: 72 }
const undecided = {
  ...{ ingestPasswordHash: null, ingestPasswordSource: null },
  ...{ publicBaseUrl: null, publicBaseUrlSource: null, locale: 'en', revision: 0 },
}

/** Two nodes of one gateway. */
async function openNodes(t: { teardown(close: () => Promise<void>): void }) {
  const url = await createTestDatabase()
  const [one, other] = [openDatabase({ url, onIdleError: () => {} }), openDatabase({ url, onIdleError: () => {} })]
  t.teardown(async () => {
    await one.close()
    await other.close()
  })
  const here = createSettings({ database: one.database, fallback })
  const there = createSettings({ database: other.database, fallback })
  return { here, there, database: one.database }
}

t.test('until somebody decides, the environment does, and nothing is written', async (t) => {
  const { here, database } = await openNodes(t)
  t.strictSame(await here.read(), { ...fallback, ...undecided })
  t.strictSame(await database.select().from(settingsTable), [])
})

t.test('a change holds for the very next read on every node, and only for what it names', async (t) => {
  const { here, there } = await openNodes(t)
  await there.read()
  await here.change({ syncSeconds: 20 })
  t.match(await there.read(), { syncSeconds: 20, retentionHours: 72 })
  await there.change({ retentionHours: 1 })
  t.match(await here.read(), { syncSeconds: 20, retentionHours: 1, ingestPasswordHash: null })
  await here.change({ ingestPasswordHash: 'a hash' })
  t.strictSame(await there.read(), {
    syncSeconds: 20,
    retentionHours: 1,
    ...undecided,
    revision: 3,
    ingestPasswordHash: 'a hash',
    ingestPasswordSource: 'person',
  })
})

t.test('changes at the same moment on two nodes all count', async (t) => {
  const { here, there } = await openNodes(t)
  const raise = (node: typeof here) =>
    node.change(async ({ retentionHours }) => ({ retentionHours: retentionHours + 1 }))
  await Promise.all(Array.from({ length: 20 }, (_, number) => raise(number % 2 ? here : there)))
  t.equal((await here.read()).retentionHours, 72 + 20)
})

t.test('what must go with a change is told before and after, and its failure takes the change back', async (t) => {
  const { here } = await openNodes(t)
  const attempt = here.change({ syncSeconds: 20 }, async (_, before, after) => {
    t.equal(before.syncSeconds, 48)
    t.equal(after.syncSeconds, 20)
    throw new Error('no audit, no change')
  })
  await t.rejects(attempt, { message: 'no audit, no change' })
  t.equal((await here.read()).syncSeconds, 48)
})

t.test('deciding for nothing changes nothing and tells nobody', async (t) => {
  const { here } = await openNodes(t)
  await here.change(
    async () => null,
    async () => void t.fail('there is nothing to tell'),
  )
  t.match(await here.read(), fallback)
})

t.test('a read inside a transaction sees what that transaction changed', async (t) => {
  const { here, there, database } = await openNodes(t)
  await here.change({ syncSeconds: 20 })
  await database.transaction(async (transaction) => {
    await transaction.update(settingsTable).set({ syncSeconds: 30 })
    t.equal((await here.read(transaction)).syncSeconds, 30)
    t.equal((await there.read()).syncSeconds, 20)
  })
})

t.test('the time of the last new password is not that of other settings', async (t) => {
  const { here, database } = await openNodes(t)
  t.equal(await here.ingestPasswordChangedAt(), null)
  const at = new Date('2026-01-02T03:04:05.678Z')
  await database.insert(audit).values({ at, who: 'a@b.example', what: 'ingest_password.changed' })
  await database.insert(audit).values({ who: 'a@b.example', what: 'settings.changed' })
  t.strictSame(await here.ingestPasswordChangedAt(), at)
})
