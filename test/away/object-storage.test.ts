import http from 'node:http'
import t, { type Test } from 'tap'
import { desc, eq } from '../../src/drizzle.ts'
import { claimStore } from '../../src/media/open-store.ts'
import { createS3Store } from '../../src/media/s3/s3-store.ts'
import { cleanerRuns, jobs } from '../../src/schema.ts'
import { type S3Fault, type S3Operation, s3Environment, startS3 } from '../emulators/s3.ts'
import { drawPicture, openMediaRoom } from '../media/media-room.ts'
import { keysIn } from '../media/store-contract.ts'
import { openOffice } from '../queue/office.ts'
import { timed, until } from '../support/answers.ts'
import { postAnother } from '../support/different-photos.ts'
import { echo, fakeChain, fakeProvider, gatedProvider } from '../support/fake-provider.ts'
import { type GatewayOptions, ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { formBody, formType, photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { createTestClock } from '../support/test-clock.ts'

const s3 = await startS3(t)
t.afterEach(() => s3.heal())

/** A gateway whose files are in a bucket of their own. */
async function openStudio(t: Test, options: GatewayOptions = {}) {
  const bucket = s3.nextBucket()
  const providers = { fake: fakeProvider(echo) }
  const office = await openOffice(t, { environment: s3Environment(bucket), providers, ...options })
  await office.gateway.changeSlot('slot-001', { chain: fakeChain(), keepOriginal: true })
  async function post(photo: Buffer) {
    const answer = await postForm(`${office.gateway.url}/ingest/slot-001`, photoForm(photo, ingestPassword))
    return { status: answer.status, id: answer.headers.get('x-job-id') ?? '', bytes: await answer.bytes() }
  }
  return { ...office, bucket, post, url: office.gateway.url }
}

/** One for all that need no other providers: to start it takes longer than most of what it is asked for. */
const studio = await openStudio(t)

async function findJob({ database }: TestGateway, id: string) {
  const [job] = await database.select().from(jobs).where(eq(jobs.id, id))
  if (!job) throw new Error('there is no job')
  return job
}

async function expire({ database }: TestGateway): Promise<void> {
  const past = new Date(Date.now() - 1000)
  await database.update(jobs).set({ expiresAt: past })
}

t.test('with its files in a bucket the gateway does all that it does on a disk', async (t) => {
  const { gateway, post, url, ask, call } = studio
  const photo = await drawPicture(2000, 1500)
  const { status, id, bytes } = await post(photo)
  t.equal(status, 200)
  const result = `${url}/public/results/${id}`

  const whole = await fetch(result)
  t.equal(whole.status, 200)
  t.match(whole.headers.get('content-type'), 'image/jpeg')
  t.ok(Buffer.from(await whole.bytes()).equals(bytes))
  const part = await fetch(result, { headers: { range: 'bytes=10-19' } })
  t.equal(part.status, 206)
  t.ok(Buffer.from(await part.bytes()).equals(bytes.subarray(10, 20)))
  t.equal((await fetch(result, { method: 'HEAD' })).headers.get('content-length'), String(bytes.length))
  t.equal((await fetch(result, { headers: { 'if-none-match': whole.headers.get('etag') ?? '' } })).status, 304)

  const page = await fetch(`${url}/r/${id}`, { headers: { accept: 'text/html' } })
  t.equal(page.status, 200)
  t.match(await page.text(), `/public/results/${id}`)
  for (const _ of ['drawn', 'kept']) t.equal((await fetch(`${result}/preview.webp`)).status, 200)
  t.equal((await ask(`/api/jobs/${id}/photo`, 'operator')).status, 200)

  const again = await call(`/api/jobs/${id}/retry`, 'operator', 'POST')
  t.equal(again.status, 202)
  t.match(await (await fetch(`${url}/public/jobs/${again.body.job_id}?wait=30`)).json(), { status: 'done' })
  const zip = await ask('/api/slots/slot-001/results.zip', 'operator')
  t.equal(zip.status, 200)
  t.ok((await zip.bytes()).length > 2 * bytes.length, 'both pictures are in it')

  await expire(gateway)
  t.equal((await fetch(result)).status, 410)
  const record = await gateway.app.cleaner.run({ dryRun: false, withOrphans: true })
  t.same(record.errors, [])
  t.match(record.removed, { results: 2, previews: 1, inputs: 2 })
  t.same(await keysIn(gateway.store), [], 'nothing stays in the bucket')
  t.same(s3.openUploads(), [])
  t.notMatch(gateway.logText(), s3.credentials.secretAccessKey)
})

t.test('two nodes with one bucket show each other’s pictures', async (t) => {
  const environment = s3Environment(s3.nextBucket())
  const api = await startTestGateway(t, { environment: { ...environment, ROLE: 'api' } })
  const { databaseUrl } = api
  await startTestGateway(t, { environment: { ...environment, ROLE: 'worker' }, databaseUrl })
  const second = await startTestGateway(t, { environment: { ...environment, ROLE: 'api' }, databaseUrl })
  const answer = await postForm(`${api.url}/ingest/slot-001`, photoForm(await jpeg(640, 480), ingestPassword))
  t.equal(answer.status, 200)
  const bytes = Buffer.from(await answer.bytes())
  const shown = await fetch(`${second.url}/public/results/${answer.headers.get('x-job-id')}`)
  t.ok(Buffer.from(await shown.bytes()).equals(bytes))
})

const writing: readonly S3Operation[] = ['PutObject', 'CreateMultipartUpload', 'UploadPart']
const faults: Record<string, S3Fault> = {
  '403': { answer: 403, code: 'AccessDenied' },
  '500': { answer: 500, code: 'InternalError' },
  '503 SlowDown': { answer: 503, code: 'SlowDown' },
  'a bucket that is gone': { answer: 404, code: 'NoSuchBucket' },
  'a broken connection': 'reset',
}

t.test('photos are refused until the bucket is back, and nothing is lost', async (t) => {
  const { gateway, post, url } = studio
  for (const [at, [name, fault]] of Object.entries(faults).entries()) await t.test(name, (t) => breakWith(t, at, fault))

  async function breakWith(t: Test, at: number, fault: S3Fault) {
    const { id, bytes } = await post(await jpeg(640 + at, 480))
    s3.break(fault)

    const refused = await postAnother(url)
    t.match(refused, { status: 503, retryAfter: '5', body: { failure_reason: 'unavailable' } })
    t.ok(refused.milliseconds < 2000, `${Math.round(refused.milliseconds)} ms`)
    const result = await timed(fetch(`${url}/public/results/${id}`))
    t.match(result, { status: 503, body: { failure_reason: 'unavailable' } }, 'not gone, but away')
    const ready = await timed(fetch(`${url}/readyz`))
    t.match(ready, { status: 503, body: { parts: { storage: 'failing', database: 'ok' } } })

    const record = await gateway.app.cleaner.run({ dryRun: false, withOrphans: true })
    t.ok(record.errors.length > 0, 'the cleaner says so')
    t.equal(record.removed.lostResults, 0)
    t.match(await findJob(gateway, id), { status: 'done', resultDeletedAt: null })

    s3.heal()
    t.equal((await postAnother(url)).status, 200)
    t.ok(Buffer.from(await (await fetch(`${url}/public/results/${id}`)).bytes()).equals(Buffer.from(bytes)))
    t.equal((await fetch(`${url}/readyz`)).status, 200)
  }
})

t.test('a bucket that is away while a picture is made: the job says why, or it is back in time', async (t) => {
  const gated = gatedProvider()
  // Time moves on from one try to the next, and while nobody answers; never past the window.
  const clock = createTestClock({ standsStill: true })
  let tries = 0
  let isSilent = false
  const wrapStore: GatewayOptions['wrapStore'] = (store) => ({
    ...store,
    async write(key, source, particulars) {
      if (!key.startsWith('results/')) return store.write(key, source, particulars)
      const isHeard = !isSilent
      if (!isHeard) setImmediate(clock.advance, 2950)
      try {
        return await store.write(key, source, particulars)
      } catch (error) {
        tries += 1
        // The sixth try is at 2.5 of 3 seconds.
        if (tries < 6 && isHeard) setImmediate(clock.advance, 500)
        throw error
      }
    },
  })
  const { gateway, url } = await openStudio(t, { providers: { fake: gated.provider }, clock, wrapStore })
  await gateway.changeSlot('slot-001', { chain: fakeChain(), syncSeconds: 10 })

  async function inThreeSeconds(fault: S3Fault, times = Number.POSITIVE_INFINITY) {
    const form = photoForm(await jpeg(300, 200), ingestPassword)
    const answering = timed(postForm(`${url}/ingest/slot-001`, form, { headers: { prefer: 'wait=3' } }))
    await gated.holds(1)
    // The photo has been read when its picture is handed over: only what is written fails.
    s3.break(fault, writing, times)
    gated.releaseAll()
    const answer = await answering
    s3.heal()
    return answer
  }
  for (const fault of [{ answer: 500, code: 'InternalError' }, { wait: null }] satisfies S3Fault[]) {
    tries = 0
    isSilent = 'wait' in fault
    const { status, body } = await inThreeSeconds(fault)
    t.equal(status, 503, JSON.stringify(fault))
    t.match(body, { failure_reason: 'unavailable' })
    const job = await findJob(gateway, String(body.job_id))
    t.match(job, { status: 'failed', failureReason: 'unavailable', resultKey: null })
  }

  tries = 0
  isSilent = false
  const lucky = await inThreeSeconds({ answer: 503, code: 'SlowDown' }, 3)
  t.equal(lucky.status, 200, 'it was back before the end of the window')
  t.equal(gated.calls(), 3, 'no picture was made twice')
})

t.test('a picture may be fetched from the bucket itself, and never after its end', async (t) => {
  const environment = { ...s3Environment(s3.nextBucket()), S3_DELIVERY: 'redirect' }
  const gateway = await startTestGateway(t, { environment })
  const posted = await postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(640, 480), ingestPassword))
  t.equal(posted.status, 200, 'the booth has its picture in the answer')
  const bytes = Buffer.from(await posted.bytes())
  const link = `${gateway.url}/public/results/${posted.headers.get('x-job-id')}`
  const ask = (headers: Record<string, string> = {}, method = 'GET') =>
    fetch(link, { headers, method, redirect: 'manual' })

  const sent = await ask()
  t.equal(sent.status, 302)
  t.equal(sent.headers.get('cache-control'), 'no-store')
  const address = new URL(sent.headers.get('location') ?? '')
  t.equal(address.origin, new URL(s3.endpoint).origin)
  t.equal(address.searchParams.get('X-Amz-Expires'), '300')
  t.ok(Buffer.from(await (await fetch(address)).bytes()).equals(bytes))
  for (const ours of [{ 'sec-fetch-site': 'same-origin' }, { accept: 'image/avif,image/webp,*/*;q=0.8' }])
    t.equal((await ask(ours)).status, 200, 'a page of ours shows it without the bucket')
  t.equal((await ask({}, 'HEAD')).status, 200)

  await gateway.database.update(jobs).set({ expiresAt: new Date(Date.now() + 60_000) })
  const soon = new URL((await ask()).headers.get('location') ?? '')
  t.ok(Number(soon.searchParams.get('X-Amz-Expires')) <= 60, 'no longer than the picture lives')
  s3.break({ answer: 500, code: 'InternalError' })
  t.equal((await ask()).status, 503)
  s3.heal()
  await expire(gateway)
  t.equal((await ask()).status, 410)
})

