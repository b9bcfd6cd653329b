import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { createHttpServer } from '../../src/http-server.ts'
import { createLogger } from '../../src/log.ts'
import { createDiskStore } from '../../src/media/disk-store.ts'
import { signedFileRoutes } from '../../src/media/signed-file-routes.ts'
import { observeAnswers } from '../support/contract.ts'
import { mountTinyDisk, withDisks } from '../support/tiny-disk.ts'
import { temporaryDirectory } from './media-room.ts'
import { keysIn, testStore } from './store-contract.ts'

testStore('disk', async (t) => createDiskStore({ directory: await temporaryDirectory(t) }), {
  async serve(t, store) {
    const server = createHttpServer({ logger: createLogger('silent') })
    if (store.addresses) await server.register(signedFileRoutes, { store, addresses: store.addresses })
    observeAnswers(t, server)
    t.teardown(() => server.close())
    return server.listen({ host: '127.0.0.1', port: 0 })
  },
  refused: /^4(00|04|10)$/,
})

const marker = '.photochanger-store'

t.test('a key that is not one of ours is refused', async (t) => {
  const directory = await temporaryDirectory(t)
  const store = createDiskStore({ directory: path.join(directory, 'files') })
  await writeFile(path.join(directory, 'secret'), 'untouched')
  for (const key of [
    '',
    '/etc/passwd',
    '../secret',
    'inputs/../../secret',
    'inputs/./x',
    'inputs//x',
    'inputs/',
    marker,
  ]) {
    await t.rejects(store.read(key), { message: 'not a storage key' }, `read ${key}`)
    await t.rejects(store.open(key), { message: 'not a storage key' }, `open ${key}`)
    await t.rejects(store.write(key, Buffer.from('x')), { message: 'not a storage key' }, `write ${key}`)
    await t.rejects(store.delete(key), { message: 'not a storage key' }, `delete ${key}`)
  }
  for (const key of ['inputs/x\0', 'inputs\\x', 'inputs/.x', 'inputs/x.', 'C:x']) {
    await t.rejects(
      store.write(key, Buffer.from('x')),
      { message: 'not a storage key' },
      `write ${JSON.stringify(key)}`,
    )
  }
  t.same(await readdir(directory), ['files', 'secret'])
})

t.test('an empty directory is taken over, also one that is not there yet, and known again', async (t) => {
  const directory = path.join(await temporaryDirectory(t), 'deep', 'files')
  await createDiskStore({ directory }).check()
  t.same((await readdir(directory)).sort(), ['.partial', marker])
  await createDiskStore({ directory }).check()
})

t.test('a directory with a stranger’s files is left alone', async (t) => {
  const directory = await temporaryDirectory(t)
  await writeFile(path.join(directory, 'holiday.jpg'), 'x')
  const store = createDiskStore({ directory })
  await t.rejects(store.check(), { code: 'unavailable', message: /right volume/ })
  await t.rejects(store.write('inputs/x', Buffer.from('x')), { code: 'unavailable' })
  t.same(await readdir(directory), ['holiday.jpg'])
})

t.test('a mount that is lost takes no bytes, and is known when it comes back', async (t) => {
  const directory = path.join(await temporaryDirectory(t), 'files')
  const store = createDiskStore({ directory })
  await store.write('inputs/x', Buffer.from('kept'))
  await rename(directory, `${directory}-unmounted`)
  await mkdir(directory)

  await t.rejects(store.check(), { code: 'unavailable' })
  await t.rejects(store.write('inputs/y', Buffer.from('x')), { code: 'unavailable', retryAfterSeconds: 5 })
  await t.rejects(store.removeStalePartials(0), { code: 'unavailable' })
  t.same(await readdir(directory), [], 'nothing was written below the mount')

  await rm(directory, { recursive: true })
  await rename(`${directory}-unmounted`, directory)
  await store.check()
  t.equal(String(await store.read('inputs/x')), 'kept')
})

t.test('a job’s folder goes with its last file, the slot’s stays', async (t) => {
  const directory = await temporaryDirectory(t)
  const store = createDiskStore({ directory })
  await store.write('results/slot-001/job/1.jpg', Buffer.from('1'))
  await store.write('results/slot-001/job/2.jpg', Buffer.from('2'))
  await store.delete('results/slot-001/job/1.jpg')
  t.same(await readdir(path.join(directory, 'results/slot-001')), ['job'])
  await store.delete('results/slot-001/job/2.jpg')
  t.same(await readdir(path.join(directory, 'results/slot-001')), [])

  await mkdir(path.join(directory, 'results/slot-001/crashed'))
  await store.delete('results/slot-001/crashed/1.jpg')
  t.same(await readdir(path.join(directory, 'results/slot-001')), [], 'also when a crash left it empty')
})

