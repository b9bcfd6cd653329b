import t from 'tap'
import { captionsOf, captionsShape, captionsText } from '../../src/pix/shapes/captions.ts'
import { galleryExposeOf, galleryExposeShape } from '../../src/pix/shapes/gallery-expose.ts'
import { hashOfJobExpose, type JobExpose, jobExposeShape } from '../../src/pix/shapes/job-expose.ts'
import { drawJobExpose, secret } from './draw-expose.ts'

const jobs = Array.from({ length: 200 }, (_, seed) => drawJobExpose(seed))
const clone = (job: JobExpose): JobExpose => structuredClone(job)

/** Names under which something internal could come out. */
const forbidden =
  /storage|key|source|origin|error|privacy|finding|verdict|box|score|candidate|object|mask|cost|usd|model|provider|shoot|sort_index|usable|locked|word_count|counts|warning|flags|email|address|customer/i

function* walk(value: unknown, at = ''): Generator<[at: string, key: string, value: unknown]> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    yield [`${at}.${key}`, key, inner]
    yield* walk(inner, `${at}.${key}`)
  }
}

t.test('001-23 the gallery has the same hash and the same order, of usable images only', async (t) => {
  for (const job of jobs) {
    const gallery = galleryExposeOf(job)
    const usable = job.images.filter((image) => image.usable).map((image) => image.image_id)
    const isSame =
      gallery.content_hash === job.content_hash &&
      gallery.revision === job.revision &&
      JSON.stringify(gallery.images.map((image) => image.image_id)) === JSON.stringify(usable) &&
      gallery.images.every((image, index) => image.position === index + 1)
    if (!isSame) t.fail(JSON.stringify(gallery))
    const named = [...gallery.rooms, ...gallery.highlights].flatMap(({ image_ids }) => image_ids)
    if (!named.every((id) => usable.includes(id))) t.fail('an image that is not shown is named')
    if (gallery.images.filter((image) => image.is_cover).length !== Math.min(1, usable.length)) t.fail('not one cover')
  }
  t.ok(jobs.some((job) => job.images.some((image) => !image.usable)))
})

t.test('001-23 nothing internal comes out, wherever it stands', async (t) => {
  let walked = 0
  for (const job of jobs) {
    const gallery = galleryExposeOf(job)
    for (const [at, key, value] of walk(gallery)) {
      walked += 1
      if (forbidden.test(key)) t.fail(at)
      if (typeof value === 'string' && value.includes(secret)) t.fail(`${at}: ${value}`)
    }
    if (JSON.stringify(gallery).includes(secret)) t.fail('as a key')
  }
  t.ok(walked > 10_000)
  const inside = [...walk(jobs.find((job) => job.images.length > 2))]
  t.ok(inside.some(([, key]) => forbidden.test(key)) && JSON.stringify(jobs).includes(secret), 'the walk would see it')
})

t.test('001-23 what is new inside stays inside', async (t) => {
  const job = clone(jobs.find(({ images }) => images.some((image) => image.usable)) as JobExpose)
  const grown = { ...job, customer_email: secret, images: job.images.map((image) => ({ ...image, gps: secret })) }
  for (const text of Object.values(grown.expose)) Object.assign(text, { neighborhood: secret })
  for (const highlight of grown.highlights) Object.assign(highlight, { prompt: secret })
  t.notMatch(JSON.stringify(galleryExposeOf(grown)), secret)
})

t.test('001-23 only what could still be taken out of a picture is counted', async (t) => {
  for (const job of jobs) {
    const counts = new Map(galleryExposeOf(job).images.map((image) => [image.image_id, image.cleanup_count]))
    for (const { image_id, usable, cleanup_candidates } of job.images) {
      if (usable) t.equal(counts.get(image_id), cleanup_candidates.filter(({ state }) => state === 'open').length)
    }
  }
})

t.test('001-23 a highlight of images that are not shown is not told', async (t) => {
  const job = clone(jobs.find(({ images }) => images.length > 1) as JobExpose)
  const [first, second] = job.images
  if (!first || !second) return t.fail()
  first.usable = true
  second.usable = false
  job.highlights = [
    { text: { de: 'beide' }, image_ids: [first.image_id, second.image_id] },
    { text: { de: 'nur das verborgene' }, image_ids: [second.image_id] },
    { text: { de: 'das Haus' }, image_ids: [] },
  ]
  t.same(galleryExposeOf(job).highlights, [
    { text: { de: 'beide' }, image_ids: [first.image_id] },
    { text: { de: 'das Haus' }, image_ids: [] },
  ])
})

t.test('001-21 the same content has the same hash, and other content another', async (t) => {
  const [job] = jobs.filter(({ images }) => images.length > 1)
  if (!job) return t.fail()
  t.equal(hashOfJobExpose(job), job.content_hash)
  t.equal(
    hashOfJobExpose({ ...job, revision: 99, generated_at: '2030-01-01T00:00:00Z' } as JobExpose),
    job.content_hash,
  )
  t.equal(hashOfJobExpose(Object.fromEntries(Object.entries(job).reverse()) as JobExpose), job.content_hash)
  t.not(hashOfJobExpose({ ...job, images: job.images.toReversed() }), job.content_hash, 'the order is content')
  t.not(hashOfJobExpose({ ...job, title: 'Anders' }), job.content_hash)
})

t.test('001-20 exposés are written and read again', async (t) => {
  for (const job of jobs.slice(0, 20)) {
    t.same(jobExposeShape.read(jobExposeShape.write(job)), job)
    const gallery = galleryExposeOf(job)
    t.same(galleryExposeShape.read(galleryExposeShape.write(gallery)), gallery)
  }
})

t.test('002-10 captions go file by file in the order of the gallery', async (t) => {
  for (const job of jobs.slice(0, 20)) {
    const gallery = galleryExposeOf(job)
    for (const language of ['de', 'en'] as const) {
      const captions = captionsOf(gallery, language)
      t.same(captionsShape.read(captionsShape.write(captions)), captions)
      t.same(
        captions.files.map(({ filename, alt_text }) => [filename, alt_text]),
        gallery.images.map((image) => [image.filename, image.alt_text[language] ?? '']),
      )
      const lines = captionsText(captions).split('\n')
      t.equal(lines.pop(), '')
      t.same(
        lines,
        captions.files.map(({ filename, alt_text }) => `${filename}\t${alt_text}`),
      )
    }
  }
  const [job] = jobs.filter(({ images }) => images.some((image) => image.usable))
  if (!job) return t.fail()
  const captions = captionsOf(galleryExposeOf(job), 'de')
  const torn = { ...captions, files: captions.files.slice(0, 1).map((file) => ({ ...file, alt_text: ' a\tb\r\nc ' })) }
  t.match(captionsText(torn), /^[^\t\n]+\ta b c\n$/, 'a text never breaks the table')
})
