import t from 'tap'
import { eq } from '../../src/drizzle.ts'
import { GatewayError } from '../../src/errors.ts'
import { createHttpServer } from '../../src/http-server.ts'
import { createLinks } from '../../src/links.ts'
import { guestWords } from '../../src/media/guest-words.ts'
import { publicationRoutes } from '../../src/media/publication-routes.ts'
import { jobs } from '../../src/schema.ts'
import { hour, openMediaRoom } from './media-room.ts'

t.test('while the picture is made the page waits with the guest, and then shows it', async (t) => {
  const room = await openMediaRoom(t)
  const server = await room.startServer()
  const { id, key } = await room.addResult()
  const become = (values: Partial<typeof jobs.$inferInsert>) =>
    room.database.update(jobs).set(values).where(eq(jobs.id, id))
  const look = (language = 'en') => server.inject({ url: `/r/${id}`, headers: { 'accept-language': language } })

  for (const status of ['pending', 'processing'] as const) {
    await become({ status, resultKey: null, finishedAt: null, expiresAt: null })
    for (const language of Object.keys(guestWords) as (keyof typeof guestWords)[]) {
      const { statusCode, headers, body } = await look(language)
      t.equal(statusCode, 202, status)
      t.match(headers, { 'cache-control': 'no-store', 'content-type': 'text/html; charset=utf-8' })
      t.match(body, '<noscript><meta http-equiv="refresh" content="3"></noscript>')
      t.match(body, `<h1>${guestWords[language].making}</h1>`)
      t.match(body, guestWords[language].makingText)
      t.match(body, guestWords[language][status === 'pending' ? 'waitingForTurn' : 'atWork'])
      t.match(body, '<span data-left="48">', 'so long at most')
      t.equal(headers.refresh, '51', 'and then also where our script did not arrive')
    }
    for (const url of [`/r/${id}`, `/public/results/${id}`, `/public/results/${id}/preview.webp`]) {
      const { statusCode, headers, body } = await server.inject({ url, headers: { accept: 'application/json' } })
      t.equal(statusCode, 404, url)
      t.match(JSON.parse(body), { failure_reason: 'result_not_found' })
      t.equal(headers.refresh, undefined)
    }
  }
  const expiresAt = new Date(room.clock.now().getTime() + hour)
  await become({ status: 'done', resultKey: key, finishedAt: room.clock.now(), expiresAt })
  const { statusCode, body } = await look()
  t.equal(statusCode, 200)
  t.notMatch(body, 'http-equiv')
  t.match(body, guestWords.en.ready)
})

t.test('a guest whose picture could not be made is told so, kindly', async (t) => {
  const room = await openMediaRoom(t)
  const server = await room.startServer()
  for (const status of ['failed', 'timeout', 'cancelled'] as const) {
    const secret = { failureReason: 'provider_refused', details: 'unkind words' }
    const id = await room.addJob({ status, finishedAt: room.clock.now(), ...secret })
    const { statusCode, headers, body } = await server.inject({ url: `/r/${id}`, headers: { 'accept-language': 'de' } })
    t.equal(statusCode, 404)
    t.match(body, `<h1>${guestWords.de.failed}</h1>`)
    t.notMatch(body, 'unkind')
    t.match(headers, { refresh: undefined, 'cache-control': 'no-store' })
    const asProgram = await server.inject({ url: `/r/${id}`, headers: { accept: 'application/json' } })
    t.match(asProgram.json(), { failure_reason: 'result_not_found' })
    t.match((await server.inject(`/public/results/${id}`)).json(), { failure_reason: 'result_not_found' })
  }
})

t.test(
  'a guest who comes too late or to nothing, or while the gateway fails, gets a page with the right status',
  async (t) => {
    const room = await openMediaRoom(t)
    const expired = await room.addResult({ retentionHours: -1 })
    const failing = {
      ...room.publication,
      async findPublished(id: string) {
        if (id === 'away') throw new GatewayError('unavailable', 'database', { retryAfterSeconds: 2 })
        if (id === 'bug') throw new Error('/srv/secret/path')
        return room.publication.findPublished(id)
      },
    }
    const server = createHttpServer({ logger: room.log })
    const links = createLinks({ publicBaseUrl: () => null })
    await server.register(publicationRoutes, { publication: failing, store: room.store, links, locale: () => 'en' })
    t.teardown(() => server.close())

    for (const [id, status, title] of [
      ['nothing', 404, guestWords.en.unknown],
      [expired.id, 410, guestWords.en.expired],
      ['away', 503, guestWords.en.broken],
      ['bug', 500, guestWords.en.broken],
    ] as const) {
      const answer = await server.inject(`/r/${id}`)
      t.equal(answer.statusCode, status)
      t.match(answer.body, `<h1>${title}</h1>`)
      t.notMatch(answer.body, 'secret')
      if (status === 503) t.match(answer.headers, { 'retry-after': '2', refresh: '5' }, 'it comes back by itself')
    }
  },
)

t.test('a guest is told the truth about what is shown, and what is gone', async (t) => {
  const room = await openMediaRoom(t)
  const server = await room.startServer()
  const read = async (id: string) => (await server.inject(`/r/${id}`)).body
  const original = await room.addResult({ fallback: 'original' })
  t.match(await read(original.id), guestWords.en.original)
  for (const fallback of ['fallback', null] as const)
    t.notMatch(await read((await room.addResult({ fallback })).id), guestWords.en.original)

  const removed = await room.addResult({ resultDeletedAt: room.clock.now() })
  const answer = await server.inject(`/r/${removed.id}`)
  t.equal(answer.statusCode, 410)
  t.match(answer.body, guestWords.en.removed)

  const { id } = await room.addResult()
  room.clock.advance(73 * hour)
  await room.cleaner.run({ dryRun: false, withOrphans: false })
  await room.database.delete(jobs).where(eq(jobs.id, id))
  t.equal((await server.inject(`/r/${id}`)).statusCode, 410, 'a month later it is gone, not unknown')
  t.equal((await server.inject(`/public/results/${id}`)).statusCode, 410)
})
