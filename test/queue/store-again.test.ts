import t from 'tap'
import { GatewayError } from '../../src/errors.ts'
import { echo, fakeChain, fakeProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'

/** A gateway whose disk is full for results until `isFull` says otherwise. */
async function startOnFullDisk(t: Parameters<typeof startTestGateway>[0], isFull: () => boolean) {
  let calls = 0
  const fake = fakeProvider((photo) => {
    calls += 1
    return echo(photo)
  })
  const gateway = await startTestGateway(t, {
    providers: { fake },
    wrapStore: (store) => ({
      ...store,
      async write(key, source) {
        if (key.startsWith('results/') && isFull()) throw new GatewayError('storage_full', 'no space')
        return store.write(key, source)
      },
    }),
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  return { gateway, calls: () => calls }
}

t.test('a picture that finds the disk full is stored when there is room again, and not made twice', async (t) => {
  let tries = 0
  const { gateway, calls } = await startOnFullDisk(t, () => {
    tries += 1
    return tries <= 3
  })
  const ticking = setInterval(() => gateway.clock.advance(100), 10)
  t.teardown(() => clearInterval(ticking))
  const answer = await postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  t.equal(answer.status, 200)
  t.equal(tries, 4)
  t.equal(calls(), 1)
})

t.test('a disk that stays full is said to be full before the window ends', async (t) => {
  const { gateway, calls } = await startOnFullDisk(t, () => true)
  const ticking = setInterval(() => gateway.clock.advance(50), 10)
  t.teardown(() => clearInterval(ticking))
  const form = photoForm(await jpeg(64, 48), ingestPassword)
  const answer = await postForm(`${gateway.url}/ingest/slot-001`, form, { headers: { prefer: 'wait=6' } })
  t.equal(answer.status, 507)
  t.ok(Number(answer.headers.get('retry-after')) > 0)
  t.match(await answer.json(), { failure_reason: 'storage_full', retry_after: Number })
  t.equal(calls(), 1)
})
