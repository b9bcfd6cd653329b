import { appendFile, link, mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t, { type Test } from 'tap'
import { and, eq, notInArray, sql } from '../../src/drizzle.ts'
import { GatewayError } from '../../src/errors.ts'
import type { Store } from '../../src/media/store.ts'
import { finalInputKey, keepKeys } from '../../src/pix/keys.ts'
import { createFaultRegister } from '../../src/pix/register-fault.ts'
import { createFinalInputWatch } from '../../src/pix/watch-final-input.ts'
import { pixFinalInputs, pixImages } from '../../src/pix-schema.ts'
import { jpeg, quarters } from '../support/pictures.ts'
import { type Entry, openEntry, tableQueue } from './entry.ts'

const one = await jpeg(320, 240)
const other = await jpeg(240, 320)

function watchOn(entry: Entry, store: Store = entry.store) {
  const { database, clock, log } = entry
  return createFinalInputWatch({
    ...{ database, upkeep: database, store, clock, log, queue: tableQueue, pollSeconds: 30 },
    acceptFinal: entry.acceptOn(store),
    registerFault: createFaultRegister({ database, queue: tableQueue, clock }),
  })
}

/** A folder that people copy into, and somebody who looks. */
async function openFolder(t: Test) {
  const entry = await openEntry(t)
  const { id: jobId, shootId } = await entry.rows.addJob({ id: 'ABC123' })
  for (const key of keepKeys(jobId)) await entry.store.write(key, Buffer.alloc(0))
  const folder = path.join(entry.files, 'pix-jobs', jobId, 'final_input')
  const drop = (name: string, bytes: Buffer) => writeFile(path.join(folder, name), bytes)
  const watch = watchOn(entry)
  return { ...entry, entry, jobId, shootId, folder, drop, look: watch.lookOnce, watch }
}

t.test('001-02 001-03 a JPEG that is dropped into final_input is registered by itself', async (t) => {
  const { drop, look, images, said, jobId, shootId, lies } = await openFolder(t)
  await drop('Küche_01.jpg', one)
  t.match(await look(), { seen: 1, accepted: 0 }, 'it may still be arriving')
  t.match(await look(), { seen: 1, accepted: 1 })
  const [image] = await images(jobId)
  t.match(image, {
    ...{ jobId, shootId, filename: 'Küche_01.jpg', source: 'manual', status: 'pending_processing', revision: 1 },
    ...{ storagePath: `pix-jobs/${jobId}/final_input/Küche_01.jpg`, readyForVision: true, roomType: 'kitchen' },
  })
  t.match(await said(), [{ kind: 'pix-process', work: { imageId: image?.id, revision: 1 } }])
  t.same(await lies(), [])
})

t.test('001-07 a second look finds nothing new, and other bytes are the next revision', async (t) => {
  const { drop, look, images, said, jobId, deliver, database } = await openFolder(t)
  await drop('A_1.jpg', one)
  for (let n = 0; n < 4; n += 1) await look()
  const [image] = await images(jobId)
  t.match([await database.$count(pixImages), image?.revision, (await said()).length], [1, 1, 1])
  await drop('A_1.jpg', other)
  t.match([await look(), await look(), await look()], [{ accepted: 0 }, { accepted: 1 }, { accepted: 0 }])
  t.match(await images(jobId), [{ id: image?.id, revision: 2 }])
  await deliver(jobId, 'B_1.jpg', one)
  t.match([await look(), await look()], [{ accepted: 0 }, { accepted: 0 }], 'what came through the other door is known')
  t.equal((await said()).length, 3)
})

t.test('001-05 what is no picture gets a row that says so, and keeps nobody waiting', async (t) => {
  const { drop, look, images, jobId, said, keys } = await openFolder(t)
  await drop('a-png.jpg', await quarters(64, 48))
  await drop('b-empty.jpg', Buffer.alloc(0))
  await drop('c-cut.jpg', one.subarray(0, one.length - 300))
  await drop('d-good.jpg', one)
  await drop('e-notes.txt', Buffer.from('hello'))
  await look()
  t.match(await look(), { accepted: 1, faulty: 4 })
  t.match(await images(jobId), [
    { filename: 'a-png.jpg', status: 'error', errorCode: 'not_a_jpeg', errorMessage: /89504e47/ },
    { filename: 'b-empty.jpg', status: 'error', errorCode: 'unreadable_image', errorMessage: /0 bytes/, bytes: 0 },
    { filename: 'c-cut.jpg', status: 'error', errorCode: 'unreadable_image', errorMessage: String },
    { filename: 'd-good.jpg', status: 'pending_processing', errorMessage: null },
    { filename: 'e-notes.txt', status: 'error', errorMessage: /\.jpg/ },
  ])
  t.equal((await said()).length, 1)
  t.equal((await keys('archive/')).length, 1, 'nothing bad is promoted')
  t.match(await look(), { faulty: 0 }, 'it is not read again')

  await drop('c-cut.jpg', one)
  await look()
  t.match(await look(), { accepted: 1 })
  t.match((await images(jobId))[2], { status: 'pending_processing', revision: 2, errorMessage: null })
  await drop('d-good.jpg', Buffer.from('overwritten with something else'))
  await look()
  await look()
  t.match((await images(jobId))[3], { status: 'error', usable: false, readyForVision: false, revision: 2 })
})

t.test('001-06 what is still being written is not read before it is whole', async (t) => {
  const { drop, look, folder, images, jobId } = await openFolder(t)
  const half = Math.floor(one.length / 2)
  await drop('A_1.jpg', one.subarray(0, half))
  t.match(await look(), { seen: 1, accepted: 0, faulty: 0 })
  await appendFile(path.join(folder, 'A_1.jpg'), one.subarray(half))
  t.match(await look(), { accepted: 0, faulty: 0 }, 'it has changed')
  t.match(await look(), { accepted: 1, faulty: 0 })
  await drop('B_1.jpg.part', one)
  await drop('Thumbs.db', Buffer.from('thumbs'))
  await look()
  t.match(await look(), { seen: 1 }, 'nothing that programs leave behind')
  await rename(path.join(folder, 'B_1.jpg.part'), path.join(folder, 'B_1.jpg'))
  await look()
  t.match(await look(), { accepted: 1 })
  // The same size, at another time: other bytes for all that a list tells.
  await drop('C_1.jpg', one)
  await look()
  await utimes(path.join(folder, 'C_1.jpg'), new Date(0), new Date(0))
  t.match([await look(), await look()], [{ accepted: 0 }, { accepted: 1 }])
  t.equal((await images(jobId)).length, 3)
})

t.test('a file that changes while it is taken in is left for the next look', async (t) => {
  const { entry, drop, look, images, jobId, store, lies } = await openFolder(t)
  await drop('A_1.jpg', one)
  await look()
  const hurried: Store = {
    ...store,
    async read(key) {
      const bytes = await store.read(key)
      await drop('A_1.jpg', other)
      return bytes
    },
  }
  t.match(await watchOn(entry, hurried).lookOnce(), { accepted: 0, faulty: 0 })
  t.same(await images(jobId), [])
  t.match([await look(), await look()], [{ accepted: 0 }, { accepted: 1 }])
  t.match(await images(jobId), [{ revision: 1, width: 240 }])
  t.same(await lies(), [])
})

t.test('an image whose file is taken out leaves the gallery, keeps its row, and comes back with it', async (t) => {
  const { drop, look, folder, images, jobId, rows, said } = await openFolder(t)
  await drop('A_1.jpg', one)
  await look()
  await look()
  const [image] = await images(jobId)
  await rows.setImage(image?.id ?? '', { status: 'processed', processedAt: new Date(), usable: true })
  await rm(path.join(folder, 'A_1.jpg'))
  t.match([await look(), await look(), await look()], [{ removed: 0 }, { removed: 1 }, { removed: 0 }])
  t.match(await images(jobId), [{ usable: false, excludedBy: 'final_input', status: 'processed' }])
  t.match((await said()).at(-1), { kind: 'pix-expose', work: { jobId } })
  await drop('A_1.jpg', one)
  await look()
  await look()
  t.match(await images(jobId), [{ usable: true, excludedBy: null, revision: 1 }])

  // The same name, as a Mac writes it.
  const [composed, decomposed] = ['Küche_1.jpg'.normalize('NFC'), 'Küche_1.jpg'.normalize('NFD')]
  await drop(composed, one)
  await look()
  await look()
  await rm(path.join(folder, composed))
  await look()
  await look()
  await drop(decomposed, one)
  await look()
  t.match(
    [await look(), await look()],
    [
      { accepted: 0, removed: 0 },
      { accepted: 0, removed: 0 },
    ],
  )
  const [, back] = await images(jobId)
  t.match(back, { filename: composed, storagePath: finalInputKey(jobId, composed).replace(composed, decomposed) })
  t.equal(back?.excludedBy, null)
})

t.test('001-09 what lies in the folder of no job, or of a closed one, is not registered, and told once', async (t) => {
  const { entry, look, files, rows, database, logText, drop } = await openFolder(t)
  const stray = path.join(files, 'pix-jobs', 'UNKNOWN', 'final_input')
  await mkdir(stray, { recursive: true })
  await writeFile(path.join(stray, 'A_1.jpg'), one)
  await writeFile(path.join(stray, 'B_1.jpg'), one)
  await rows.addJob({ id: 'CLOSED', status: 'closed', closedAt: new Date() })
  await entry.store.write(finalInputKey('CLOSED', 'A_1.jpg'), one)
  await drop('Z_1.jpg', one)
  await look()
  await look()
  t.equal(await database.$count(pixImages), 1)
  const told = logText()
    .split('\n')
    .filter((line) => line.includes('a folder of no job'))
  t.equal(told.length, 1)
  t.match(told[0], /UNKNOWN/)
})

t.test('names that are not taken are told and do not come again', async (t) => {
  const { drop, look, images, jobId, logText } = await openFolder(t)
  await drop('Küche_1.jpg'.normalize('NFC'), one)
  await drop('Küche_1.jpg'.normalize('NFD'), other)
  await drop('A\u200b_1.jpg', one)
  for (let n = 0; n < 4; n += 1) await look()
  t.equal((await images(jobId)).length, 1)
  const lines = logText().split('\n')
  t.equal(lines.filter((line) => line.includes('how their letters are composed')).length, 1)
  t.equal(lines.filter((line) => line.includes('has a name that is not taken')).length, 1)
})

t.test('001-08 ten thousand files are all seen, and cost nothing once they are known', async (t) => {
  const { look, folder, database, jobId, images, entry } = await openFolder(t)
  const names = Array.from({ length: 10_000 }, (_, at) => `Bad_${String(at).padStart(5, '0')}.jpg`)
  // One file under many names: made in no time, and as good to look at.
  const [first = '', ...others] = names.map((name) => path.join(folder, name))
  await writeFile(first, one)
  for (let at = 0; at < others.length; at += 500) {
    await Promise.all(others.slice(at, at + 500).map((name) => link(first, name)))
  }
  t.match(await look(), { seen: 10_000, accepted: 0 })
  t.equal(await database.$count(pixFinalInputs), 10_000)
  const fresh = [names[0], names[1500], names[9999]].map((name) => finalInputKey(jobId, name ?? ''))
  await database
    .update(pixFinalInputs)
    .set({ settledEtag: sql`etag` })
    .where(and(eq(pixFinalInputs.jobId, jobId), notInArray(pixFinalInputs.storageKey, fresh)))
  t.match(await look(), { seen: 10_000, accepted: 3 })
  t.same(
    (await images(jobId)).map(({ storagePath }) => storagePath),
    fresh,
  )
  const deaf: Store = {
    ...entry.store,
    read: async () => t.fail('read') as never,
    find: async () => t.fail('find') as never,
  }
  t.match(await watchOn(entry, deaf).lookOnce(), { seen: 10_000, accepted: 0 })
})

t.test('a file that was copied from another job’s folder brings nothing of that job along', async (t) => {
  const { entry, look, images, jobId, shootId, store, rows } = await openFolder(t)
  const other = await rows.addJob({ id: 'OTHER' })
  await entry.deliver(other.id, 'Kitchen_01.jpg', one)
  await store.copy(finalInputKey(other.id, 'Kitchen_01.jpg'), finalInputKey(jobId, 'Kitchen_01.jpg'))
  await look()
  t.match(await look(), { accepted: 1, faulty: 0 })
  t.match(await images(jobId), [{ shootId, source: 'manual', status: 'pending_processing' }])
})

t.test('a store that goes away in the middle of a look ends it, and nothing in it counts as missing', async (t) => {
  const { entry, drop, look, images, jobId, store, rows } = await openFolder(t)
  for (const id of ['B', 'C']) await rows.addJob({ id })
  await drop('A_1.jpg', one)
  await look()
  await look()
  let proofs = 0
  const prove = async () => {
    proofs += 1
    if (proofs > 1) throw away()
  }
  const away = () => new GatewayError('unavailable', 'the mount is gone')
  // An empty folder, where the mount was.
  const empty = watchOn(entry, { ...store, prove, listPage: async () => ({ objects: [], next: null }) })
  for (let n = 0; n < 3; n += 1) {
    proofs = 0
    await t.rejects(empty.lookOnce(), /mount/)
  }
  t.match(await images(jobId), [{ excludedAt: null }])
  t.match(await look(), { removed: 0 })

  let asked = 0
  const listPage = async () => {
    asked += 1
    throw away()
  }
  proofs = 0
  await t.rejects(watchOn(entry, { ...store, prove, listPage }).lookOnce(), /mount/)
  t.equal(asked, 1, 'the other folders are not worth asking for')

  for (const name of ['B_1.jpg', 'C_1.jpg', 'D_1.jpg']) await drop(name, other)
  await look()
  const read = async () => {
    asked += 1
    throw away()
  }
  proofs = 0
  await t.rejects(watchOn(entry, { ...store, prove, read }).lookOnce(), /mount/)
  t.equal(asked, 2, 'nor the other files')
  t.match(await look(), { accepted: 3 })
})

t.test('one node at a time looks, and a store that is away takes nothing out', async (t) => {
  const { entry, drop, look, images, jobId, store } = await openFolder(t)
  await drop('A_1.jpg', one)
  await look()
  await look()
  const [begun, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const prove = () => {
    begun.resolve()
    return held.promise
  }
  const first = watchOn(entry, { ...store, prove }).lookOnce()
  await begun.promise
  t.equal(await look(), null, 'somebody is at it')
  held.resolve()
  t.match(await first, { seen: 1 })
  const away = watchOn(entry, { ...store, prove: async () => Promise.reject(new Error('the mount is gone')) })
  await t.rejects(away.lookOnce(), /mount/)
  const torn = watchOn(entry, { ...store, listPage: async () => Promise.reject(new Error('in the middle')) })
  await t.rejects(
    torn.lookOnce().then(() => torn.lookOnce()),
    /in the middle/,
  )
  t.match(await images(jobId), [{ excludedAt: null }])
})
