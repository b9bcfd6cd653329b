import t, { type Test } from 'tap'
import { GatewayError } from '../../src/errors.ts'
import { echo, fakeChain, fakeProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { createTestClock } from '../support/test-clock.ts'

/** A gateway whose disk is full for the first `fullTimes` results, on a clock that moves on only from one try to the next. */
async function startOnFullDisk(t: Test, fullTimes: number) {
  let calls = 0
  let tries = 0
  const clock = createTestClock({ standsStill: true })
  const fake = fakeProvider((photo) => {
    calls += 1
    return echo(photo)
  })
  const gateway = await startTestGateway(t, {
    clock,
    providers: { fake },
    wrapStore: (store) => ({
      ...store,
      async write(key, source) {
        if (!key.startsWith('results/')) return store.write(key, source)
        tries += 1
        if (tries > fullTimes) return store.write(key, source)
        // The sixth try is at 2.5 of 3 seconds: there time stands still, and the last word must come by itself.
        if (tries < 6) setImmediate(clock.advance, 500)
        throw new GatewayError('storage_full', 'no space')
      },
    }),
  })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  return { gateway, calls: () => calls, tries: () => tries }
}

t.test('a picture that finds the disk full is stored when there is room again, and not made twice', async (t) => {
  const { gateway, calls, tries } = await startOnFullDisk(t, 3)
  const answer = await postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  t.equal(answer.status, 200)
  t.equal(tries(), 4)
  t.equal(calls(), 1)
})

t.test('a disk that stays full is said to be full before the window ends', async (t) => {
  const { gateway, calls, tries } = await startOnFullDisk(t, Number.POSITIVE_INFINITY)
  const form = photoForm(await jpeg(64, 48), ingestPassword)
  const answer = await postForm(`${gateway.url}/ingest/slot-001`, form, { headers: { prefer: 'wait=3' } })
  t.equal(answer.status, 507)
  t.ok(Number(answer.headers.get('retry-after')) > 0)
  t.match(await answer.json(), { failure_reason: 'storage_full', retry_after: Number })
  t.equal(tries(), 6)
  t.equal(calls(), 1)
})