t.test('a bucket that is slow makes photos slow, and one that says nothing is given up', async (t) => {
  const { post, url } = studio
  s3.break({ wait: 150 })
  const { status, id } = await post(await jpeg(650, 480))
  t.equal(status, 200)
  t.equal((await fetch(`${url}/public/results/${id}`)).status, 200)
  s3.heal()
  s3.break({ wait: null })
  const [refused, result, ready] = await Promise.all([
    postAnother(url),
    timed(fetch(`${url}/public/results/${id}`)),
    timed(fetch(`${url}/readyz`)),
  ])
  t.match(refused, { status: 503, body: { failure_reason: 'unavailable' } })
  t.ok(refused.milliseconds < 8000, `${Math.round(refused.milliseconds)} ms`)
  t.equal(result.status, 503)
  t.equal(ready.status, 503)
})

t.test('a booth that hangs up in the middle of a large photo leaves nothing in the bucket', async (t) => {
  const { gateway, url } = studio
  const before = await keysIn(gateway.store)
  const large = Buffer.concat([await drawPicture(), Buffer.alloc(12_000_000)])
  const body = formBody(photoForm(large, ingestPassword))
  const headers = { 'content-type': formType, 'content-length': body.length }
  const hangingUp = http.request(`${url}/ingest/slot-001`, { method: 'POST', headers })
  hangingUp.on('error', () => {})
  hangingUp.write(body.subarray(0, 11_000_000))
  await until('the upload is under way', () => s3.openUploads().length === 1)
  hangingUp.destroy()
  await until('it is ended', () => s3.openUploads().length === 0)
  t.same(await keysIn(gateway.store), before)
})

