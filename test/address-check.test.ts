import http from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { createAddressCheck } from '../src/address-check.ts'
import { startTestGateway } from './support/gateway.ts'

async function startStranger(t: Test, body: string, status = 200): Promise<string> {
  const server = http.createServer((_request, reply) => void reply.writeHead(status).end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

t.test('an administrator learns whether an address leads here', async (t) => {
  const gateway = await startTestGateway(t)
  const other = await startTestGateway(t)
  const account = { email: 'boss@studio.example', password: 'correct horse' }
  await gateway.app.people.create({ ...account, role: 'admin', who: 'test' })
  const headers = { 'content-type': 'application/json' }
  const login = await fetch(`${gateway.url}/api/login`, { method: 'POST', headers, body: JSON.stringify(account) })
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const check = async (address: string) => {
    const answer = await fetch(`${gateway.url}/api/settings/check-address`, {
      method: 'POST',
      headers: { ...headers, cookie },
      body: JSON.stringify({ address }),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  t.match((await check(`${gateway.url}/`)).body, { outcome: 'reached', http_status: 200 })
  t.match((await check(other.url)).body, { outcome: 'another_gateway', http_status: 200 })
  t.match((await check(await startStranger(t, '<html>'))).body, { outcome: 'something_else', http_status: 200 })
  t.match((await check(await startStranger(t, 'x'.repeat(100_000)))).body, { outcome: 'something_else' })
  t.match((await check(await startStranger(t, '{"status":"ok"}', 503))).body, {
    ...{ outcome: 'something_else', http_status: 503 },
  })
  await other.stop()
  t.match((await check(other.url)).body, { outcome: 'refused', http_status: null })
  for (const address of ['ftp://photos.example', 'http://me:secret@photos.example', 'photos'])
    t.match(await check(address), { status: 422, body: { failure_reason: 'invalid_settings' } }, address)
})

t.test('what kept us away is told apart', async (t) => {
  const outcomes: [cause: unknown, outcome: string][] = [
    [{ code: 'ENOTFOUND' }, 'name_unknown'],
    ...[
      'CERT_HAS_EXPIRED',
      'CERT_NOT_YET_VALID',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    ].map((code): [unknown, string] => [{ code }, 'certificate']),
    [{ code: 'EHOSTUNREACH' }, 'unreachable'],
    [undefined, 'unreachable'],
  ]
  for (const [cause, outcome] of outcomes) {
    const { check } = createAddressCheck({ fetch: () => Promise.reject(new TypeError('fetch failed', { cause })) })
    t.match(await check('https://photos.example'), { outcome })
  }
  const late = createAddressCheck({ fetch: () => Promise.reject(new DOMException('late', 'TimeoutError')) })
  t.match(await late.check('https://photos.example'), { outcome: 'timeout' })
})
