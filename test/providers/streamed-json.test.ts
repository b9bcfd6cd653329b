import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import t, { type Test } from 'tap'
import { createScratch } from '../../src/media/scratch.ts'
import { MalformedJson } from '../../src/providers/json-cursor.ts'
import { readJsonDiverting } from '../../src/providers/streamed-json.ts'

const limits = { longerThanCharacters: 16, mostFileBytes: 1000, mostJsonBytes: 2000 }
const megabyte = 1024 ** 2

async function openReader(t: Test) {
  const directory = t.testdir()
  const workspace = await createScratch({ directory }).open()
  const [folder = ''] = await readdir(directory)
  const filesLeft = () => readdir(`${directory}/${folder}`)

  /** The document with the diverted strings put back as hexadecimal digits of what they mean. */
  async function read(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, options = {}): Promise<unknown> {
    async function* source(): AsyncGenerator<Uint8Array> {
      yield* chunks
    }
    const { json, files } = await readJsonDiverting(source(), { workspace, ...limits, ...options })
    const contents = new Map<string, string>()
    for (const [reference, { path, bytes }] of files) {
      const content = await readFile(path)
      if (content.length !== bytes) throw new Error('a file has another size than it says')
      contents.set(reference, `hex:${content.toString('hex')}`)
    }
    return JSON.parse(JSON.stringify(json), (_key, value) => contents.get(value) ?? value)
  }

  return { read, filesLeft, workspace }
}

const bytes = Buffer.from(Array.from({ length: 100 }, (_, place) => (place * 37 + 251) % 256))
const hex = (content: Buffer) => `hex:${content.toString('hex')}`
const base64 = (content: Buffer) => content.toString('base64')

const documents: [name: string, text: string, meaning: unknown][] = [
  ['no strings at all', '[1, {}, null]', [1, {}, null]],
  ['a short string', '{"a":"QUJD"}', { a: 'QUJD' }],
  ['exactly the limit', `["${'A'.repeat(16)}"]`, ['A'.repeat(16)]],
  [
    'one more than the limit is a file, even where no byte comes of it whole',
    `["${'A'.repeat(18)}"]`,
    [hex(Buffer.alloc(13))],
  ],
  ['without padding', `["${base64(bytes).replace(/=+$/, '')}"]`, [hex(bytes)]],
  ['with one sign of padding', `["${base64(bytes.subarray(0, 98))}"]`, [hex(bytes.subarray(0, 98))]],
  ['with two signs of padding', `["${base64(bytes.subarray(0, 97))}"]`, [hex(bytes.subarray(0, 97))]],
  ['without need of padding', `["${base64(bytes.subarray(0, 99))}"]`, [hex(bytes.subarray(0, 99))]],
  ['the alphabet for addresses', `["${bytes.toString('base64url')}"]`, [hex(bytes)]],
  ['slashes in disguise', `["${base64(bytes).replaceAll('/', '\\/')}"]`, [hex(bytes)]],
  ['signs as numbers', `["${base64(bytes).replaceAll('=', '\\u003d').replaceAll('+', '\\u002B')}"]`, [hex(bytes)]],
  [
    'several, among other things',
    JSON.stringify({ a: [base64(bytes), 'x', { b: base64(bytes.subarray(1)) }], 'ключ "k"': '\\' }),
    { a: [hex(bytes), 'x', { b: hex(bytes.subarray(1)) }], 'ключ "k"': '\\' },
  ],
  ...[
    'I cannot do "this": \\ a/b — see C:\\n, €, 😀',
    `${'word'.repeat(10)} and then words`,
    `${base64(bytes)}\n`,
    `${'A'.repeat(40)}=A`,
    `${'A'.repeat(40)}===`,
    `${'A'.repeat(41)}`,
    `${'A'.repeat(41)}=`,
    `${'A'.repeat(40)}é`,
    `${'A'.repeat(40)}"`,
    `${'A'.repeat(40)}\u0000\ud800`,
    '\\'.repeat(40),
  ].map((text): [string, string, unknown] => [`text: ${JSON.stringify(text)}`, JSON.stringify([text, 1]), [text, 1]]),
]

t.test('long base64 strings become files, wherever the chunks part the document', async (t) => {
  for (const [name, text, meaning] of documents)
    await t.test(name, async (t) => {
      const { read } = await openReader(t)
      const document = Buffer.from(text)
      t.strictSame(await read([document]), meaning, 'in one chunk')
      t.strictSame(await read(Array.from(document, (byte) => Uint8Array.of(byte))), meaning, 'byte by byte')
      for (let place = 1; place < document.length; place += 1) {
        const parted = await read([document.subarray(0, place), Buffer.alloc(0), document.subarray(place)])
        if (JSON.stringify(parted) !== JSON.stringify(meaning)) t.strictSame(parted, meaning, `parted at ${place}`)
      }
    })
})

