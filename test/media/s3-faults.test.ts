import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { usualLimits } from '../../src/media/s3/s3-client.ts'
import { createS3Store } from '../../src/media/s3/s3-store.ts'
import type { Store } from '../../src/media/store.ts'
import { type S3Fault, type S3Operation, startS3 } from '../emulators/s3.ts'
import { until } from '../support/answers.ts'
import { keysIn } from './store-contract.ts'

const s3 = await startS3(t)
t.afterEach(() => s3.heal())

const quick = {
  ...usualLimits,
  requestMilliseconds: 600,
  slowestBytesPerSecond: 32 * 1024 ** 2,
  stallMilliseconds: 300,
}

async function openBucket(t: Test, limits = usualLimits): Promise<Store> {
  return (await openBucketAlone(t, limits)).store
}

/** With what breaks this bucket, and no other one. */
async function openBucketAlone(t: Test, limits = usualLimits) {
  const bucket = s3.nextBucket()
  const store = createS3Store(bucket, limits)
  t.teardown(store.close)
  const patient = createS3Store(bucket)
  t.teardown(patient.close)
  await patient.identify()
  await patient.write('inputs/kept', Buffer.from('kept'))
  const place = s3.only(bucket.bucket)
  place.takeSeen()
  return { store, place }
}

