import { readFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { serverFiles as files, pageFiles, sourceDirectory as source } from '../support/source-files.ts'

/** From left to right; a room imports rooms to its left. The last group's rooms do not know each other. */
const line = [['hall'], ['accounts'], ['media'], ['providers'], ['slots'], ['queue'], ['ingest', 'pix'], ['top']]
const placeOf = (room: string) => line.findIndex((group) => group.includes(room))
const mayImport = (room: string, other: string) => room === other || placeOf(other) < placeOf(room)
const top = new Set(['app.ts', 'main.ts'])

function roomOf(file: string): string {
  const [first = '', second] = file.split(path.sep)
  if (second === undefined) return top.has(first) ? 'top' : 'hall'
  return first === 'cli' ? 'top' : first
}

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(source, file), 'utf8')
  const found = text.matchAll(/(?:from\s+|import\s*\(\s*|import\s+)['"](\.{1,2}\/[^'"]+)['"]/g)
  return [...found].map(([, target = '']) => path.join(path.dirname(file), target))
}

t.test('every room is on the line', async (t) => {
  for (const file of files) t.ok(placeOf(roomOf(file)) >= 0, file)
})

t.test('a room imports only rooms to its left', async (t) => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => !mayImport(roomOf(file), roomOf(target)))
      .map((target) => `${file} imports ${target}`),
  )
  t.same(wrong, [])
})

t.test('the pages know the server by its address only', async (t) => {
  const pictures = path.join('..', 'docs', 'pictures')
  const isInside = (target: string) => target.startsWith(`admin-ui${path.sep}`) || target.startsWith(pictures)
  const wrong = pageFiles.flatMap((file) => importsOf(file).filter((target) => !isInside(target)))
  t.same(wrong, [])
})

t.test('the check sees imports at all', async (t) => {
  t.ok(importsOf('app.ts').includes(path.join('queue', 'jobs.ts')))
  t.ok(mayImport('pix', 'media') && mayImport('top', 'pix') && mayImport('pix', 'pix'))
  t.notOk(mayImport('pix', 'ingest') || mayImport('ingest', 'pix') || mayImport('queue', 'pix'))
})

t.test('only config.ts and the command line read the environment', async (t) => {
  const readers = files.filter((file) => /process\.env\b/.test(readFileSync(path.join(source, file), 'utf8')))
  t.same(
    readers.filter((file) => roomOf(file) !== 'top'),
    ['embedded-postgres.ts'],
    'a child process inherits the environment; nobody else looks at it',
  )
})

t.test('only keys.ts builds keys of stored objects', async (t) => {
  const builders = files.filter((file) =>
    /[`'"](inputs|results|previews|templates)\/[`'"$]/.test(readFileSync(path.join(source, file), 'utf8')),
  )
  t.same(builders, [path.join('media', 'keys.ts')])
})

t.test('only pix/keys.ts builds keys of the pix.immo side', async (t) => {
  const builders = files.filter((file) =>
    /[`'"](?:raw|archive|master|analysis|edits|pix-jobs|pix-temporary|pipeline|final_input|gallery)\/[^\s`'"]*[`'"$]/.test(
      readFileSync(path.join(source, file), 'utf8'),
    ),
  )
  t.same(builders, [path.join('pix', 'keys.ts')])
})
