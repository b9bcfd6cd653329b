import t from 'tap'
import { echo, fakeChain, fakeProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway } from '../support/gateway.ts'
import { postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'

t.test('a program of the earlier system signs in, reads a slot, posts a photo and fetches its result', async (t) => {
  const gateway = await startTestGateway(t, { providers: { fake: fakeProvider(echo) } })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const email = 'admin@studio.example'
  await gateway.app.people.create({ email, password: 'correct horse', role: 'admin', who: 'test' })

  const login = (password: string) =>
    fetch(`${gateway.url}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: email, password }),
    })
  t.equal((await login('wrong horse')).status, 401)
  const signedIn = (await (await login('correct horse')).json()) as { access_token: string }
  t.match(signedIn, { token_type: 'bearer', expires_in: Number })

  const headers = { authorization: `Bearer ${signedIn.access_token}` }
  for (const path of ['/api/slots/', '/api/slots', '/api/slots/slot-001', '/api/settings/', '/api/settings']) {
    t.equal((await fetch(`${gateway.url}${path}`, { headers, redirect: 'error' })).status, 200, path)
    t.equal((await fetch(`${gateway.url}${path}`)).status, 401, path)
  }

  const photo = await jpeg(64, 48)
  const answer = await postForm(`${gateway.url}/api/ingest/slot-001?session=42`, [
    { name: 'file', value: photo, filename: 'IMG_0001.JPG', type: 'image/jpeg' },
    { name: 'hash_hex', value: '0'.repeat(40) },
    { name: 'password', value: ingestPassword },
  ])
  t.same([answer.status, answer.headers.get('content-type')], [200, 'image/jpeg'])
  const picture = Buffer.from(await answer.arrayBuffer())
  const result = await fetch(`${gateway.url}/public/results/${answer.headers.get('x-job-id')}`, { redirect: 'error' })
  t.equal(result.status, 200)
  t.ok(Buffer.from(await result.arrayBuffer()).equals(picture))
})
