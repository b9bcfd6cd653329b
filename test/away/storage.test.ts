import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import { type TimedAnswer, timed, until } from '../support/answers.ts'
import { postAnother } from '../support/different-photos.ts'
import { fakeChain, gatedProvider } from '../support/fake-provider.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { makeTemporaryFolder } from '../support/postgres-cluster.ts'
import { mountTinyDisk, withDisks } from '../support/tiny-disk.ts'

const onlyWithDisks = withDisks()
const fastMilliseconds = 2000

/** A gateway whose files are on a disk of one megabyte. */
async function startOnTinyDisk(t: Test) {
  const directory = makeTemporaryFolder(t)
  const files = path.join(directory, 'files')
  await mkdir(files)
  const disk = mountTinyDisk(t, files)
  const gated = gatedProvider()
  const gateway = await startTestGateway(t, { directory, providers: { fake: gated.provider } })
  await gateway.changeSlot('slot-002', { chain: fakeChain(), syncSeconds: 10 })
  return { gateway, gated, files, disk }
}

/** Takes what room is left; resolves to the way to free it. */
async function fill(files: string): Promise<() => Promise<void>> {
  const filler = path.join(files, 'filler')
  await writeFile(filler, Buffer.alloc(2_000_000)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOSPC') throw error
  })
  return () => rm(filler)
}

/** Everything below the folder that is not the store's own. */
async function photosIn(files: string): Promise<string[]> {
  const entries = await readdir(files, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !/^(\.photochanger-store|filler)$/.test(entry.name))
    .map(({ name }) => name)
}

async function isReported(t: Test, gateway: TestGateway, storage: 'ok' | 'failing'): Promise<void> {
  const { status, body } = await timed(fetch(`${gateway.url}/readyz`))
  t.equal(status, storage === 'ok' ? 200 : 503)
  t.match(body, { parts: { storage, database: 'ok' } })
}

function isRefused(t: Test, answer: TimedAnswer, status: number, failure: string, retryAfter: string): void {
  t.equal(answer.status, status)
  t.match(answer.body, { failure_reason: failure })
  t.equal(answer.retryAfter, retryAfter)
  t.ok(answer.milliseconds < fastMilliseconds, `${Math.round(answer.milliseconds)} ms`)
}

t.test('a full disk refuses photos until there is room again', onlyWithDisks, async (t) => {
  const { gateway, files } = await startOnTinyDisk(t)
  const noise = randomBytes(1200 * 1200 * 3)
  const large = await sharp(noise, { raw: { width: 1200, height: 1200, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer()
  t.ok(large.length > 1_100_000, `${large.length} bytes`)
  const inTheMiddle = await timed(postForm(`${gateway.url}/ingest/slot-001`, photoForm(large, ingestPassword)))
  isRefused(t, inTheMiddle, 507, 'storage_full', '30')
  t.same(await photosIn(files), [], 'nothing of it stays')
  await isReported(t, gateway, 'ok')

  const free = await fill(files)
  isRefused(t, await postAnother(gateway.url), 507, 'storage_full', '30')
  await isReported(t, gateway, 'failing')
  await free()
  t.equal((await postAnother(gateway.url)).status, 200)
  await isReported(t, gateway, 'ok')
})

t.test('a result that finds no room waits for it, and says so in the end', onlyWithDisks, async (t) => {
  const { gateway, gated, files } = await startOnTinyDisk(t)
  const tries = () => gateway.logText().split('could not be stored yet').length
  const hopeless = postAnother(gateway.url, 'slot-002')
  await gated.holds(1)
  const free = await fill(files)
  gated.releaseAll()
  // In small steps: after a leap its worker would count as dead.
  const ticking = setInterval(() => gateway.clock.advance(50), 10)
  t.teardown(() => clearInterval(ticking))
  const { status, body } = await hopeless
  clearInterval(ticking)
  t.equal(status, 507)
  t.match(body, { failure_reason: 'storage_full' })
  t.same(await photosIn(files), [], 'neither the result nor the photo stays')

  await free()
  const lucky = postAnother(gateway.url, 'slot-002')
  await gated.holds(1)
  const freeAgain = await fill(files)
  const before = tries()
  gated.releaseAll()
  await until('it was tried', () => tries() > before)
  await freeAgain()
  t.equal((await lucky).status, 200, 'there was room before the end of the window')
})

t.test('a disk that became read-only refuses photos until it is writable again', onlyWithDisks, async (t) => {
  const { gateway, disk } = await startOnTinyDisk(t)
  disk.makeReadOnly()
  isRefused(t, await postAnother(gateway.url), 503, 'unavailable', '5')
  await isReported(t, gateway, 'failing')
  disk.makeWritable()
  t.equal((await postAnother(gateway.url)).status, 200)
  await isReported(t, gateway, 'ok')
})

t.test('another disk in the place of ours takes no photos', onlyWithDisks, async (t) => {
  const { gateway, files } = await startOnTinyDisk(t)
  const wrong = mountTinyDisk(t, files)
  isRefused(t, await postAnother(gateway.url), 503, 'unavailable', '5')
  await isReported(t, gateway, 'failing')
  t.same(await readdir(files), [], 'nothing was written to it')
  wrong.takeAway()
  t.equal((await postAnother(gateway.url)).status, 200)
  await isReported(t, gateway, 'ok')
})
