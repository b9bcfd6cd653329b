import { execFileSync } from 'node:child_process'
import { open, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import t from 'tap'
import { type ZipFile, zipOf } from '../../src/media/zip.ts'
import { temporaryDirectory } from './media-room.ts'

const modifiedAt = new Date('2026-11-21T18:30:42.000Z')

const fileOf = (name: string, content: Buffer, pieces = 1): ZipFile => ({
  name,
  bytes: content.length,
  modifiedAt,
  async open() {
    const size = Math.max(1, Math.ceil(content.length / pieces))
    return (async function* () {
      for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size)
    })()
  },
})

/** Python's own reader, which shares nothing with our writer: names, sizes, offsets, and the checksum of every file but the largest. */
function readWithPython(file: string) {
  const script = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    found = []
    for entry in archive.infolist():
        small = entry.file_size < 1 << 30
        text = archive.read(entry).hex() if small else None
        found.append(dict(name=entry.filename, bytes=entry.file_size, type=entry.compress_type, at=entry.header_offset,
                          date=list(entry.date_time), text=text))
    print(json.dumps(found))`
  const told = execFileSync('python3', ['-c', script, file], { encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 })
  return JSON.parse(told) as {
    name: string
    bytes: number
    type: number
    at: number
    date: number[]
    text: string | null
  }[]
}

const hasPython = (() => {
  try {
    execFileSync('python3', ['--version'])
    return true
  } catch {
    return false
  }
})()
const skip = hasPython ? false : 'there is no python3 here'

async function bytesOf(files: Iterable<ZipFile>): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of zipOf(files)) pieces.push(piece)
  return Buffer.concat(pieces)
}

t.test('an archive is read by somebody else as it was written', { skip }, async (t) => {
  const directory = await temporaryDirectory(t)
  const gone: ZipFile = { name: 'gone.jpg', bytes: 3, modifiedAt, open: async () => undefined }
  const files = [
    fileOf('one.jpg', Buffer.from('first picture'), 5),
    gone,
    fileOf('empty.jpg', Buffer.alloc(0)),
    fileOf('two.png', Buffer.alloc(70_000, 'ab'), 3),
  ]
  const file = path.join(directory, 'results.zip')
  await writeFile(file, await bytesOf(files))
  const date = [2026, 11, 21, 18, 30, 42]
  t.match(readWithPython(file), [
    { name: 'one.jpg', bytes: 13, type: 0, at: 0, date, text: Buffer.from('first picture').toString('hex') },
    { name: 'empty.jpg', bytes: 0, type: 0, date, text: '' },
    { name: 'two.png', bytes: 70_000, type: 0, date, text: Buffer.alloc(70_000, 'ab').toString('hex') },
  ])
  t.equal(execFileSync('python3', ['-m', 'zipfile', '-t', file], { encoding: 'utf8' }).trim(), 'Done testing')
  await writeFile(file, await bytesOf([]))
  t.same(readWithPython(file), [])
})

t.test('an archive beyond 4 GiB is whole', { skip }, async (t) => {
  const directory = await temporaryDirectory(t)
  const piece = Buffer.alloc(64 * 1024 ** 2)
  const bytes = 4 * 1024 ** 3 + 5
  const large: ZipFile = {
    ...{ name: 'large.png', bytes, modifiedAt },
    open: async () =>
      (async function* () {
        for (let left = bytes; left > 0; left -= piece.length) yield piece.subarray(0, Math.min(left, piece.length))
      })(),
  }
  const file = path.join(directory, 'large.zip')
  const handle = await open(file, 'w')
  let at = 0
  for await (const part of zipOf([large, fileOf('behind.jpg', Buffer.from('behind'))])) {
    // Zeros are not written: the file has a hole of 4 GiB.
    if (part.buffer !== piece.buffer) await handle.write(part, 0, part.length, at)
    at += part.length
  }
  await handle.close()
  const [first, second] = readWithPython(file)
  t.match(first, { name: 'large.png', bytes, at: 0 })
  t.match(second, { name: 'behind.jpg', bytes: 6, text: Buffer.from('behind').toString('hex') })
  t.ok((second?.at ?? 0) > bytes)
})

t.test('more files than old archives can count are all there', { skip }, async (t) => {
  const directory = await temporaryDirectory(t)
  const files = Array.from({ length: 65_600 }, (_none, at) => fileOf(`${at}`, Buffer.from('x')))
  const file = path.join(directory, 'many.zip')
  await writeFile(file, await bytesOf(files))
  t.equal(readWithPython(file).length, 65_600)
})

t.test('a file that is not as long as it was said to be breaks the archive off', async (t) => {
  for (const bytes of [3, 5]) {
    const lying = { ...fileOf('a.jpg', Buffer.from('abcd')), bytes }
    await t.rejects(bytesOf([lying]), /other bytes/, `${bytes}`)
  }
})

t.test('wherever a receiver leaves, no file stays open, and the name of a file that is gone is told', async (t) => {
  for (const leaveAfter of [0, 1, 2, 3, 4]) {
    const opened: Readable[] = []
    const told: string[] = []
    const files = ['one.jpg', 'gone.jpg', 'two.jpg'].map((name) => ({
      ...{ name, bytes: 6, modifiedAt },
      async open() {
        if (name === 'gone.jpg') return undefined
        const stream = Readable.from([Buffer.from('abc'), Buffer.from('def')])
        opened.push(stream)
        return stream
      },
    }))
    const archive = zipOf(files, ({ name }) => told.push(name))
    for (let piece = 0; piece < leaveAfter; piece += 1) await archive.next()
    await archive.return(undefined)
    t.ok(opened.length > 0 || leaveAfter === 0)
    t.ok(
      opened.every(({ destroyed }) => destroyed),
      `left after ${leaveAfter} pieces`,
    )
    t.same(told, leaveAfter > 2 ? ['gone.jpg'] : [])
  }
})
