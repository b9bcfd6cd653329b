import http from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { sql } from '../../src/drizzle.ts'
import { GatewayError } from '../../src/errors.ts'
import type { EditedImage, EditRequest } from '../../src/providers/provider.ts'
import { fakeChain, fakeProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { formBody, formType, photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { connectRaw } from '../support/raw-http.ts'
import { createTestClock } from '../support/test-clock.ts'

const until = async (isSo: () => Promise<boolean> | boolean) => {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}

/** A picture service on a real socket that never answers by itself. */
async function startSilentService(t: Test) {
  const open = new Set<http.ServerResponse>()
  const closed: string[] = []
  const server = http.createServer((request, response) => {
    open.add(response)
    response.once('close', () => {
      open.delete(response)
      closed.push(response.writableFinished ? 'answered' : 'cut off')
    })
    request.resume()
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function edit(photo: EditRequest['photo'], signal: AbortSignal): Promise<EditedImage> {
    const bytes = await photo.read()
    try {
      const answer = await fetch(url, { method: 'POST', body: new Uint8Array(bytes), signal })
      const picture = Buffer.from(await answer.arrayBuffer())
      return { bytes: picture, type: 'image/jpeg', width: photo.width, height: photo.height }
    } catch (error) {
      throw error instanceof GatewayError
        ? error
        : new GatewayError('provider_error', 'the line broke', { cause: error })
    }
  }
  return {
    provider: fakeProvider(edit),
    calls: () => open.size,
    closed,
    answerAll(bytes: Buffer): void {
      for (const response of open) response.end(bytes)
    },
  }
}

async function startBooth(t: Test, patch: Parameters<TestGateway['changeSlot']>[1] = {}) {
  const service = await startSilentService(t)
  const gateway = await startTestGateway(t, {
    clock: createTestClock({ standsStill: true }),
    providers: { fake: service.provider },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain(), maxInFlight: 1, ...patch })
  const photo = await jpeg(64, 48)
  const form = photoForm(photo, ingestPassword)
  const body = formBody(form)

  async function postAndKeepLine() {
    const line = await connectRaw(gateway.port)
    t.teardown(line.destroy)
    line.send(
      `POST /ingest/slot-001 HTTP/1.1\r\nHost: x\r\nContent-Type: ${formType}\r\nContent-Length: ${body.length}\r\n\r\n`,
    )
    line.send(body)
    await until(() => service.calls() === 1)
    return line
  }
  return { service, gateway, photo, form, postAndKeepLine }
}

const statuses = async ({ database }: TestGateway) =>
  (await database.execute<{ status: string }>(sql`select status from jobs order by received_at`)).rows.map(
    ({ status }) => status,
  )

async function keysIn({ store }: TestGateway): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list('')) keys.push(key)
  return keys
}

t.test('the end of the window closes the socket to the picture service, and the slot is free', async (t) => {
  const { service, gateway, form } = await startBooth(t)
  const waiting = postForm(`${gateway.url}/ingest/slot-001`, form)
  await until(() => service.calls() === 1)
  gateway.clock.advance(48_000)
  t.equal((await waiting).status, 504)
  await until(() => service.closed.length === 1)
  t.same(service.closed, ['cut off'])
  const next = postForm(`${gateway.url}/ingest/slot-001`, form)
  await until(() => service.calls() === 1)
  service.answerAll(Buffer.from('picture'))
  t.equal((await next).status, 200)
})

t.test('a client that hangs up: with cancel the call is cut off, nothing is left, the slot is free', async (t) => {
  const { service, gateway, form, postAndKeepLine } = await startBooth(t, { onClientGone: 'cancel' })
  const line = await postAndKeepLine()
  line.resetHard()
  await until(() => service.closed.length === 1)
  t.same(service.closed, ['cut off'])
  await until(async () => (await keysIn(gateway)).length === 0)
  t.same(await statuses(gateway), ['cancelled'])
  const next = postForm(`${gateway.url}/ingest/slot-001`, form)
  await until(() => service.calls() === 1)
  service.answerAll(Buffer.from('picture'))
  t.equal((await next).status, 200)
})

t.test('a client that hangs up: with continue the picture is made and is under its link', async (t) => {
  const { service, gateway, postAndKeepLine } = await startBooth(t)
  const line = await postAndKeepLine()
  line.resetHard()
  await until(async () => {
    const { rows } = await gateway.database.execute(sql`select 1 from jobs where waiters = 0`)
    return rows.length === 1
  })
  service.answerAll(Buffer.from('picture'))
  await until(async () => (await statuses(gateway))[0] === 'done')
  const { rows } = await gateway.database.execute<{ id: string }>(sql`select id from jobs`)
  const picture = await fetch(`${gateway.url}/public/results/${rows[0]?.id}`)
  t.equal(await picture.text(), 'picture')
  t.same(service.closed, ['answered'])
})

t.test('nobody is cancelled for whom somebody else still waits', async (t) => {
  const { service, gateway, form, postAndKeepLine } = await startBooth(t, { onClientGone: 'cancel' })
  const line = await postAndKeepLine()
  const other = postForm(`${gateway.url}/ingest/slot-001`, form)
  await until(async () => (await gateway.database.execute(sql`select 1 from jobs where waiters = 2`)).rows.length === 1)
  line.resetHard()
  await until(async () => (await gateway.database.execute(sql`select 1 from jobs where waiters = 1`)).rows.length === 1)
  service.answerAll(Buffer.from('picture'))
  t.equal(await (await other).text(), 'picture')
})

t.test('nobody is cancelled who was promised the picture for later', async (t) => {
  const { service, gateway, form, postAndKeepLine } = await startBooth(t, { onClientGone: 'cancel' })
  const promised = await postForm(`${gateway.url}/ingest/slot-001`, form, { headers: { prefer: 'respond-async' } })
  t.equal(promised.status, 202)
  const { job_id: id } = (await promised.json()) as { job_id: string }
  const line = await postAndKeepLine()
  const waiting = async (count: number) =>
    (await gateway.database.execute(sql`select 1 from jobs where waiters = ${count}`)).rows.length === 1
  await until(() => waiting(1))
  line.resetHard()
  await until(() => waiting(0))
  service.answerAll(Buffer.from('picture'))
  await until(async () => (await statuses(gateway))[0] === 'done')
  t.equal(await (await fetch(`${gateway.url}/public/results/${id}`)).text(), 'picture')
})
