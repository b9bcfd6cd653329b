import { createHash } from 'node:crypto'
import t from 'tap'
import { renderGuestPage } from '../../src/media/guest-page.ts'
import { chooseLanguage, guestWords } from '../../src/media/guest-words.ts'
import type { PublishedResult } from '../../src/media/publication.ts'
import { hour, openMediaRoom } from './media-room.ts'

t.test('a guest gets the picture, a download, its end, and a link to pass on', async (t) => {
  const room = await openMediaRoom(t, { publicBaseUrl: 'https://photos.example/booth' })
  const server = await room.startServer()
  const { id } = await room.addResult()
  const { statusCode, headers, body } = await server.inject(`/r/${id}`)

  t.equal(statusCode, 200)
  t.ok(body.length < 50_000)
  t.match(body, `<img src="/booth/public/results/${id}" alt="The finished picture"`)
  t.match(body, `<img src="/booth/public/results/${id}/preview.webp" alt="">`)
  t.match(body, '<style>:root{--w:640;--h:427}</style>', 'its place is kept before it is there')
  t.match(body, `<meta property="og:image" content="https://photos.example/booth/public/results/${id}/preview.webp">`)
  t.match(body, '<script type="module" src="/booth/public/guest.js?')
  t.match(body, `href="/booth/public/results/${id}" download="slot-001-${id.slice(0, 8)}.jpg"`)
  t.match(body, '<time datetime="2026-11-24T12:00:00.000Z">')
  t.match(body, `<a href="https://photos.example/booth/r/${id}">`)
  t.match(headers, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  })
})

t.test('the page takes nothing from anybody else, and one script that it can do without', async (t) => {
  const room = await openMediaRoom(t)
  const server = await room.startServer()
  const { id } = await room.addResult()
  const making = await room.addJob({ status: 'processing' })
  for (const url of [`/r/${id}`, `/r/${making}`, '/r/nothing']) {
    const { body, headers } = await server.inject({ url, headers: { host: 'booth.local' } })
    const policy = String(headers['content-security-policy'])
    t.match(policy, /default-src 'none'; img-src 'self'; script-src 'self'; connect-src 'self'; style-src 'sha256/)
    for (const [, style = ''] of body.matchAll(/<style>([\s\S]*?)<\/style>/g))
      t.match(policy, `'sha256-${createHash('sha256').update(style).digest('base64')}'`)
    t.notMatch(policy, 'unsafe')
    t.notMatch(
      body,
      /<script(?! type="module" src="\/public\/guest\.js\?[\w-]+"><\/script>)| style=| on[a-z]+=|javascript:/i,
    )
    for (const [, address = ''] of body.matchAll(/(?:src|href)="([^"]*)"/g))
      t.match(address, /^(\/|http:\/\/booth\.local\/)/)
  }
})

t.test('the script is kept for ever under its own address, and not under another', async (t) => {
  const room = await openMediaRoom(t)
  const server = await room.startServer()
  const { id } = await room.addResult()
  const [, address = ''] = /<script type="module" src="([^"]+)"/.exec((await server.inject(`/r/${id}`)).body) ?? []
  const { headers, body } = await server.inject(address)
  t.match(headers, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': /immutable/ })
  t.ok(Buffer.byteLength(body) < 8_000)
  t.match(await server.inject('/public/guest.js?ofAnotherNode'), {
    statusCode: 200,
    headers: { 'cache-control': 'no-store' },
  })
  t.notMatch(body, /innerHTML|eval\(|document\.write/)
})

t.test('the page speaks the guest’s language', async (t) => {
  const room = await openMediaRoom(t)
  const server = await room.startServer()
  const { id } = await room.addResult()
  const read = async (url: string, language: string) =>
    (await server.inject({ url, headers: { 'accept-language': language } })).body
  const page = (language: string) => read(`/r/${id}`, language)

  t.match(await page('en-US'), /<html lang="en">[\s\S]*Available until[\s\S]*24 November[\s\S]*3 days left/)
  t.match(await page('de-CH'), /<html lang="de">[\s\S]*Verfügbar bis[\s\S]*24\. November[\s\S]*noch 3 Tage/)
  t.match(await page('ru'), /<html lang="ru">[\s\S]*Доступно до[\s\S]*24 ноября[\s\S]*осталось 3 дня/)
  t.match(await read('/r/nothing', 'de'), guestWords.de.unknown)
  room.clock.advance(71.9 * hour)
  t.match(await page('en'), '6 minutes left')
  room.clock.advance(hour)
  t.match(await page('ru'), guestWords.ru.expired)
})

for (const [header, expected] of [
  [undefined, 'en'],
  ['', 'en'],
  ['fr', 'en'],
  ['de', 'de'],
  ['de-AT,de;q=0.9', 'de'],
  ['fr-FR, ru;q=0.5, de;q=0.8', 'de'],
  ['de;q=0, ru;q=0.1', 'ru'],
  ['*', 'en'],
  ['constructor', 'en'],
  [';;,,q=', 'en'],
] as const) {
  t.test(`Accept-Language ${header} is answered in ${expected}`, async (t) => {
    t.equal(chooseLanguage(header), expected)
  })
}

t.test('all languages say the same things', async (t) => {
  for (const words of Object.values(guestWords)) t.same(Object.keys(words), Object.keys(guestWords.en))
})

t.test('whatever gets into the page is text', async (t) => {
  const evil = `"><img src=x onerror='alert(1)'>&`
  const result: PublishedResult = {
    jobId: evil,
    slotId: evil,
    key: 'k',
    type: 'image/jpeg',
    bytes: 1,
    sha256: '',
    width: 1,
    height: 1,
    finishedAt: new Date(0),
    expiresAt: new Date(0),
    secondsLeft: 1,
    fallback: null,
  }
  const link = (id: string) => `http://a/${id}`
  const links = {
    result: link,
    guestPage: link,
    status: link,
    gallery: link,
    galleryNews: link,
    guestScript: () => link('s'),
  }
  const { body: page } = renderGuestPage(result, links, 'en')
  t.notMatch(page, '<img src=x')
  t.match(page, '&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;')
})

t.test('what may be transparent has no smaller picture shining through', async (t) => {
  const room = await openMediaRoom(t)
  const server = await room.startServer()
  for (const [resultMime, pictures] of [
    ['image/jpeg', 2],
    ['image/png', 1],
    ['image/webp', 1],
  ] as const) {
    const { id } = await room.addResult({ resultMime })
    const [figure = ''] = /<figure[\s\S]*<\/figure>/.exec((await server.inject(`/r/${id}`)).body) ?? []
    t.equal(figure.split('<img').length - 1, pictures, resultMime)
  }
})