t.test('what dead writers left is swept once it is old', async (t) => {
  const directory = await temporaryDirectory(t)
  const store = createDiskStore({ directory })
  const partials = path.join(directory, '.partial')
  await writeFile(path.join(partials, 'old'), 'four')
  await writeFile(path.join(partials, 'young'), 'x')
  const twoHoursAgo = Date.now() / 1000 - 7200
  await utimes(path.join(partials, 'old'), twoHoursAgo, twoHoursAgo)

  t.same(await store.removeStalePartials(3_600_000, { dryRun: true }), { files: 1, bytes: 4 })
  t.equal((await readdir(partials)).length, 2)
  t.same(await store.removeStalePartials(3_600_000), { files: 1, bytes: 4 })
  t.same(await readdir(partials), ['young'])
  t.same(await keysIn(store), [], 'partial files are not objects')
})

t.test('trouble with the place itself is unavailable, and says which', async (t) => {
  const directory = await temporaryDirectory(t)
  const store = createDiskStore({ directory })
  await rm(path.join(directory, '.partial'), { recursive: true })
  await writeFile(path.join(directory, '.partial'), 'not a folder')
  await t.rejects(store.write('inputs/x', Buffer.from('x')), { code: 'unavailable', message: /ENOTDIR/, cause: Error })
  await t.rejects(store.check(), { code: 'unavailable' })
  await mkdir(path.join(directory, 'inputs/folder'), { recursive: true })
  await t.rejects(store.delete('inputs/folder'), { code: 'unavailable' })
  await t.rejects(store.read('inputs/folder'), { code: 'unavailable' })
})

t.test('a full disk refuses the photo and keeps no half of it', withDisks(), async (t) => {
  const directory = await temporaryDirectory(t)
  const disk = mountTinyDisk(t, directory)

  const store = createDiskStore({ directory })
  async function* twoMegabytes() {
    for (let piece = 0; piece < 32; piece += 1) yield Buffer.alloc(65_536, 7)
  }
  await t.rejects(store.write('inputs/x', twoMegabytes()), { code: 'storage_full', message: /ENOSPC/ })
  await t.rejects(store.write('inputs/y', Buffer.alloc(2_000_000)), { code: 'storage_full', message: /ENOSPC/ })
  t.same(await readdir(path.join(directory, '.partial')), [])
  t.same(await keysIn(store), [])
  t.equal(await store.write('inputs/z', Buffer.alloc(500_000)), 500_000, 'the space is free again')

  disk.makeReadOnly()
  await t.rejects(store.check(), { code: 'unavailable', message: /EROFS/ })
  await t.rejects(store.write('inputs/y', Buffer.from('x')), { code: 'unavailable', message: /EROFS/ })
  await t.rejects(store.delete('inputs/z'), { code: 'unavailable', message: /EROFS/ })
  t.equal((await store.read('inputs/z'))?.length, 500_000, 'what is there can still be read')
})

t.test('a writer that died over a condition holds up nobody for long', async (t) => {
  const directory = await temporaryDirectory(t)
  const store = createDiskStore({ directory })
  const first = await store.writeIf('absent', 'pix/m.json', Buffer.from('1'))
  const lock = path.join(directory, '.locks', createHash('sha256').update('pix/m.json').digest('hex'))
  await mkdir(path.dirname(lock))
  await writeFile(lock, '')
  const longAgo = Date.now() / 1000 - 60
  await utimes(lock, longAgo, longAgo)
  t.ok(await store.writeIf({ etag: first?.etag ?? '' }, 'pix/m.json', Buffer.from('2')))
  t.same(await readdir(path.dirname(lock)), [])
})

t.test('what is said of objects leaves no file behind that speaks of none', async (t) => {
  const directory = await temporaryDirectory(t)
  const store = createDiskStore({ directory })
  const said = { type: 'image/jpeg' }
  const about = async () => {
    const entries = await readdir(path.join(directory, '.about'), { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).length
  }
  for (const text of ['1', '2', '3']) await store.write('pix/x.jpg', Buffer.from(text), said)
  t.equal(await about(), 1, 'the latest')
  t.equal(await store.writeIf('absent', 'pix/x.jpg', Buffer.from('4'), said), undefined)
  t.equal(await about(), 1, 'not of what was refused')
  await store.copy('pix/x.jpg', 'pix/y.jpg')
  await store.delete('pix/x.jpg')
  t.match(await store.find('pix/y.jpg'), said)
  await store.delete('pix/y.jpg')
  t.equal(await about(), 0)
  t.same(await readdir(path.join(directory, '.partial')), [])
})
