import t from 'tap'
import { startTestGateway } from './support/gateway.ts'
import { formBody, formType } from './support/multipart.ts'

const gateway = await startTestGateway(t)

t.test('what is wrong with a body is said for the route that was asked', async (t) => {
  const form = 'application/x-www-form-urlencoded'
  const json = 'application/json'
  const twoMebibytes = JSON.stringify({ email: 'a'.repeat(2 * 1024 ** 2), password: 'x' })
  const outcomes: [url: string, type: string, body: string | Buffer, status: number, details: RegExp][] = [
    ['/api/login', form, 'username=a&password=b', 400, /^The body must be sent as application\/json\.$/],
    ['/api/login', 'text/plain', '{}', 400, /^The body must be sent as application\/json\.$/],
    ['/api/login', formType, formBody([{ name: 'email', value: 'a' }]), 400, /sent as application\/json/],
    ['/api/login', 'nonsense', '{}', 400, /sent as application\/json/],
    ['/api/login', json, '{', 400, /^The body is not JSON\.$/],
    ['/api/login', json, '', 400, /^The body is not JSON\.$/],
    ['/api/login', json, '{"__proto__":{}}', 400, /^The body is not JSON\.$|^The request is not valid\.$/],
    ['/api/login', json, twoMebibytes, 413, /^The body of the request is too large\.$/],
    ['/api/login', json, '{}', 422, /password: /],
    ['/api/login/%ff', json, '{}', 400, /^The request is not valid\.$/],
    ['/ingest/slot-001', form, 'password=b', 400, /multipart/],
    ['/ingest/slot-001', json, '{}', 400, /multipart/],
  ]
  for (const [url, type, body, status, details] of outcomes) {
    const sent = { method: 'POST', headers: { 'content-type': type }, body: new Uint8Array(Buffer.from(body)) }
    const answer = await fetch(`${gateway.url}${url}`, sent)
    const what = `${url} ${type} ${body.slice(0, 20)}`
    t.equal(answer.status, status, what)
    const said = (await answer.json()) as { details: string }
    t.match(said.details, details, what)
    if (url.startsWith('/api/')) t.notMatch(said.details, /photo/i, what)
  }
})
