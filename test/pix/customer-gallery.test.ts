import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { and, eq } from '../../src/drizzle.ts'
import { captionFiles, createGalleryZip } from '../../src/pix/gallery/gallery-zip.ts'
import { drawMissingPicture } from '../../src/pix/gallery/missing-picture.ts'
import { createShownGalleries } from '../../src/pix/gallery/shown-gallery.ts'
import { galleryExposeShape } from '../../src/pix/shapes/gallery-expose.ts'
import { pixImages, pixImageVersions } from '../../src/pix-schema.ts'
import { sha256 } from './pix-galleries.ts'
import { openPixHall } from './pix-gallery-hall.ts'

/** One for all: each test has galleries of its own. */
const hall = await openPixHall(t, { environment: { ROLE: 'api' } })

/** Every address of a customer's gallery. */
const addressesOf = (token: string, job: { images: { id: string; filename: string }[] }) => {
  const [image] = job.images
  return [
    `/pix/${token}`,
    `/pix/${token}?lang=en`,
    `/pix/${token}/view/${image?.id}`,
    `/pix/${token}/images/${image?.id}`,
    `/pix/${token}/images/${image?.id}?size=thumb`,
    `/pix/${token}/images/${image?.id}?size=web`,
    `/pix/${token}/images/${encodeURIComponent(image?.filename ?? '')}`,
    `/pix/${token}/expose.json`,
    `/pix/${token}/captions.json`,
    `/pix/${token}/captions.txt`,
    `/pix/${token}/images.zip`,
  ]
}

const statuses = (addresses: string[], headers = {}) =>
  Promise.all(
    addresses.map(async (address) => {
      const answer = await hall.ask(address, headers)
      await answer.arrayBuffer()
      return { status: answer.status, cache: answer.headers.get('cache-control') }
    }),
  )

t.test('001-25 a draft is nowhere, what was withdrawn is nowhere, and strangers learn nothing', async (t) => {
  const job = await hall.addDraft()
  const other = await hall.addDraft()
  await hall.call('POST', hall.at(job.id, '/link'))
  const token = await hall.tokenOf(job.id)
  const all = addressesOf(token, job)
  const hidden = { status: 404, cache: 'private, no-store' }
  const isHidden = async (addresses: string[], why: string) => {
    for (const accept of ['text/html', 'application/json', '*/*'])
      for (const seen of await statuses(addresses, { accept })) t.same(seen, hidden, `${why}: ${accept}`)
  }
  await isHidden(all, 'a draft')
  await isHidden(addressesOf('x'.repeat(43), job), 'unknown')
  await isHidden(addressesOf(job.id, job), 'its id is no token')
  const body = async (address: string) =>
    (await (await hall.ask(address, { accept: 'application/json' })).json()) as object
  const { request_id: _one, ...draft } = (await body(`/pix/${token}/expose.json`)) as { request_id: string }
  const { request_id: _two, ...unknown } = (await body(`/pix/${'y'.repeat(43)}/expose.json`)) as { request_id: string }
  t.same(draft, unknown, 'a draft and nothing at all look the same')

  await hall.release(job.id)
  for (const seen of await statuses(all)) t.match(seen, { status: 200, cache: 'private, no-store' })
  const foreign = [`/pix/${token}/images/${other.images[0]?.id}`, `/pix/${token}/view/${other.images[0]?.id}`]
  for (const { status } of await statuses(foreign)) t.equal(status, 404, 'an image of another job')
  for (const role of ['viewer', 'operator', 'admin'] as const)
    t.equal((await hall.ask(hall.at(other.id, '/expose.json'), {}, role)).status, 200, 'staff see the other’s draft')
  t.equal((await hall.ask(hall.at(other.id, '/expose.json'))).status, 401, 'and nobody else')

  await hall.call('POST', hall.at(job.id, '/withdraw'))
  await isHidden(all, 'withdrawn')
  await hall.release(job.id)
  await hall.call('POST', hall.at(job.id, '/link'))
  await isHidden(all, 'a link that was renewed')
  const renewed = addressesOf(await hall.tokenOf(job.id), job)
  for (const { status } of await statuses(renewed)) t.equal(status, 200)
})

t.test('001-25 the token is not in the database', async (t) => {
  const job = await hall.addDraft()
  await hall.release(job.id)
  const token = await hall.tokenOf(job.id)
  t.equal(token.length, 43)
  const { rows } = await hall.gateway.pool.query('select row_to_json(j)::text as j from pix_jobs j')
  const told = await hall.gateway.pool.query(
    'select before::text || after::text as j from audit where after is not null',
  )
  const mails = await hall.gateway.pool.query('select row_to_json(m)::text as j from pix_notifications m')
  t.notMatch(JSON.stringify([rows, told.rows, mails.rows]), token)
  t.notMatch(hall.gateway.logText(), token)
})

