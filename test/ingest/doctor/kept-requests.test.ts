import t from 'tap'
import { sql } from '../../../src/drizzle.ts'
import { slotRequests } from '../../../src/schema.ts'
import { ingestPassword } from '../../support/gateway.ts'
import { formBody, formType, photoForm } from '../../support/multipart.ts'
import { jpeg } from '../../support/pictures.ts'
import { connectRaw } from '../../support/raw-http.ts'
import { openPractice, type RawRequest, type Seen, saidAfter, say } from './practice.ts'

t.test('the last twenty of a slot are kept, for a day, and of no slot that there is not', async (t) => {
  const { gateway, ask } = await openPractice(t)
  const nothing = (name: string): RawRequest => ({ body: formBody([{ name, value: 'x' }]) })
  for (let count = 0; count < 25; count += 1) {
    await gateway.database.execute(sql`delete from failed_attempts`)
    await say(gateway, nothing(`time${count}`))
    if (count === 10) await ask()
  }
  await say(gateway, nothing('a'), '/ingest/slot-005')
  await say(gateway, nothing('a'), '/ingest/slot-999')
  await say(gateway, { method: 'PUT' }, '/ingest/slot-999')
  await saidAfter(ask, 1, 'slot-005')
  const seen = (await ask()).body.requests as Seen[]
  t.same(
    seen.map(({ parts }) => parts[0]?.name),
    Array.from({ length: 20 }, (_, at) => `time${24 - at}`),
  )
  t.equal(await gateway.database.$count(slotRequests), 21)
  t.equal((await ask('slot-999')).status, 404)
  await gateway.database.execute(sql`update slot_requests set at = at - interval '24 hours'`)
  t.same((await ask()).body.requests, [])
})

t.test('operators ask the doctor, others do not', async (t) => {
  const { ask } = await openPractice(t)
  t.equal((await ask('slot-001', 'operator')).status, 200)
  t.equal((await ask('slot-001', 'viewer')).status, 403)
  t.equal((await ask('slot-001', 'stranger')).status, 401)
})

t.test('a table that cannot be written costs no photo its answer', async (t) => {
  const { gateway, ask } = await openPractice(t)
  await gateway.database.execute(sql`alter table slot_requests rename to elsewhere`)
  const line = await connectRaw(gateway.port)
  const body = formBody(photoForm(await jpeg(64, 48), ingestPassword))
  line.send(
    `POST /ingest/slot-001 HTTP/1.1\r\nHost: x\r\nContent-Type: ${formType}\r\nContent-Length: ${body.length}\r\n\r\n`,
  )
  line.send(body)
  t.equal((await line.answer()).status, 200)
  line.destroy()
  gateway.clock.advance(2000)
  while (!gateway.logText().includes('were not written down')) {
    await gateway.database.execute(sql`select 1`)
    gateway.clock.advance(100)
  }
  await gateway.database.execute(sql`alter table elsewhere rename to slot_requests`)
  t.same((await ask()).body.requests, [], 'what could not be written is forgotten')
  await say(gateway, { body: '' })
  t.equal((await saidAfter(ask, 1)).length, 1)
})
