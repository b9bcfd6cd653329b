import t, { type Test } from 'tap'
import { createSessions } from '../../src/accounts/sessions.ts'
import { jobs } from '../../src/schema.ts'
import { until } from '../support/answers.ts'
import { fakeChain, gatedProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway } from '../support/gateway.ts'
import { formBody, formType, photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { connectRaw } from '../support/raw-http.ts'

const photo = await jpeg(64, 48)

async function openOffice(t: Test) {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, { providers: { fake: gated.provider } })
  const person = { email: 'admin@studio.example', password: 'correct horse', role: 'admin' as const, who: 'test' }
  const { id } = await gateway.app.people.create(person)
  const cookie = `photochanger_session=${(await createSessions(gateway).open(id)).token}`
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const remove = () =>
    fetch(`${gateway.url}/api/slots/slot-001`, { method: 'DELETE', headers: { cookie, 'if-match': '"2"' } })
  return { gateway, gated, remove }
}

t.test('a slot stays while a photo is on its way, and its pictures stay when it goes', async (t) => {
  const { gateway, gated, remove } = await openOffice(t)
  const answering = postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, ingestPassword))
  await gated.holds(1)
  const refused = await remove()
  t.equal(refused.status, 409)
  t.match(await refused.json(), { failure_reason: 'slot_busy' })
  gated.releaseAll()
  const answer = await answering
  t.equal(answer.status, 200)
  await answer.arrayBuffer()
  t.equal((await remove()).status, 204)
  t.equal((await fetch(answer.headers.get('x-result-url') ?? '')).status, 200)
  const late = await postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, ingestPassword))
  t.match(await late.json(), { failure_reason: 'slot_not_found' })
})

t.test('a photo whose slot goes while it is being sent finds no slot, and leaves nothing behind', async (t) => {
  const { gateway, remove } = await openOffice(t)
  const body = formBody(photoForm(photo, ingestPassword))
  const line = await connectRaw(gateway.port)
  t.teardown(() => line.destroy())
  const head = ['POST /ingest/slot-001 HTTP/1.1', 'Host: gateway', 'Expect: 100-continue', `Content-Type: ${formType}`]
  line.send(`${[...head, `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n`)
  await line.hears('100 Continue')
  t.equal((await remove()).status, 204)
  line.send(body)
  const answer = await line.answer()
  t.equal(answer.status, 404)
  t.match(JSON.parse(answer.body.toString()), { failure_reason: 'slot_not_found' })
  t.equal(await gateway.database.$count(jobs), 0)
  await until('no photo is left', async () => {
    for await (const _ of gateway.store.list('')) return false
    return true
  })
})
