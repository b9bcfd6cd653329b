import { createHash, randomUUID } from 'node:crypto'
import t from 'tap'
import { dayAndTime } from '../../src/media/guest-numbers.ts'
import { guestWords } from '../../src/media/guest-words.ts'
import { resultKey } from '../../src/media/keys.ts'
import type { jobs } from '../../src/schema.ts'
import { addJob, openOffice } from '../queue/office.ts'
import { jpeg } from '../support/pictures.ts'

type Office = Awaited<ReturnType<typeof openOffice>>

async function addPicture(
  { gateway }: Office,
  width: number,
  height: number,
  values: Partial<typeof jobs.$inferInsert> = {},
) {
  const bytes = await jpeg(width, height)
  const key = resultKey('slot-001', randomUUID(), 1, 'image/jpeg')
  await gateway.store.write(key, bytes)
  return addJob(gateway, {
    ...{ status: 'done', failureReason: null, expiresAt: new Date(Date.now() + 3_600_000) },
    ...{ resultKey: key, resultMime: 'image/jpeg', resultBytes: bytes.length, resultSha256: 'x' },
    ...{ resultWidth: width, resultHeight: height },
    ...values,
  })
}

t.test('a page of paper has the size that was asked for, and turns with its picture', async (t) => {
  const office = await openOffice(t)
  const [lying, upright] = [await addPicture(office, 300, 200), await addPicture(office, 200, 300)]
  const read = async (id: string, query = '') => (await office.ask(`/api/jobs/${id}/print${query}`, 'operator')).text()
  for (const [query, size] of [
    ['', '100mm 150mm'],
    ['?paper=13x18', '130mm 180mm'],
    ['?paper=a4&fit=whole', '210mm 297mm'],
  ]) {
    const text = await read(upright, query)
    t.match(text, `@page { size: ${size}; margin: 0mm; }`)
    t.match(text, '<figure class="leaf upright">')
    t.match(text, `object-fit: ${query?.includes('whole') ? 'contain' : 'cover'}`)
  }
  const text = await read(lying)
  t.match(text, '@page lying { size: 150mm 100mm')
  t.match(text, `<figure class="leaf lying"><img src="/public/results/${lying}"`)
})

t.test('several pictures are a sheet with their numbers, or a page each', async (t) => {
  const office = await openOffice(t)
  const ids = [await addPicture(office, 300, 200), await addPicture(office, 200, 300)]
  const read = async (query = '') =>
    (await office.ask(`/api/print?jobs=${ids.join(',')},${ids[0]}${query}`, 'operator')).text()
  const sheet = await read()
  for (const id of ids) {
    t.equal(sheet.split(`/public/results/${id}/preview.webp`).length, 2, 'each once')
    t.match(sheet, `<figcaption>${id.slice(0, 8)} · ${dayAndTime('en-GB', new Date('2026-01-01T12:00:00Z'))}<`)
  }
  t.match(sheet, '@page { size: 210mm 297mm; margin: 8mm; }')
  t.equal((await read('&layout=each')).split('<figure class="leaf').length, 3)
})

t.test('what cannot be printed is refused, and a print is no stranger’s', async (t) => {
  const office = await openOffice(t)
  const id = await addPicture(office, 300, 200)
  const expired = await addPicture(office, 300, 200, { expiresAt: new Date(Date.now() - 1000) })
  for (const [url, status] of [
    [`/api/jobs/${id}/print?paper=a3`, 400],
    [`/api/jobs/${id}/print?fit=%3Cimg%3E`, 400],
    ['/api/print', 400],
    ['/api/print?jobs=', 400],
    [`/api/print?jobs=${id},x`, 400],
    [`/api/print?jobs=${Array.from({ length: 101 }, () => randomUUID()).join(',')}`, 400],
    [`/api/jobs/${expired}/print`, 410],
    [`/api/print?jobs=${expired}`, 410],
    [`/api/print?jobs=${randomUUID()},${expired}`, 404],
    ['/api/jobs/x/print', 404],
  ] as const)
    t.equal((await office.ask(url, 'operator')).status, status, url.slice(0, 60))
  t.equal((await office.ask(`/api/jobs/${id}/print`, 'viewer')).status, 403)
  t.equal((await fetch(`${office.gateway.url}/api/jobs/${id}/print`)).status, 401)
})

t.test('a picture that has gone meanwhile is named, and the others are printed', async (t) => {
  const office = await openOffice(t)
  const [id, other] = [await addPicture(office, 300, 200), await addPicture(office, 300, 200)]
  const [expired, unknown] = [
    await addPicture(office, 30, 20, { expiresAt: new Date(Date.now() - 1000) }),
    randomUUID(),
  ]
  for (const layout of ['contact', 'each']) {
    const url = `/api/print?jobs=${expired},${id},${unknown},${other}&layout=${layout}`
    const answer = await office.ask(url, 'operator')
    const text = await answer.text()
    t.equal(answer.status, 200, layout)
    for (const there of [id, other]) t.match(text, `src="/public/results/${there}`)
    t.match(
      text,
      `<p role="status">These pictures are no longer there: ${expired.slice(0, 8)}, ${unknown.slice(0, 8)}</p>`,
    )
    t.notMatch(text, `/public/results/${expired}`)
  }
  t.notMatch(await (await office.ask(`/api/print?jobs=${id}`, 'operator')).text(), 'role="status"')
})

t.test('a person with a browser reads why there is nothing to print, in their language or the gateway’s', async (t) => {
  const office = await openOffice(t)
  const id = await addPicture(office, 300, 200)
  const expired = await addPicture(office, 300, 200, { expiresAt: new Date(Date.now() - 1000) })
  await office.gateway.app.settings.change({ locale: 'ru' })
  const look = async (url: string, headers: Record<string, string>) => {
    const answer = await fetch(`${office.gateway.url}${url}`, {
      headers: { cookie: office.cookies.operator, ...headers },
    })
    return { status: answer.status, text: await answer.text(), policy: answer.headers.get('content-security-policy') }
  }
  for (const url of [`/api/jobs/${expired}/print`, `/api/print?jobs=${expired}`]) {
    const { status, text, policy } = await look(url, { accept: 'text/html', 'accept-language': 'de' })
    t.equal(status, 410)
    t.match(text, `<h1>${guestWords.de.expired}</h1>`)
    t.match(policy, "default-src 'none'")
    t.match(JSON.parse((await look(url, { accept: '*/*' })).text), { failure_reason: 'result_expired' })
  }
  const signedOut = await look(`/api/print?jobs=${id}`, { accept: 'text/html', 'accept-language': 'de', cookie: '' })
  t.equal(signedOut.status, 401)
  t.match(signedOut.text, `<h1>${guestWords.de.signedOut}</h1>`)
  const { text } = await look(`/api/print?jobs=${id}`, { accept: 'text/html', 'accept-language': 'fr' })
  t.match(text, '<html lang="ru">')
})

t.test('its own style is the only one beside the common one', async (t) => {
  const office = await openOffice(t)
  const id = await addPicture(office, 300, 200)
  const answer = await office.ask(`/api/jobs/${id}/print`, 'operator')
  const policy = answer.headers.get('content-security-policy') ?? ''
  t.equal(answer.headers.get('cache-control'), 'no-store')
  const styles = [...(await answer.text()).matchAll(/<style>([\s\S]*?)<\/style>/g)]
  t.equal(styles.length, 2)
  for (const [, style = ''] of styles) t.match(policy, createHash('sha256').update(style).digest('base64'))
})
