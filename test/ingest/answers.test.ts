import { createHash } from 'node:crypto'
import t from 'tap'
import { fakeChain, gatedProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

t.test('the answer comes as the slot or the caller wants it', async (t) => {
  const gateway = await startTestGateway(t)
  await gateway.changeSlot('slot-002', { responseFormat: 'json' })
  await gateway.changeSlot('slot-003', { responseFormat: 'multipart' })
  const form = photoForm(await jpeg(320, 240), ingestPassword)

  const image = await postForm(`${gateway.url}/ingest/slot-001`, form)
  t.equal(image.headers.get('content-type'), 'image/jpeg')
  const bytes = new Uint8Array(await image.arrayBuffer())
  t.equal(Number(image.headers.get('content-length')), bytes.length)
  const published = await fetch(image.headers.get('x-result-url') ?? '')
  t.equal(sha256(new Uint8Array(await published.arrayBuffer())), sha256(bytes), 'the link holds the same bytes')

  for (const [slot, headers] of [
    ['slot-001', { accept: 'application/json' }],
    ['slot-002', {}],
  ] as const) {
    const answer = await postForm(`${gateway.url}/ingest/${slot}`, form, { headers })
    const body = (await answer.json()) as { result_inline_base64: string; sha256: string; bytes: number }
    t.match(body, {
      status: 'done',
      job_id: String,
      result_url: String,
      result_expires_at: String,
      mime: 'image/jpeg',
      width: 320,
      height: 240,
    })
    const inline = Buffer.from(body.result_inline_base64, 'base64')
    t.equal(sha256(inline), body.sha256)
    t.equal(inline.length, body.bytes)
  }

  const multipart = await postForm(`${gateway.url}/ingest/slot-003`, form)
  t.match(multipart.headers.get('content-type'), /^multipart\/mixed; boundary=/)
  const parts = Buffer.from(await multipart.arrayBuffer())
    .toString('latin1')
    .split(/\r\n\r\n/)
  t.match(parts[0], /Content-Type: application\/json/)
  t.match(JSON.parse(parts[1]?.split('\r\n', 1)[0] ?? ''), { status: 'done', mime: 'image/jpeg' })
  t.match(parts[1], /Content-Type: image\/jpeg/)
})

t.test('an asynchronous photo is answered at once, and its end can be awaited', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, { providers: { fake: gated.provider } })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  await gateway.changeSlot('slot-002', { chain: fakeChain(), responseMode: 'async' })
  const form = photoForm(await jpeg(64, 48), ingestPassword)

  for (const [slot, headers] of [
    ['slot-001', { prefer: 'respond-async' }],
    ['slot-002', {}],
  ] as const) {
    const answer = await postForm(`${gateway.url}/ingest/${slot}`, form, { headers })
    t.equal(answer.status, 202)
    t.equal(answer.headers.get('cache-control'), 'no-store')
    const body = (await answer.json()) as { job_id: string; status_url: string; result_url: string }
    t.match(body, { status: 'pending', job_id: answer.headers.get('x-job-id') })
    t.equal(answer.headers.get('location'), body.status_url)
    t.equal((await fetch(body.result_url)).status, 404, 'no result yet')

    await gated.holds(1)
    t.match(await (await fetch(body.status_url)).json(), { status: 'processing' })
    const longPoll = fetch(`${body.status_url}?wait=30`)
    const events = await fetch(`${body.status_url}/events`)
    gated.releaseAll()
    t.match(await (await longPoll).json(), { status: 'done', mime: 'image/jpeg', sha256: String })
    const heard = await events.text()
    t.match(heard, /^event: processing\ndata: \{.*\n\nevent: done\ndata: \{.*\n\n$/s, 'the events end with the job')
    t.equal((await fetch(body.result_url)).status, 200)
  }
})

t.test('Prefer: respond-async, wait=N answers with the picture when it is ready in time', async (t) => {
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, { providers: { fake: gated.provider } })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const form = photoForm(await jpeg(64, 48), ingestPassword)
  const headers = { prefer: 'respond-async, wait=10' }

  const fast = postForm(`${gateway.url}/ingest/slot-001`, form, { headers })
  await gated.holds(1)
  gated.releaseAll()
  t.equal((await fast).status, 200)

  const slow = postForm(`${gateway.url}/ingest/slot-001`, form, { headers })
  await gated.holds(1)
  gateway.clock.advance(10_000)
  t.equal((await slow).status, 202)
  t.equal(gated.inside(), 1, 'the work goes on')
})

t.test('unknown jobs are unknown', async (t) => {
  const gateway = await startTestGateway(t)
  for (const id of ['nonsense', '00000000-0000-4000-8000-000000000000', '..%2f']) {
    for (const rest of ['', '?wait=30', '/events']) {
      const answer = await fetch(`${gateway.url}/public/jobs/${id}${rest}`)
      t.equal(answer.status, 404, `${id}${rest}`)
      t.match(await answer.json(), { failure_reason: /job_not_found|not_found/ })
    }
  }
})

t.test('the photo is gone with the end of its job, unless the slot keeps originals', async (t) => {
  const gateway = await startTestGateway(t)
  await gateway.changeSlot('slot-002', { keepOriginal: true })
  const inputs = async () => {
    const keys: string[] = []
    for await (const { key } of gateway.store.list('inputs/')) keys.push(key)
    return keys
  }
  const kept = await postForm(`${gateway.url}/ingest/slot-002`, photoForm(await jpeg(64, 48), ingestPassword))
  t.equal(kept.status, 200)
  t.equal((await postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(65, 48), ingestPassword))).status, 200)
  while ((await inputs()).length > 1) await new Promise((resolve) => setImmediate(resolve))
  t.same(await inputs(), [`inputs/${kept.headers.get('x-job-id')}`])
  t.equal((await fetch(`${gateway.url}/public/media/${kept.headers.get('x-job-id')}`)).status, 404, 'nobody can see it')
})