t.test(
  '002-07 the page shows pictures and captions, offers .txt and .json, and runs nothing of strangers',
  async (t) => {
    const job = await hall.addDraft({}, ['<img src=x onerror=1>_01.jpg'.replaceAll(/[<>=]/g, "'"), 'Küche 2.jpg'])
    await hall.layOutGallery(job, job.images, { title: '<script>alert(1)</script>' })
    await hall.release(job.id)
    const token = await hall.tokenOf(job.id)
    const answer = await hall.ask(`/pix/${token}`, { accept: 'text/html' })
    const page = await answer.text()
    t.match(page, '&lt;script&gt;alert(1)&lt;/script&gt;')
    t.notMatch(page, '<script')
    t.match(page, 'lang="de"')
    t.match(page, 'Ein &lt;Haus&gt;.')
    for (const name of ['captions.txt', 'captions.json', 'images.zip', 'expose.json'])
      t.match(page, `/pix/${token}/${name}`)
    for (const { id } of job.images) {
      t.match(page, `/pix/${token}/images/${id}?size=thumb`)
      t.match(page, `/pix/${token}/view/${id}`)
    }
    const policy = answer.headers.get('content-security-policy') ?? ''
    t.match(policy, "default-src 'none'")
    t.notMatch(policy, 'http')
    t.match(Object.fromEntries(answer.headers), { 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' })
    const english = await (await hall.ask(`/pix/${token}?lang=en`)).text()
    t.match(english, 'lang="en"')
    t.match(english, 'Short Küche 2.jpg')
    const view = await (await hall.ask(`/pix/${token}/view/${job.images[1]?.id}`)).text()
    t.match(view, 'size=web')
    t.match(view, 'Lang Küche 2.jpg')
  },
)

t.test('002-10 captions are the same in .txt and .json, for customers and for staff', async (t) => {
  const job = await hall.addDraft()
  await hall.release(job.id)
  const customer = `/pix/${await hall.tokenOf(job.id)}`
  for (const lang of ['', '?lang=de', '?lang=en']) {
    const text = await (await hall.ask(`${customer}/captions.txt${lang}`)).text()
    // biome-ignore lint/suspicious/noExplicitAny: the test looks into it
    const json = (await (await hall.ask(`${customer}/captions.json${lang}`)).json()) as any
    t.equal(json.language, lang === '?lang=en' ? 'en' : 'de')
    t.same(
      text
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t')),
      json.files.map((file: { filename: string; alt_text: string }) => [
        ...[file.filename, file.alt_text.replaceAll(/\s+/g, ' ')],
      ]),
    )
    t.same(json, await (await hall.ask(`${hall.at(job.id)}/captions.json${lang}`, {}, 'viewer')).json())
    t.equal(text, await (await hall.ask(`${hall.at(job.id)}/captions.txt${lang}`, {}, 'viewer')).text())
  }
  const bytes = Buffer.from(await (await hall.ask(`${customer}/expose.json`)).arrayBuffer())
  t.same(galleryExposeShape.read(bytes), job.expose)
})

t.test('001-26 each size is its own file, in parts where parts are asked for', async (t) => {
  const job = await hall.addDraft()
  await hall.release(job.id)
  const [, image] = job.images
  if (!image) return t.fail()
  const base = `/pix/${await hall.tokenOf(job.id)}/images/${image.id}`
  for (const [size, kind] of [
    ['thumb', 'thumb'],
    ['web', 'master'],
    ['full', 'gallery'],
  ] as const) {
    const answer = await hall.ask(`${base}?size=${size}`)
    t.ok(Buffer.from(await answer.arrayBuffer()).equals(hall.bytesOf(image.filename, kind)), size)
    t.match(answer.headers.get('content-disposition'), "filename*=UTF-8''K%C3%BCche%202.jpg")
    t.equal(answer.headers.get('content-type'), 'image/jpeg')
  }
  const full = hall.bytesOf(image.filename, 'gallery')
  const part = await hall.ask(base, { range: 'bytes=3-9' })
  t.equal(part.status, 206)
  t.equal(part.headers.get('content-range'), `bytes 3-9/${full.length}`)
  t.ok(Buffer.from(await part.arrayBuffer()).equals(full.subarray(3, 10)))
  t.equal((await hall.ask(base, { range: `bytes=${full.length}-` })).status, 416)
  const head = await fetch(`${hall.gateway.url}${base}`, { method: 'HEAD' })
  t.equal(head.headers.get('content-length'), String(full.length))
})

t.test('001-29 a gallery that is still shown as it was shows only its own files', async (t) => {
  const job = await hall.addDraft()
  await hall.release(job.id)
  const [image] = job.images
  if (!image) return t.fail()
  const { database } = hall.gateway
  // The next delivery is worked on: thumb and master are its own already, the gallery is not.
  for (const kind of ['thumb', 'master'])
    await database
      .update(pixImageVersions)
      .set({ revision: 2 })
      .where(and(eq(pixImageVersions.imageId, image.id), eq(pixImageVersions.kind, kind)))
  await database.update(pixImages).set({ revision: 2 }).where(eq(pixImages.id, image.id))
  const base = `/pix/${await hall.tokenOf(job.id)}/images/${image.id}`
  for (const size of ['thumb', 'web', 'full']) {
    const bytes = Buffer.from(await (await hall.ask(`${base}?size=${size}`)).arrayBuffer())
    t.ok(bytes.equals(hall.bytesOf(image.filename, 'gallery')), size)
  }
})

t.test('002-10 the archive has images, captions and exposé, under names that every program can read', async (t) => {
  const job = await hall.addDraft()
  await hall.release(job.id)
  const [lost] = job.images
  const answer = await hall.ask(`/pix/${await hall.tokenOf(job.id)}/images.zip`)
  t.match(answer.headers.get('content-disposition'), /^attachment; filename="PIX-.*\.zip"$/)
  const file = path.join(t.testdir(), 'gallery.zip')
  writeFileSync(file, Buffer.from(await answer.arrayBuffer()))
  const script =
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print("\\n".join(sorted(z.namelist())))'
  const names = execFileSync('python3', ['-c', script, file], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONIOENCODING: 'utf8' },
  })
  t.same(names.trim().split('\n'), [
    ...['captions.en.json', 'captions.en.txt', 'captions.json', 'captions.txt'],
    ...['captions/Küche 2.en.json', 'captions/Küche 2.en.txt', 'captions/Küche 2.json', 'captions/Küche 2.txt'],
    ...['Wohnzimmer_01.en.json', 'Wohnzimmer_01.en.txt', 'Wohnzimmer_01.json', 'Wohnzimmer_01.txt'].map(
      (name) => `captions/${name}`,
    ),
    ...['expose.json', 'images/Küche 2.jpg', 'images/Wohnzimmer_01.jpg'],
  ])
  await hall.gateway.store.delete(`pix-jobs/${job.id}/gallery/images/${lost?.filename}`)
  const less = await hall.ask(`${hall.at(job.id)}/images.zip`, {}, 'viewer')
  t.match(Buffer.from(await less.arrayBuffer()).toString('latin1'), 'NOT-IN-THIS-ARCHIVE.txt')
})

