import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import type { ByteRange, Store } from '../../src/media/store.ts'
import { until } from '../support/answers.ts'

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

interface Signing {
  /** Where signed addresses are answered. */
  serve(t: Test, store: Store): Promise<string>
  /** Status of what is not as it was signed, and of an address that is over. */
  refused: RegExp
}

const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** What every store must do. */
export function testStore(name: string, createStore: (t: Test) => Promise<Store>, signing: Signing): void {
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
    for await (const { key, bytes, ageMilliseconds, etag } of store.list('inputs/t')) {
      t.equal(bytes, key.length)
      t.equal(etag, (await store.find(key))?.etag, 'the same as when it is asked for alone')
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

  test('what is said of an object is kept with it, and goes with it', async (t, store) => {
    const said = { type: 'image/jpeg', metadata: { shoot: 'Ab-1', note: 'a "b" = c' } }
    await store.write('pix/x.jpg', patterned(10), said)
    const first = await store.find('pix/x.jpg')
    t.match(first, { key: 'pix/x.jpg', bytes: 10, ...said })
    t.ok(first && first.ageMilliseconds < 60_000)
    t.equal(await store.find('pix/y.jpg'), undefined)

    await store.write('pix/x.jpg', patterned(10))
    t.match(await store.find('pix/x.jpg'), { type: null, metadata: {} }, 'a new object has none of the old one’s')
    await store.write('pix/x.jpg', patterned(10), { type: 'image/png' })
    await store.delete('pix/x.jpg')
    t.equal(await store.find('pix/x.jpg'), undefined)
    await t.rejects(store.write('pix/x.jpg', patterned(1), { metadata: { note: 'ü' } }), /not fit/)
    await t.rejects(store.write('pix/x.jpg', patterned(1), { type: 'a\r\nb: c' }), /not fit/)
    t.same(await keysIn(store), [])
  })

  test('an object that is there is not written again where that was not wanted', async (t, store) => {
    const written = await store.writeIf('absent', 'pix/m.json', Buffer.from('first'), { type: 'application/json' })
    t.equal(written?.bytes, 5)
    t.equal(written?.etag, (await store.find('pix/m.json'))?.etag)
    t.equal(await store.writeIf('absent', 'pix/m.json', Buffer.from('second'), { type: 'text/plain' }), undefined)
    t.equal(String(await store.read('pix/m.json')), 'first')
    t.equal((await store.find('pix/m.json'))?.type, 'application/json')
  })

  test('of many who write what was not there one wins', async (t, store) => {
    const tries = Array.from({ length: 12 }, (_, at) => store.writeIf('absent', 'pix/one', Buffer.from(`${at}`)))
    const outcomes = await Promise.all(tries)
    t.equal(outcomes.filter((outcome) => outcome !== undefined).length, 1)
    t.equal(String(await store.read('pix/one')), String(outcomes.findIndex((outcome) => outcome !== undefined)))
  })

  test('an object is only replaced by who has seen it', async (t, store) => {
    const other = await store.writeIf('absent', 'pix/other', Buffer.from('x'))
    const stranger = { etag: other?.etag ?? '' }
    t.equal(await store.writeIf(stranger, 'pix/m.json', Buffer.from('x')), undefined, 'there is none')
    const first = await store.writeIf('absent', 'pix/m.json', Buffer.from('1'))
    const second = await store.writeIf({ etag: first?.etag ?? '' }, 'pix/m.json', Buffer.from('2'))
    t.not(second?.etag, first?.etag)
    t.equal(await store.writeIf({ etag: first?.etag ?? '' }, 'pix/m.json', Buffer.from('3')), undefined)
    t.equal(String(await store.read('pix/m.json')), '2')
  })

  test('a number that many count up together is right in the end', async (t, store) => {
    await store.writeIf('absent', 'pix/count', Buffer.from('0'))
    async function countUp(): Promise<void> {
      for (;;) {
        const seen = await store.find('pix/count')
        const value = Number(await store.read('pix/count'))
        // Another one may have written in between: then its etag is not the one that was seen.
        if (await store.writeIf({ etag: seen?.etag ?? '' }, 'pix/count', Buffer.from(`${value + 1}`))) return
      }
    }
    await Promise.all(Array.from({ length: 6 }, countUp))
    t.equal(String(await store.read('pix/count')), '6')
  })

  test('a large object is written conditionally, too', async (t, store) => {
    const bytes = patterned(9_000_000)
    t.equal((await store.writeIf('absent', 'pix/big', bytes))?.bytes, bytes.length)
    t.equal(await store.writeIf('absent', 'pix/big', patterned(9_000_001)), undefined)
    t.ok((await store.read('pix/big'))?.equals(bytes))
  })

  test('a copy has the same bytes and particulars, and lives on by itself', async (t, store) => {
    const said = { type: 'image/jpeg', metadata: { shoot: 'x' } }
    await store.write('results/a/b/1.jpg', patterned(1000), said)
    t.equal(await store.copy('results/a/b/1.jpg', 'pix/Küche 1+1=2 #5.jpg'), 1000)
    await store.delete('results/a/b/1.jpg')
    t.match(await store.find('pix/Küche 1+1=2 #5.jpg'), { bytes: 1000, ...said })
    t.ok((await store.read('pix/Küche 1+1=2 #5.jpg'))?.equals(patterned(1000)))
    t.equal(await store.copy('results/a/b/1.jpg', 'pix/z'), undefined)
    t.same(await keysIn(store), ['pix/Küche 1+1=2 #5.jpg'])
  })

  test('a long list comes in pages, in the order of keys, each object once', async (t, store) => {
    const keys = ['a/b', 'a/b.c/d', 'a/b-c/d', 'a/c/d/e', 'b', 'b1/x', 'b-/x', 'Z/x', 'a/É', 'a/z']
    for (const key of keys) await store.write(key, Buffer.from('x'))
    const sorted = [...keys].sort()
    for (const limit of [1, 3, 4, 10, 1000]) {
      const found: string[] = []
      let after: string | null = null
      do {
        const page: Awaited<ReturnType<Store['listPage']>> = await store.listPage('', { after, limit })
        t.ok(page.objects.length <= limit)
        found.push(...page.objects.map(({ key }) => key))
        after = page.next
      } while (after !== null)
      t.same(found, sorted, `pages of ${limit}`)
    }
    const { objects } = await store.listPage('a/b', { after: 'a/b-c/d' })
    t.same(
      objects.map(({ key }) => key),
      ['a/b.c/d'],
    )
  })

  test('it has one name, and knows it again', async (t, store) => {
    const name = await store.identify()
    t.match(name, /^[0-9a-f-]{36}$/)
    t.equal(await store.identify(), name)
    await store.prove()
    await store.name('another')
    t.equal(await store.identify(), 'another')
    t.same(await keysIn(store), [])
  })

  test('a key that is not one is refused', async (t, store) => {
    const refused = [
      '',
      '/a',
      'a/',
      'a//b',
      '../a',
      'a/../b',
      'a/./b',
      '.photochanger-store',
      'a\\b',
      'C:x',
      'a\0',
      `${'a'.repeat(241)}`,
    ]
    for (const key of refused) {
      const message = { message: 'not a storage key' }
      for (const call of [
        () => store.read(key),
        () => store.open(key),
        () => store.find(key),
        () => store.write(key, Buffer.from('x')),
        () => store.writeIf('absent', key, Buffer.from('x')),
        () => store.copy('a', key),
        () => store.copy(key, 'a'),
        () => store.delete(key),
        () => store.signRead(key, { seconds: 1 }),
        () => store.signWrite(key, { seconds: 1, type: 'a/b', bytes: 1, sha256: 'ab' }),
      ]) {
        await t.rejects(async () => call(), message, `${JSON.stringify(key)} ${call}`)
      }
    }
  })

  test('a signed address reads one object, for some time', async (t, store) => {
    const base = await signing.serve(t, store)
    await store.write('pix/Küche 1.jpg', patterned(1000), { type: 'image/jpeg' })
    await store.write('pix/other.jpg', patterned(10))
    const address = new URL(await store.signRead('pix/Küche 1.jpg', { seconds: 60, fileName: 'Küche "1".jpg' }), base)
    const answer = await fetch(address)
    t.equal(answer.status, 200)
    t.equal(answer.headers.get('content-type'), 'image/jpeg')
    t.ok(Buffer.from(await answer.bytes()).equals(patterned(1000)))

    const elsewhere = new URL(String(address).replace('K%C3%BCche%201', 'other').replace('K%C3%BCche+1', 'other'))
    t.not(String(elsewhere), String(address))
    t.match((await fetch(elsewhere)).status, signing.refused)
    t.match((await fetch(address, { method: 'PUT', body: 'x' })).status, signing.refused)
    const forged = String(address).replace(
      /(signature=)(.)/i,
      (_, name, first) => `${name}${first === '0' ? '1' : '0'}`,
    )
    t.match((await fetch(forged)).status, signing.refused)
    t.equal((await fetch(new URL(await store.signRead('pix/none', { seconds: 60 }), base))).status, 404)
    const over = new URL(await store.signRead('pix/other.jpg', { seconds: 1 }), base)
    await until('its time has come', async () => signing.refused.test(String((await fetch(over)).status)))
  })

  test('a signed address writes exactly what it was signed for', async (t, store) => {
    const base = await signing.serve(t, store)
    const bytes = patterned(1000)
    const grant = { seconds: 60, type: 'image/jpeg', bytes: bytes.length, sha256: sha256Of(bytes) }
    const { method, address, headers } = await store.signWrite('pix/in.jpg', grant)
    const put = async (body: Buffer, changed: Record<string, string> = {}) => {
      const { 'content-length': _, ...others } = headers
      return (
        await fetch(new URL(address, base), { method, headers: { ...others, ...changed }, body: new Uint8Array(body) })
      ).status
    }
    const wrong = Buffer.from(bytes).fill(0, 10, 20)
    t.match(await put(wrong), signing.refused, 'other bytes')
    t.match(await put(patterned(1001)), signing.refused, 'too many')
    t.match(await put(patterned(999)), signing.refused, 'too few')
    t.match(await put(bytes, { 'content-type': 'image/png' }), signing.refused, 'another type')
    t.equal((await fetch(new URL(address, base))).ok, false, 'it does not read')
    t.equal(await store.find('pix/in.jpg'), undefined)
    t.same(await keysIn(store), [])

    t.match(await put(bytes), /^20[04]$/)
    t.match(await store.find('pix/in.jpg'), { bytes: 1000, type: 'image/jpeg' })
    t.ok((await store.read('pix/in.jpg'))?.equals(bytes))
    const over = await store.signWrite('pix/late.jpg', { ...grant, seconds: 1 })
    const { 'content-length': _, ...others } = over.headers
    const late = () => fetch(new URL(over.address, base), { method, headers: others, body: new Uint8Array(bytes) })
    await until('its time has come', async () => signing.refused.test(String((await late()).status)))
  })

  test('it proves that it takes bytes, and leaves none', async (t, store) => {
    await store.check()
    t.same(await keysIn(store), [])
  })
}
