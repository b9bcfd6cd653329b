import type { FastifyRequest } from 'fastify'
import t from 'tap'
import type { Guard } from '../../src/accounts/guard.ts'
import type { SignedInPerson } from '../../src/accounts/sessions.ts'
import { eq } from '../../src/drizzle.ts'
import { createHttpServer } from '../../src/http-server.ts'
import { createLogger } from '../../src/log.ts'
import { audit } from '../../src/schema.ts'
import { slotEffectRoutes } from '../../src/slots/slot-effect-routes.ts'
import { effectChanged } from '../../src/slots/slot-effects.ts'
import { quarters } from '../support/pictures.ts'
import { emailOf, framed, settingsWith, startSlots } from './start-slots.ts'

const first = '/api/slots/slot-001'
const effect = `${first}/effect`

async function startSeeded(t: Parameters<typeof startSlots>[0]) {
  const room = await startSlots(t)
  await room.slots.seed()
  const settingsOf = async (id: string) => (await room.call('GET', `/api/slots/${id}`)).json().settings
  const take = (body: unknown, ifMatch: string | undefined, as: 'viewer' | 'operator' | 'admin' = 'operator') =>
    room.call('POST', effect, { as, body, ...(ifMatch && { ifMatch }) })
  return { ...room, settingsOf, take }
}

t.test('an operator gives a slot the effect of another, and all else stays its own', async (t) => {
  const { call, take, settingsOf, database } = await startSeeded(t)
  const own = settingsWith({ ...(await settingsOf('slot-001')), syncSeconds: 20, priority: 7, dailyBudgetUsd: 3 })
  await call('PUT', first, { ifMatch: '"1"', body: own })
  const taken = await take({ from: 'slot-003' }, '"2"')
  t.equal(taken.statusCode, 200)
  t.equal(taken.headers.etag, '"3"')
  t.strictSame(taken.json(), { slot: 'slot-001', revision: 3, from: 'slot-003', own_revision: 2 })
  const { chain, output, templates } = await settingsOf('slot-003')
  t.strictSame(await settingsOf('slot-001'), { ...own, chain, output, templates })
  const rows = await database.select().from(audit).where(eq(audit.what, effectChanged))
  t.match(rows, [
    {
      who: emailOf('operator'),
      before: { id: 'slot-001', revision: 2 },
      after: { id: 'slot-001', revision: 3, from: 'slot-003', ownRevision: 2 },
    },
  ])
})

t.test('it goes back to what it had before, and to its own effect, however often it has changed', async (t) => {
  const { call, take, settingsOf } = await startSeeded(t)
  const own = await settingsOf('slot-001')
  await take({ from: 'slot-003' }, '"1"')
  t.match((await take({ from: 'slot-004' }, '"2"')).json(), { revision: 3, from: 'slot-004', own_revision: 1 })
  t.match((await take({ revision: 2 }, '"3"')).json(), { revision: 4, from: 'slot-003', own_revision: 1 }, 'undone')
  t.match((await take({ revision: 1 }, '"4"')).json(), { revision: 5, from: null })
  t.strictSame(await settingsOf('slot-001'), own)
  t.match((await call('GET', effect, { as: 'viewer' })).json(), { revision: 5, from: null })
})

t.test('an effect that is gone back to leaves settings alone that were saved in between', async (t) => {
  const { call, take, settingsOf } = await startSeeded(t)
  await take({ from: 'slot-003' }, '"1"')
  await call('PUT', first, { ifMatch: '"2"', body: { ...(await settingsOf('slot-001')), priority: 9 } })
  t.match((await call('GET', effect)).json(), { from: null, own_revision: 3 }, 'what an administrator saves is its own')
  await take({ revision: 1 }, '"3"')
  t.equal((await settingsOf('slot-001')).priority, 9)
})

t.test('the same effect once more changes nothing', async (t) => {
  const { take } = await startSeeded(t)
  await take({ from: 'slot-003' }, '"1"')
  t.match((await take({ from: 'slot-003' }, '"2"')).json(), { revision: 2, from: 'slot-003', own_revision: 1 })
  t.match((await take({ from: 'slot-001' }, '"2"')).json(), { revision: 2, from: 'slot-003' })
})

t.test('a tap needs one connection, so that many at once do not wait for each other’s', async (t) => {
  const { take, pool } = await startSeeded(t)
  await take({ from: 'slot-003' }, '"1"')
  const others = await Promise.all(Array.from({ length: pool.options.max - 1 }, () => pool.connect()))
  const taken = await take({ revision: 1 }, '"2"')
  for (const connection of others) connection.release()
  t.match(taken.json(), { revision: 3, from: null, own_revision: 1 })
})

t.test('the answer to a tap tells of that tap, whatever comes right behind it', async (t) => {
  const server = createHttpServer({ logger: createLogger('silent') })
  t.teardown(() => server.close())
  const later = { revision: 9, from: 'slot-009', ownRevision: 1 }
  const effects = { read: async () => later, take: async () => ({ revision: 8, from: 'slot-003', ownRevision: 1 }) }
  const person = { email: emailOf('operator') } as SignedInPerson
  const guard = (() => async (request: FastifyRequest) => void Object.assign(request, { person })) as unknown as Guard
  await server.register(slotEffectRoutes, { effects, guard })
  const answer = await server.inject({
    method: 'POST',
    url: effect,
    headers: { 'if-match': '"7"' },
    payload: { from: 'slot-003' },
  })
  t.equal(answer.headers.etag, '"8"')
  t.strictSame(answer.json(), { slot: 'slot-001', revision: 8, from: 'slot-003', own_revision: 1 })
})

t.test('templates come along with the effect that needs them', async (t) => {
  const { call, take, settingsOf, upload } = await startSeeded(t)
  const { id } = (await upload([{ name: 'file', value: await quarters(64, 48), filename: 'frame.png' }])).json()
  await call('PUT', '/api/slots/slot-002', { ifMatch: '"1"', body: settingsWith(framed(id)) })
  await take({ from: 'slot-002' }, '"1"')
  t.strictSame((await settingsOf('slot-001')).templates, { frame: id })
  await take({ revision: 1 }, '"2"')
  t.strictSame((await settingsOf('slot-001')).templates, {})
})

t.test('what cannot be is refused, and changes nothing', async (t) => {
  const { call, take, settingsOf } = await startSeeded(t)
  const off = { ...(await settingsOf('slot-002')), enabled: false }
  await call('PUT', '/api/slots/slot-002', { ifMatch: '"1"', body: off })
  const cases = [
    [{ from: 'slot-003' }, undefined, 'precondition_required'],
    [{ from: 'slot-003' }, '"7"', 'conflict'],
    [{ from: 'slot-002' }, '"1"', 'slot_disabled'],
    [{ from: 'nowhere' }, '"1"', 'slot_not_found'],
    [{ revision: 5 }, '"1"', 'not_found'],
    [{ from: 'slot-003', revision: 1 }, '"1"', 'invalid_settings'],
    [{}, '"1"', 'invalid_settings'],
  ] as const
  for (const [body, ifMatch, reason] of cases)
    t.equal((await take(body, ifMatch)).json().failure_reason, reason, JSON.stringify(body))
  t.equal((await take({ from: 'slot-003' }, '"1"', 'viewer')).json().failure_reason, 'forbidden')
  t.equal((await call('GET', '/api/slots/nowhere/effect')).json().failure_reason, 'slot_not_found')
  t.match((await call('GET', effect)).json(), { revision: 1, from: null })
})