const namesIn = async (archive: AsyncIterable<Buffer>) => {
  const pieces: Buffer[] = []
  for await (const piece of archive) pieces.push(piece)
  return Buffer.concat(pieces).toString('latin1')
}

t.test(
  '001-25 an archive that is being sent ends with the release, and shows nothing that came after it',
  async (t) => {
    const { database, store } = hall.gateway
    const job = await hall.addDraft()
    await hall.release(job.id)
    const galleries = createShownGalleries({ database, store })
    const zip = createGalleryZip({ galleries, store })
    const gallery = await galleries.requireByToken(await hall.tokenOf(job.id))
    const archive = zip.pack(gallery)
    const begun = await archive.next()
    t.notOk(begun.done)
    await hall.call('POST', hall.at(job.id, '/withdraw'))
    await t.rejects(namesIn(archive), { code: 'gallery_not_found' })

    await hall.release(job.id)
    const [first, second] = job.images
    if (!first || !second) return t.fail()
    const again = zip.pack(await galleries.requireByToken(await hall.tokenOf(job.id)))
    await again.next()
    // As a sync leaves it on its way: the file and its row are of the next revision, the exposé is not.
    const other = Buffer.from('what nobody has released yet')
    await store.write(`pix-jobs/${job.id}/gallery/images/${second.filename}`, other)
    await database
      .update(pixImageVersions)
      .set({ sha256: sha256(other), bytes: other.length })
      .where(and(eq(pixImageVersions.imageId, second.id), eq(pixImageVersions.kind, 'gallery')))
    const packed = await namesIn(again)
    t.notMatch(packed, other.toString())
    t.match(packed, 'NOT-IN-THIS-ARCHIVE.txt')
    t.match(packed, hall.bytesOf(first.filename, 'gallery').toString('latin1').slice(2))
    const base = `/pix/${await hall.tokenOf(job.id)}/images/${second.id}`
    for (const size of ['full', 'web', 'thumb']) t.equal((await hall.ask(`${base}?size=${size}`)).status, 404, size)
  },
)