t.test('what could not be deleted is deleted later, and the run keeps a record of it', async (t) => {
  const { gateway, post } = studio
  // What is there from before would only take its time to fail.
  await expire(gateway)
  await gateway.app.cleaner.run({ dryRun: false, withOrphans: true })
  const { id } = await post(await jpeg(660, 480))
  await expire(gateway)
  s3.break({ answer: 500, code: 'InternalError' }, ['DeleteObject'])
  const failed = await gateway.app.cleaner.run({ dryRun: false, withOrphans: true })
  t.match(failed.errors.join('\n'), /results\/slot-001/)
  t.match(await findJob(gateway, id), { resultDeletedAt: null })
  const [kept] = await gateway.database.select().from(cleanerRuns).orderBy(desc(cleanerRuns.startedAt)).limit(1)
  t.ok(kept && kept.errors.length > 0)

  s3.heal()
  const done = await gateway.app.cleaner.run({ dryRun: false, withOrphans: true })
  t.same(done.errors, [])
  t.ok((await findJob(gateway, id)).resultDeletedAt)
  t.same(await keysIn(gateway.store), [])
})

t.test('a service that does not see what it has just taken gives up nothing', async (t) => {
  const { gateway, post, url } = studio
  s3.break({ answer: 404 }, ['HeadObject'])
  const { status, id } = await post(await jpeg(670, 480))
  t.equal(status, 200)
  t.equal((await fetch(`${url}/public/results/${id}`)).status, 200)

  await expire(gateway)
  await gateway.app.cleaner.run({ dryRun: false, withOrphans: false })
  t.same(await keysIn(gateway.store), [], 'and it is deleted all the same')
})

