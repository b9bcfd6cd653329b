import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import t from 'tap'
import type { SourceImage } from '../../src/providers/provider.ts'
import { echo, fakeChain, fakeProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'

const folder = await mkdtemp(path.join(os.tmpdir(), 'photochanger-lend-'))
t.teardown(() => rm(folder, { recursive: true }))

/** As an adapter does: out of a file of its own, which is gone soon afterwards. */
async function lend(photo: SourceImage): Promise<string> {
  const file = path.join(folder, crypto.randomUUID())
  await writeFile(file, await photo.read())
  try {
    return (await photo.lend?.({ path: file, type: photo.type })) ?? ''
  } finally {
    await rm(file)
  }
}

const publicBaseUrl = 'https://booth.example'

t.test('a provider fetches the photo by a link that lives as long as the job may', async (t) => {
  const entered = Promise.withResolvers<string>()
  const gate = Promise.withResolvers<void>()
  const fake = fakeProvider(async (photo) => {
    entered.resolve(await lend(photo))
    await gate.promise
    return echo(photo)
  })
  const gateway = await startTestGateway(t, {
    providers: { fake },
    environment: { PUBLIC_BASE_URL: publicBaseUrl },
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain(), onTimeout: 'continue' })
  const photo = await jpeg(64, 48)
  const waiting = postForm(`${gateway.url}/ingest/slot-001`, photoForm(photo, ingestPassword))
  const link = await entered.promise
  t.match(link, /^https:\/\/booth\.example\/public\/media\/[0-9a-f-]{36}$/)
  const here = link.replace(publicBaseUrl, gateway.url)

  const fetched = await fetch(here)
  t.equal(fetched.status, 200)
  t.equal(fetched.headers.get('content-type'), 'image/jpeg')
  t.equal(fetched.headers.get('x-content-type-options'), 'nosniff')
  t.equal(fetched.headers.get('cache-control'), 'no-store')
  t.ok(Buffer.from(await fetched.arrayBuffer()).equals(photo))
  const head = await fetch(here, { method: 'HEAD' })
  t.equal(Number(head.headers.get('content-length')), photo.length)

  gateway.clock.advance(48_000)
  t.equal((await waiting).status, 504)
  t.equal((await fetch(here)).status, 200, 'the work goes on')
  gateway.clock.advance(252_000)
  const over = await fetch(here)
  t.equal(over.status, 410)
  t.match(await over.json(), { failure_reason: 'media_expired' })
  gate.resolve()
  for (const unknown of [crypto.randomUUID(), 'x', '%00']) {
    t.equal((await fetch(`${gateway.url}/public/media/${unknown}`)).status, 404, unknown)
  }
})

t.test('a link outlives neither its job nor its photo', async (t) => {
  let link = ''
  const fake = fakeProvider(async (photo) => {
    link = await lend(photo)
    return echo(photo)
  })
  const gateway = await startTestGateway(t, { providers: { fake }, environment: { PUBLIC_BASE_URL: publicBaseUrl } })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  t.equal((await postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))).status, 200)
  const here = link.replace(publicBaseUrl, gateway.url)
  while ((await fetch(here)).status !== 410) await new Promise((resolve) => setImmediate(resolve))
})

t.test('without a public address nobody could fetch anything, and the slot says so', async (t) => {
  const fake = fakeProvider(async (photo) => {
    await lend(photo)
    return echo(photo)
  })
  const gateway = await startTestGateway(t, { providers: { fake } })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const answer = await postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  t.equal(answer.status, 503)
  t.match(await answer.json(), { failure_reason: 'slot_misconfigured', details: /PUBLIC_BASE_URL/ })
})