/** Base64 of that many bytes, a quarter of a megabyte at a time. */
async function* endless(lengthBytes: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{"data":"')
  const piece = Buffer.from(Buffer.alloc(192 * 1024, 'picture').toString('base64'))
  for (let sent = 0; sent < lengthBytes; sent += 192 * 1024) yield piece
  yield Buffer.from('"}')
}

const broken: [name: string, text: string][] = [
  ['nothing', ''],
  ['a page', '<html><body class="x">Maintenance</body></html>'],
  ['half an object', '{"a": 1'],
  ['half a short string', '{"a": "QU'],
  ['half a long string', `{"a": "${'A'.repeat(100)}`],
  ['half an escape', `{"a": "\\u00`],
  ['half an escape in a long string', `{"a": "${'A'.repeat(100)}\\`],
  ['a wrong escape in a long string', `{"a": "${'A'.repeat(100)}\\x"}`],
  ['more than one document', '{} {}'],
  ['more than its limit', JSON.stringify(['ab '.repeat(700)])],
  ['more than its limit, that began as base64', JSON.stringify([`${'a'.repeat(2100)} `])],
  ['many short strings beyond the limit', JSON.stringify(Array(500).fill('abc'))],
  ['more files than anybody sends', JSON.stringify(Array(65).fill('A'.repeat(20)))],
]

t.test('what is no JSON is told as such, without quoting it', async (t) => {
  for (const [name, text] of broken) {
    const { read } = await openReader(t)
    const failure = await read([Buffer.from(text)]).then(
      () => undefined,
      (error: unknown) => error,
    )
    t.ok(failure instanceof MalformedJson, name)
    t.equal((failure as Error).cause, undefined)
    t.notMatch((failure as Error).message, /html|AAAA|abc/)
  }
})

t.test('a file that is too large is dropped while it arrives', async (t) => {
  const { read, filesLeft } = await openReader(t)
  const ended = Promise.withResolvers<void>()
  async function* source() {
    try {
      yield* endless(Number.POSITIVE_INFINITY)
    } finally {
      ended.resolve()
    }
  }
  t.match(await read(source(), { mostFileBytes: megabyte }).catch((error: unknown) => error), { kind: 'bad_media' })
  await ended.promise // or the test would end at its time limit
  const onFileTooLarge = () => new Error('the caller knows better')
  await t.rejects(read(source(), { mostFileBytes: megabyte, onFileTooLarge }), { message: 'the caller knows better' })
  t.strictSame(await filesLeft(), [])
})

t.test('what the source throws stays its own, and leaves no file', async (t) => {
  const { read, filesLeft } = await openReader(t)
  const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' })
  async function* source() {
    yield Buffer.from(`{"a":"${'A'.repeat(100)}`)
    throw reset
  }
  t.equal(await read(source()).catch((error: unknown) => error), reset)
  t.strictSame(await filesLeft(), [])
})

t.test('a signal ends it in its reason, even when the source hangs', async (t) => {
  const { read, filesLeft } = await openReader(t)
  for (const start of ['{"a":', `{"a":"${'A'.repeat(100)}`]) {
    const controller = new AbortController()
    const reason = new Error('nobody wants it any more')
    async function* source() {
      yield Buffer.from(start)
      setImmediate(() => controller.abort(reason))
      await new Promise(() => {})
    }
    t.equal(await read(source(), { signal: controller.signal }).catch((error: unknown) => error), reason)
  }
  t.strictSame(await filesLeft(), [])
})

t.test('references cannot be guessed, and an answer cannot name one', async (t) => {
  const { workspace } = await openReader(t)
  const read = async () => {
    const source = [Buffer.from(JSON.stringify(['A'.repeat(100), 'file:1']))]
    return readJsonDiverting(pour(source), { workspace, ...limits })
  }
  const [one, other] = [await read(), await read()]
  t.equal(one.files.size, 1)
  t.match([...one.files.keys()][0], /^file:[0-9a-f-]{36}$/)
  t.not([...one.files.keys()][0], [...other.files.keys()][0])
})

async function* pour(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks
}

t.test('a chunk of many megabytes does not hold up everything else', async (t) => {
  const { workspace } = await openReader(t)
  const content = randomBytes(10 * megabyte)
  const chunk = Buffer.from(JSON.stringify({ data: content.toString('base64') }))
  let turns = 0
  const timer = setInterval(() => (turns += 1), 1)
  const wide = { longerThanCharacters: 4096, mostFileBytes: 40 * megabyte, mostJsonBytes: megabyte }
  const { files } = await readJsonDiverting(pour([chunk]), { workspace, ...wide })
  clearInterval(timer)
  const [file] = files.values()
  t.ok(content.equals(await readFile(file?.path ?? '')))
  t.ok(turns > 10, `other things had their turn ${turns} times`)
})