t.test('a picture that breaks off on its way is asked for again, or its guest sees a broken download', async (t) => {
  const { post, url } = studio
  const { id, bytes } = await post(await drawPicture(1200, 900))
  s3.break({ cutAfter: 1000 }, ['GetObject'], 1)
  const preview = await fetch(`${url}/public/results/${id}/preview.webp`)
  t.equal(preview.status, 200, 'what is read whole is read again')
  s3.break({ cutAfter: 1000 }, ['GetObject'], 1)
  const answer = await fetch(`${url}/public/results/${id}`)
  t.equal(answer.headers.get('content-length'), String(bytes.length))
  await t.rejects(answer.bytes(), 'no half picture passes for a whole one')
})

t.test('a guest who goes away in the middle leaves no connection open', async () => {
  const { post, url, gateway } = studio
  const { id } = await post(await drawPicture(3000, 2000))
  for (let at = 0; at < 5; at += 1) {
    const leaving = new AbortController()
    const answer = await fetch(`${url}/public/results/${id}`, { signal: leaving.signal })
    await answer.body?.getReader().read()
    leaving.abort()
  }
  await until('all is closed', async () => {
    const { status } = await timed(fetch(`${gateway.url}/readyz`))
    return status === 200
  })
})

t.test('another bucket than the one that the database knows is refused, until it is accepted', async (t) => {
  const { database, log } = await openMediaRoom(t)
  async function claim(bucket: ReturnType<typeof s3.nextBucket>, options = {}): Promise<void> {
    const store = createS3Store(bucket)
    t.teardown(store.close)
    await claimStore({ database, store, log, ...options })
  }
  const first = s3.nextBucket()
  await claim(first)
  await claim(first)
  const refused = { code: 'unavailable', message: /not the store that the database speaks of/, details: /right bucket/ }
  const empty = s3.nextBucket()
  await t.rejects(claim(empty), refused)
  await t.rejects(claim(empty), refused, 'also at the next start')

  const strangers = s3.nextBucket()
  const stranger = createS3Store(strangers)
  t.teardown(stranger.close)
  await stranger.write('holiday.jpg', Buffer.from('x'))
  await t.rejects(claim(strangers), { code: 'unavailable', message: /is missing in the bucket/ })
  await t.rejects(claim(strangers, { mayReplace: true }), { code: 'unavailable' })
  t.same(await keysIn(stranger), ['holiday.jpg'], 'nothing was written to it')

  await claim(empty, { mayReplace: true })
  await claim(empty)
  await t.rejects(claim(first), refused)
})