t.test('002-10 names that differ in nothing but their ending have texts of their own', async (t) => {
  const job = await hall.addDraft({}, ['a.jpg', 'A.jpeg', 'b.jpg', 'b.en.jpg', 'c.jpg'])
  await hall.release(job.id)
  const { database, store } = hall.gateway
  const gallery = await createShownGalleries({ database, store }).requireOfJob(job.id)
  const names = [...captionFiles(gallery, new Date(0))].map(({ name }) => name)
  t.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length)
  for (const name of ['a.jpg.txt', 'A.jpeg.txt', 'b.jpg.txt', 'b.en.txt', 'c.txt', 'c.en.json'])
    t.ok(names.includes(`captions/${name}`), name)
})

t.test('001-25 whoever asks only whether there is an archive has none packed', async (t) => {
  const job = await hall.addDraft()
  await hall.release(job.id)
  for (const { filename } of job.images)
    await hall.gateway.store.delete(`pix-jobs/${job.id}/gallery/images/${filename}`)
  const address = `${hall.gateway.url}/pix/${await hall.tokenOf(job.id)}/images.zip`
  const head = await fetch(address, { method: 'HEAD' })
  t.match([head.status, head.headers.get('content-type')], [200, 'application/zip'])
  t.equal((await fetch(address.replace(/\/pix\/.{43}/, `/pix/${'x'.repeat(43)}`), { method: 'HEAD' })).status, 404)
})

t.test('002-07 in place of a picture that is not there stand words, in the language of the page', async (t) => {
  const job = await hall.addDraft()
  await hall.release(job.id)
  const [lost] = job.images
  const base = `/pix/${await hall.tokenOf(job.id)}`
  const page = await (await hall.ask(base)).text()
  const [, address = ''] = /src="([^"]+)"/.exec(page) ?? []
  t.match(address, '&amp;lang=de')
  for (const folder of ['gallery/images', 'pipeline/thumbs'])
    for await (const { key } of hall.gateway.store.list(`pix-jobs/${job.id}/${folder}/`))
      await hall.gateway.store.delete(key)
  const inPage = { 'sec-fetch-dest': 'image', accept: 'image/avif,image/webp,*/*' }
  const shown = async (at: string) => {
    const answer = await hall.ask(at, inPage)
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
  }
  const svg = { status: 404, type: /^image\/svg/ }
  t.match(await shown(address.replaceAll('&amp;', '&')), { ...svg, text: /Dieses Bild/ })
  t.match(await shown(`${base}/images/${lost?.id}?size=full&lang=en`), { ...svg, text: /This picture/ })
  const unknown = await shown(`/pix/${'x'.repeat(43)}/images/${lost?.id}?lang=en`)
  t.same(unknown, await shown(`${base}/images/none?lang=en`), 'strangers learn nothing from it')
  t.equal((await hall.ask(`${base}/images/${lost?.id}`, { accept: 'application/json' })).status, 404)
  t.match(drawMissingPicture(503, 'de'), 'gerade', 'what comes back is not said to be gone')
})

t.test('002-17 services outside the EU are named where they are set up, with what becomes of faces', async (t) => {
  const page = async (environment: Record<string, string>) => {
    const hall = await openPixHall(t, { environment: { ROLE: 'api', ...environment } })
    const job = await hall.addDraft()
    await hall.release(job.id)
    const address = `/pix/${await hall.tokenOf(job.id)}`
    const told = (await hall.call('GET', '/api/pix/disclosure', undefined, 'viewer')).body
    return {
      told,
      text: await (await hall.ask(address)).text(),
      english: await (await hall.ask(`${address}?lang=en`)).text(),
    }
  }
  const nothing = await page({})
  t.same(nothing.told, { privacy_mode: 'blur', services: [] })
  t.notMatch(nothing.text, /außerhalb der EU/)
  const fal = await page({ VISION_API_KEY: 'test-key:secret' })
  t.same(fal.told.services, [{ name: 'fal', country: 'US' }])
  t.match(fal.text, 'Dienste außerhalb der EU sie verarbeiten: fal (USA). Gesichter, Kennzeichen')
  const both = { VISION_API_KEY: 'test-key:secret', OPENAI_API_KEY: 'sk-test', GPT_VISION_MODEL: 'gpt-5' }
  const withheld = await page({ ...both, AI_PRIVACY_MODE: 'withhold' })
  t.match(withheld.english, 'may process them: fal (USA), OpenAI (USA). They do not get pictures')
  t.notMatch(withheld.english, 'test-key')
})

t.test('001-25 who asks without end is told to wait', async (t) => {
  const hall = await openPixHall(t, { environment: { ROLE: 'api' } })
  const { server } = hall.gateway.app
  let status = 404
  let asked = 0
  while (status === 404 && asked < 2000) {
    asked += 1
    status = (await server.inject({ url: '/pix/guess/expose.json', headers: { accept: 'application/json' } }))
      .statusCode
  }
  t.equal(status, 429)
  t.equal(asked, 1801)
})