/** Three parts, and one and a bit. */
const large = Buffer.alloc(17_000_000, 'large')
const twoParts = large.subarray(0, 9_000_000)
async function* inPieces(bytes: Buffer, pieceBytes = 500_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

t.test('room that has run out is another matter', async (t) => {
  const store = await openBucket(t)
  s3.break({ answer: 507, code: 'XMinioStorageFull' }, ['PutObject'])
  await t.rejects(store.write('inputs/x', Buffer.from('x')), { code: 'storage_full', retryAfterSeconds: 30 })
})

t.test('a large upload that breaks at any step leaves nothing behind', async (t) => {
  const store = await openBucket(t)
  async function* breaking() {
    yield* inPieces(large)
    throw new Error('the phone is gone')
  }
  await t.rejects(store.write('inputs/x', breaking()), { message: 'the phone is gone' })
  t.same(s3.openUploads(), [], 'the source')
  for (const operation of ['UploadPart', 'CompleteMultipartUpload'] as const) {
    s3.break({ answer: 403, code: 'AccessDenied' }, [operation])
    await t.rejects(store.write('inputs/x', inPieces(large)), { code: 'unavailable' })
    t.same(s3.openUploads(), [], operation)
    s3.heal()
  }
  t.same(await keysIn(store), ['inputs/kept'])
})

t.test('a part that is still on its way when the source breaks does not outlive the upload', async (t) => {
  const store = await openBucket(t)
  const held = Promise.withResolvers<void>()
  async function* breaking() {
    yield twoParts
    await until('the first part is on its way', () => held.promise.then(() => true))
    throw new Error('the phone is gone')
  }
  s3.break({ wait: 300 }, ['UploadPart'])
  setTimeout(held.resolve, 100)
  await t.rejects(store.write('inputs/x', breaking()), { message: 'the phone is gone' })
  t.same(s3.openUploads(), [])
})

t.test('an upload that could not be ended is swept up later, and only when it is old', async (t) => {
  const store = await openBucket(t)
  s3.break({ answer: 500, code: 'InternalError' }, ['UploadPart', 'AbortMultipartUpload'])
  await t.rejects(store.write('inputs/x', inPieces(twoParts)), { code: 'unavailable' })
  s3.heal()
  t.same(s3.openUploads(), ['inputs/x'])
  t.same(await store.removeStalePartials(24 * 3_600_000), { files: 0, bytes: 0 }, 'somebody may still be at it')
  t.same(await store.removeStalePartials(3_600_000, { dryRun: true }), { files: 1, bytes: 0 })
  t.same(s3.openUploads(), ['inputs/x'])
  t.same(await store.removeStalePartials(3_600_000), { files: 1, bytes: 0 })
  t.same(s3.openUploads(), [])
  s3.break({ answer: 501, code: 'NotImplemented' }, ['ListMultipartUploads'])
  t.same(await store.removeStalePartials(0), { files: 0, bytes: 0 }, 'where the service does not list them')
})

t.test('the end of an upload whose answer was lost is found out', async (t) => {
  const store = await openBucket(t)
  s3.break('answer lost', ['CompleteMultipartUpload'], 1)
  t.equal(await store.write('inputs/x', inPieces(twoParts)), twoParts.length)
  t.ok((await store.read('inputs/x'))?.equals(twoParts))
})

t.test('a slow service is not given more than it takes', async (t) => {
  const { store, place } = await openBucketAlone(t)
  let taken = 0
  let mostAhead = 0
  async function* counting() {
    for await (const piece of inPieces(large)) {
      taken += piece.length
      const sent = place.takeSeen().filter(({ operation }) => operation === 'UploadPart').length
      sentParts += sent
      mostAhead = Math.max(mostAhead, taken - sentParts * 8 * 1024 ** 2)
      yield piece
    }
  }
  let sentParts = 0
  s3.break({ wait: 150 }, ['UploadPart'])
  await store.write('inputs/x', counting())
  t.ok(mostAhead <= 2 * 8 * 1024 ** 2 + 500_000, `${mostAhead} bytes in memory`)
})

t.test('a stream that nothing more comes of ends, and one that nobody reads for a while does not', async (t) => {
  const store = await openBucket(t, { ...quick, requestMilliseconds: 4000 })
  await store.write('inputs/x', twoParts)
  const patient = await store.open('inputs/x')
  patient?.stream.once('readable', () => {})
  await pause(2 * quick.stallMilliseconds)
  t.ok(patient && (await buffer(patient.stream)).equals(twoParts), 'the reader took its time')

  s3.break({ stallAfter: 100_000 }, ['GetObject'])
  const stalled = await store.open('inputs/x')
  await t.rejects(async () => stalled && buffer(stalled.stream), { code: 'unavailable', message: /reading on/ })
})

t.test('a stream goes on for longer than a question may take', async (t) => {
  const bucket = s3.nextBucket()
  const [patient, hurried] = [createS3Store(bucket), createS3Store(bucket, { ...quick, stallMilliseconds: 8000 })]
  t.teardown(patient.close)
  t.teardown(hurried.close)
  await patient.write('inputs/x', twoParts)
  const opened = await hurried.open('inputs/x')
  if (!opened) throw new Error('there is no object')
  const pieces: Buffer[] = []
  for await (const piece of opened.stream as AsyncIterable<Buffer>) {
    if (pieces.push(piece) === 1) await pause(2 * quick.requestMilliseconds)
  }
  t.ok(Buffer.concat(pieces).equals(twoParts))
})

t.test('a stream that nobody reads at all does not hold its connection for ever', async (t) => {
  const store = await openBucket(t, { ...quick, requestMilliseconds: 4000, streamMilliseconds: 200 })
  await store.write('inputs/x', twoParts)
  const opened = await store.open('inputs/x')
  const ended = new Promise((resolve) => opened?.stream.once('error', resolve))
  t.match(await ended, { code: 'unavailable', message: /the end of a stream/ })
})

t.test('a body that is cut short never passes for a whole one', async (t) => {
  const store = await openBucket(t)
  await store.write('inputs/x', twoParts)
  s3.break({ cutAfter: 100_000 }, ['GetObject'])
  const opened = await store.open('inputs/x')
  await t.rejects(async () => opened && buffer(opened.stream), { code: 'unavailable' })
  await t.rejects(store.read('inputs/x'), { code: 'unavailable' })
  s3.heal()
  s3.break({ cutAfter: 100_000 }, ['GetObject'], 1)
  t.ok((await store.read('inputs/x'))?.equals(twoParts), 'what is read whole is read again')
})

t.test('an object that was written and is not seen is told as not there', async (t) => {
  const store = await openBucket(t)
  s3.break({ answer: 404 }, ['HeadObject'])
  await store.write('inputs/x', Buffer.from('x'))
  t.equal(await store.find('inputs/x'), undefined)
  await t.rejects(store.copy('inputs/x', 'inputs/y'), { code: 'unavailable', message: /a copy is not there/ })
  t.equal(await store.delete('inputs/x'), 0)
  s3.heal()
  t.equal(await store.find('inputs/x'), undefined, 'and is deleted in spite of it')
})

t.test('a bucket that is not there is not an empty one', async (t) => {
  const store = createS3Store({ ...s3.nextBucket(), bucket: 'nobodys' })
  t.teardown(store.close)
  await t.rejects(store.check(), { code: 'unavailable', message: /NoSuchBucket/ })
  await t.rejects(store.prove(), { code: 'unavailable' })
  await t.rejects(store.read('inputs/x'), { code: 'unavailable' })
  await t.rejects(keysIn(store), { code: 'unavailable' })
  await t.rejects(store.write('inputs/x', Buffer.from('x')), { code: 'unavailable' })
})

t.test('no failure tells the secret', async (t) => {
  const given = s3.nextBucket()
  const store = createS3Store({ ...given, accessKeyId: 'another' })
  t.teardown(store.close)
  const failure = await store.check().catch((error: unknown) => error)
  t.match(failure, { code: 'unavailable' })
  const said = [failure, (failure as Error).cause].map(
    (error) => `${error} ${(error as Error).stack} ${JSON.stringify(error)}`,
  )
  t.notMatch(said.join(), given.secretAccessKey)
})

t.test('the marker of another store is noticed while it runs', async (t) => {
  const given = s3.nextBucket()
  const store = createS3Store(given)
  const other = createS3Store(given)
  t.teardown(store.close)
  t.teardown(other.close)
  await store.check()
  await other.name('somebody else')
  await t.rejects(store.prove(), { code: 'unavailable', message: /names another store/ })
  await t.rejects(store.check(), { code: 'unavailable' })
})

t.test('of two nodes at their first start one names the place', async (t) => {
  const given = s3.nextBucket()
  const names = await Promise.all(
    [1, 2, 3, 4].map(async () => {
      const store = createS3Store(given)
      t.teardown(store.close)
      return store.identify()
    }),
  )
  t.equal(new Set(names).size, 1)
})

/** Every call, and the requests that it is made of. */
const calls: Record<string, { by: readonly S3Operation[]; call(store: Store): Promise<unknown>; mayRepeat?: false }> = {
  'a small write': { by: ['PutObject'], call: (store) => store.write('inputs/x', Buffer.from('x')) },
  'a large write': {
    by: ['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'],
    call: (store) => store.write('inputs/x', inPieces(twoParts)),
  },
  'a conditional write': {
    by: ['PutObject'],
    call: (store) => store.writeIf('absent', 'inputs/x', Buffer.from('x')),
    mayRepeat: false,
  },
  'a read': { by: ['GetObject'], call: (store) => store.read('inputs/kept') },
  'an opening': { by: ['GetObject'], call: async (store) => (await store.open('inputs/kept'))?.stream.destroy() },
  'a part': {
    by: ['GetObject'],
    call: async (store) => (await store.open('inputs/kept', { start: 1, end: 2 }))?.stream.destroy(),
  },
  'a look': { by: ['HeadObject'], call: (store) => store.find('inputs/kept') },
  'a copy': { by: ['CopyObject', 'HeadObject'], call: (store) => store.copy('inputs/kept', 'inputs/x') },
  'a deletion': { by: ['HeadObject', 'DeleteObject'], call: (store) => store.delete('inputs/kept') },
  'a list': { by: ['ListObjectsV2'], call: (store) => keysIn(store) },
  'a page': { by: ['ListObjectsV2'], call: (store) => store.listPage('inputs/') },
  'the sweep': { by: ['ListMultipartUploads'], call: (store) => store.removeStalePartials(0) },
  'the proof': { by: ['GetObject'], call: (store) => store.prove() },
  'the check': { by: ['GetObject', 'PutObject'], call: (store) => store.check() },
  'the name': { by: ['GetObject'], call: (store) => store.identify() },
}

const passing: Record<string, S3Fault> = {
  '500': { answer: 500, code: 'InternalError' },
  '503': { answer: 503, code: 'SlowDown' },
  '429': { answer: 429, code: 'TooManyRequests' },
  'a broken connection': 'reset',
  'a lost answer': 'answer lost',
}

/** One of each kind, where all have been seen. */
const some = Object.entries(passing).filter(([name]) => name === '503' || name === 'a lost answer')

// It is mostly waiting: each has a bucket of its own, and only that one breaks.
t.test('whatever is asked for', { jobs: 6 }, async (t) => {
  for (const [name, { by, call, mayRepeat = true }] of Object.entries(calls)) {
    t.test(`${name} is asked for again, once, by nobody but the store`, async (t) => {
      const faults = name === 'a small write' ? Object.entries(passing) : some
      const cases = by.flatMap((operation) => faults.map(([what, fault]) => ({ operation, what, fault })))
      await Promise.all(cases.map((each) => failsInPassing(t, each)))
    })

    async function failsInPassing(
      t: Test,
      { operation, what, fault }: { operation: S3Operation; what: string; fault: S3Fault },
    ) {
      const { store, place } = await openBucketAlone(t)
      const asked = () => place.takeSeen().filter((seen) => seen.operation === operation).length
      place.break(fault, [operation], 1)
      if (mayRepeat) {
        await t.resolves(call(store), `${what} in ${operation}, once`)
        place.takeSeen()
        place.heal()
        place.break(fault, [operation])
      }
      await t.rejects(call(store), { code: 'unavailable', retryAfterSeconds: 5 }, `${what} in ${operation}, always`)
      if (operation !== 'UploadPart') t.equal(asked(), mayRepeat ? 2 : 1, `${what} in ${operation}`)
      if (operation !== 'CreateMultipartUpload') t.same(place.openUploads(), [])
    }

    t.test(`${name} that is refused is not asked for again`, async (t) => {
      await Promise.all(
        by.map(async (operation) => {
          const { store, place } = await openBucketAlone(t)
          place.break({ answer: 403, code: 'AccessDenied' }, [operation])
          const failure = { code: 'unavailable', message: /AccessDenied|403|Forbidden|Unknown/ }
          await t.rejects(call(store), failure, operation)
          t.equal(place.takeSeen().filter((seen) => seen.operation === operation).length, 1, operation)
        }),
      )
    })

    t.test(`${name} ends although nobody answers`, async (t) => {
      await Promise.all(
        by.map(async (operation) => {
          const { store, place } = await openBucketAlone(t, quick)
          place.break({ wait: null }, [operation])
          const startedAt = performance.now()
          await t.rejects(call(store), { code: 'unavailable', message: /no answer to/ }, operation)
          t.ok(performance.now() - startedAt < 5000, `${operation}: ${Math.round(performance.now() - startedAt)} ms`)
        }),
      )
    })
  }
})
