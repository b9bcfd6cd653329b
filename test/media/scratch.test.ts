import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import t, { type Test } from 'tap'
import { createScratch, readFromScratchFile, readScratchFile } from '../../src/media/scratch.ts'
import { mountTinyDisk, withDisks } from '../support/tiny-disk.ts'

const tooLarge = new Error('too large')
const options = { mostBytes: 1000, onTooLarge: () => tooLarge }

function makeFolder(t: Test): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photochanger-scratch-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function openWorkspace(t: Test, directory = path.join(makeFolder(t), 'scratch')) {
  return { ...(await createScratch({ directory }).open()), directory }
}

const filesIn = (directory: string) =>
  readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())

async function* pieces(...all: (Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
  for (const piece of all) {
    if (piece instanceof Error) throw piece
    yield piece
  }
}

t.test('what comes in is written as it comes, and can be read again', async (t) => {
  const { write, newPath, remove, directory } = await openWorkspace(t)
  const file = await write(pieces(Buffer.from('one '), new Uint8Array(0), new Uint8Array([116, 119, 111])), options)
  t.equal(file.bytes, 7)
  t.equal(readFileSync(file.path, 'utf8'), 'one two')
  t.same(await readScratchFile(file), Buffer.from('one two'))
  const [middle, beyond] = await readFromScratchFile(file, async (read) => [await read(2, 4), await read(5, 99)])
  t.same([middle?.toString(), beyond?.toString()], ['e t', 'wo'])
  t.match(await write(pieces(), options), { bytes: 0 })
  t.not(newPath(), newPath())
  t.equal(statSync(file.path).mode & 0o077, 0, 'photos are for nobody else')
  t.equal(statSync(path.dirname(file.path)).mode & 0o077, 0)
  await remove()
  t.same(readdirSync(directory), [])
  await remove()
})

t.test('as much as is allowed fits, and one byte more is what the caller calls it', async (t) => {
  const { write, directory } = await openWorkspace(t)
  t.match(await write(pieces(Buffer.alloc(600), Buffer.alloc(400)), options), { bytes: 1000 })
  await t.rejects(write(pieces(Buffer.alloc(600), Buffer.alloc(401)), options), tooLarge)
  t.equal(filesIn(directory).length, 1, 'nothing is left of it')
})

t.test('what the source throws stays its own, whatever it looks like', async (t) => {
  const { write, directory } = await openWorkspace(t)
  for (const code of ['ECONNRESET', 'ENOSPC', 'ABORT_ERR']) {
    const fault = Object.assign(new Error('the other side'), { code })
    await t.rejects(write(pieces(Buffer.alloc(10), fault), options), fault, code)
  }
  t.same(filesIn(directory), [])
})

t.test('the signal ends it at once, in its reason, and the source is told', async (t) => {
  const { write, directory } = await openWorkspace(t)
  const reason = new Error('the window is over')
  const waiting = Promise.withResolvers<void>()
  const told = Promise.withResolvers<void>()
  const deaf: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next() {
        waiting.resolve()
        return new Promise(() => {})
      },
      async return() {
        told.resolve()
        return { done: true, value: undefined }
      },
    }),
  }
  const controller = new AbortController()
  const writing = write(deaf, { ...options, signal: controller.signal })
  await waiting.promise
  controller.abort(reason)
  await t.rejects(writing, reason)
  await told.promise
  await t.rejects(write(pieces(Buffer.alloc(1)), { ...options, signal: controller.signal }), reason)
  t.same(filesIn(directory), [])
})

t.test('a full disk is told as such, and leaves nothing', withDisks(), async (t) => {
  const directory = makeFolder(t)
  const disk = mountTinyDisk(t, directory)
  const { write, remove } = await openWorkspace(t, directory)
  const much = pieces(...Array.from({ length: 40 }, () => Buffer.alloc(64 * 1024)))
  await t.rejects(write(much, { ...options, mostBytes: 10 ** 7 }), { code: 'storage_full' })
  t.same(filesIn(directory), [])
  t.match(await write(pieces(Buffer.alloc(900)), options), { bytes: 900 }, 'and there is room again')
  disk.makeReadOnly()
  await t.rejects(write(pieces(Buffer.alloc(1)), options), { code: 'unavailable' })
  await remove()
  await t.rejects(createScratch({ directory }).open(), { code: 'unavailable' })
})

t.test('a file that is gone is no fault of the picture', async (t) => {
  const gone = { path: path.join(makeFolder(t), 'gone') }
  await t.rejects(readScratchFile(gone), { code: 'unavailable' })
  await t.rejects(
    readFromScratchFile(gone, async () => {}),
    { code: 'unavailable' },
  )
})

t.test('what a dead process left behind is swept up, and nobody else is disturbed', async (t) => {
  const directory = makeFolder(t)
  const { sweep } = createScratch({ directory })
  for (const [name, hours] of [
    ['old', 1.1],
    ['young', 0.9],
  ] as const) {
    await mkdir(path.join(directory, name))
    await writeFile(path.join(directory, name, 'photo'), 'x')
    const then = Date.now() / 1000 - hours * 3600
    utimesSync(path.join(directory, name), then, then)
  }
  t.equal(await sweep(), 1)
  t.same(readdirSync(directory), ['young'])
  t.equal(await createScratch({ directory: path.join(directory, 'never made') }).sweep(), 0)
})
