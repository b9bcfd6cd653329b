import { buffer } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import type { ByteRange, Store } from '../../src/media/store.ts'

async function* inPieces(bytes: Buffer, pieceBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

const patterned = (length: number) => Buffer.from(Uint8Array.from({ length }, (_, at) => (at * 31) % 251))

export async function keysIn(store: Store, prefix = ''): Promise<string[]> {
  const found: string[] = []
  for await (const { key } of store.list(prefix)) found.push(key)
  return found.sort()
}

async function readAll(store: Store, key: string, range?: ByteRange): Promise<Buffer | undefined> {
  const opened = await store.open(key, range)
  return opened && buffer(opened.stream)
}

/** What every store must do. */
export function testStore(name: string, createStore: (t: Test) => Promise<Store>): void {
  const test = (sentence: string, check: (t: Test, store: Store) => Promise<void>) =>
    t.test(`${name}: ${sentence}`, async (t) => check(t, await createStore(t)))

  for (const [length, pieceBytes] of [
    [0, 1],
    [1, 1],
    [100_000, 7],
    [3_000_001, 65_536],
    [1_048_576, 524_288],
  ] as const) {
    test(`${length} bytes in pieces of ${pieceBytes} come back as they were`, async (t, store) => {
      const bytes = patterned(length)
      t.equal(await store.write('results/a/b/1.jpg', inPieces(bytes, pieceBytes)), length)
      t.ok((await store.read('results/a/b/1.jpg'))?.equals(bytes))
      t.ok((await readAll(store, 'results/a/b/1.jpg'))?.equals(bytes))
    })
  }

  test('a buffer is written in one go, and a second write replaces the first', async (t, store) => {
    t.equal(await store.write('inputs/x', Buffer.from('first')), 5)
    t.equal(await store.write('inputs/x', Buffer.from('second')), 6)
    t.equal(String(await store.read('inputs/x')), 'second')
  })

  test('what is not there is undefined, and deleting it is fine', async (t, store) => {
    t.equal(await store.read('inputs/nothing'), undefined)
    t.equal(await store.open('inputs/nothing'), undefined)
    t.equal(await store.delete('inputs/nothing'), 0)
  })

  test('deleting tells how many bytes went', async (t, store) => {
    await store.write('inputs/x', patterned(1234))
    t.equal(await store.delete('inputs/x'), 1234)
    t.equal(await store.read('inputs/x'), undefined)
  })

  test('a part of an object can be read', async (t, store) => {
    const bytes = patterned(1000)
    await store.write('inputs/x', bytes)
    for (const [start, end, length] of [
      [0, 0, 1],
      [0, 999, 1000],
      [10, 19, 10],
      [990, 2000, 10],
      [1000, 1001, 0],
    ] as const) {
      const opened = await store.open('inputs/x', { start, end })
      t.equal(opened?.bytes, length, `${start}-${end}`)
      const read = opened && (await buffer(opened.stream))
      t.ok(read?.equals(bytes.subarray(start, end + 1)), `${start}-${end}`)
    }
  })

  test('a source that breaks leaves nothing, and its own error comes through', async (t, store) => {
    async function* breaking() {
      yield patterned(2_000_000)
      throw new Error('the phone is gone')
    }
    await t.rejects(store.write('inputs/x', breaking()), { message: 'the phone is gone' })
    t.equal(await store.read('inputs/x'), undefined)
    t.same(await keysIn(store), [])
  })

  test('an object is invisible until it is whole', async (t, store) => {
    async function* looking() {
      yield patterned(1_000_000)
      t.equal(await store.read('inputs/x'), undefined)
      yield patterned(10)
    }
    await store.write('inputs/x', looking())
    t.equal((await store.read('inputs/x'))?.length, 1_000_010)
  })

  test('a reader gets the whole object although it is deleted meanwhile', async (t, store) => {
    const bytes = patterned(5_000_000)
    await store.write('results/a/b/1.jpg', bytes)
    const opened = await store.open('results/a/b/1.jpg')
    t.equal(await store.delete('results/a/b/1.jpg'), bytes.length)
    t.equal(await store.open('results/a/b/1.jpg'), undefined)
    t.ok(opened && (await buffer(opened.stream)).equals(bytes))
  })

  test('a prefix selects what begins with it', async (t, store) => {
    for (const key of ['inputs/one', 'inputs/two', 'results/a/b/1.jpg']) await store.write(key, Buffer.from(key))
    const found: string[] = []
    for await (const { key, bytes, ageMilliseconds } of store.list('inputs/t')) {
      t.equal(bytes, key.length)
      t.ok(ageMilliseconds >= 0 && ageMilliseconds < 60_000)
      found.push(key)
    }
    t.same(found, ['inputs/two'])
    t.same(await keysIn(store, 'previews/'), [])
  })

  test('many writers do not disturb each other', async (t, store) => {
    const written = Array.from({ length: 40 }, (_, at) =>
      store.write(`results/a/${at % 3}/${at}.jpg`, patterned(1000 + at)),
    )
    const removed = Array.from({ length: 40 }, (_, at) => store.delete(`results/a/${at % 3}/${at + 100}.jpg`))
    await Promise.all([...written, ...removed])
    t.equal((await keysIn(store, 'results/')).length, 40)
  })

  test('it proves that it takes bytes, and leaves none', async (t, store) => {
    await store.check()
    t.same(await keysIn(store), [])
  })
}
