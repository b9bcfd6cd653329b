import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import t from 'tap'
import { builtPages } from '../../src/pages-routes.ts'

const mostBytes = 200_000

const read = (name: string) => readFileSync(path.join(builtPages, name))
/** What the gateway sends to browsers that take it; small files go as they are. */
const sent = (name: string) => read(existsSync(path.join(builtPages, `${name}.gz`)) ? `${name}.gz` : name)
const zipped = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + sent(name).length, 0)
const filesIn = (text: string) => [...text.matchAll(/assets\/[\w.-]+\.(?:js|css)/g)].map(([name]) => name)
const upFront = new Set(filesIn(read('index.html').toString()))
const assets = readdirSync(path.join(builtPages, 'assets'))
  .map((name) => `assets/${name}`)
  .filter((name) => !/\.(gz|br)$/.test(name))

/** A lazy page with everything that it brings along. */
function withPage(name: string): Set<string> {
  const all = new Set(upFront)
  const waiting = assets.filter((asset) => path.basename(asset).replace(/-[\w-]{8}\.\w+$/, '') === name)
  t.ok(waiting.length > 0, `${name} is a chunk of its own`)
  for (let asset = waiting.pop(); asset !== undefined; asset = waiting.pop()) {
    if (all.has(asset)) continue
    all.add(asset)
    if (!asset.endsWith('.js')) continue
    const imports = read(asset)
      .toString()
      .matchAll(/from\s*["'`]\.\/([\w.-]+\.js)["'`]|import\s*["'`]\.\/([\w.-]+\.js)["'`]/g)
    waiting.push(...[...imports].map(([, from, bare]) => `assets/${from ?? bare}`))
  }
  return all
}

t.test('what every first visit loads is small', async (t) => {
  t.ok(upFront.size > 2)
  t.ok([...upFront].some((name) => name.endsWith('.css')))
  const bytes = zipped(upFront) + gzipSync(read('index.html')).length
  t.comment(`${bytes} bytes`)
  t.ok(bytes <= mostBytes, `${bytes} bytes, gzipped`)
})

for (const page of [['sign-in-page'], ['shell', 'dashboard-page']]) {
  for (const language of ['en', 'de', 'ru']) {
    t.test(`so is the first sight of ${page.join(' and ')} in ${language}`, async (t) => {
      const files = new Set([...page, language].flatMap((name) => [...withPage(name)]))
      const bytes = zipped(files) + gzipSync(read('index.html')).length
      t.comment(`${bytes} bytes`)
      t.ok(bytes <= mostBytes, `${bytes} bytes, gzipped`)
    })
  }
}

t.test('no page but these brings its words and styles along', async (t) => {
  const early = [...withPage('dashboard-page'), ...withPage('sign-in-page'), ...withPage('shell')]
  t.same(
    early.filter((name) => /-more-|mantine-rest|chart/.test(name)),
    [],
  )
  t.ok(
    assets.some((name) => name.includes('mantine-rest')),
    'the rest has a file of its own',
  )
})

t.test('everything that is worth it lies there compressed, and is the same', async (t) => {
  const worthIt = assets.filter((name) => /\.(js|css)$/.test(name) && read(name).length >= 200)
  t.ok(worthIt.length > 20)
  for (const name of worthIt) {
    t.ok(gunzipSync(read(`${name}.gz`)).equals(read(name)), name)
    t.ok(brotliDecompressSync(read(`${name}.br`)).equals(read(name)), name)
  }
})

t.test('no script is written into the document', async (t) => {
  const document = read('index.html').toString()
  t.notMatch(document, /<script(?![^>]*\ssrc=)/)
  t.notMatch(document, /\son\w+=/)
})
