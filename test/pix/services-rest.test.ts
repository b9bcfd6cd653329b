import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import { and, eq } from '../../src/drizzle.ts'
import {
  depthKey,
  galleryExposeKey,
  galleryImageKey,
  maskKey,
  productKey,
  segmentKey,
  summaryKey,
} from '../../src/pix/keys.ts'
import { orchestratorNames } from '../../src/pix/orchestrators/orchestrator.ts'
import { galleryExposeOf, galleryExposeShape } from '../../src/pix/shapes/gallery-expose.ts'
import { summaryShape } from '../../src/pix/shapes/summary.ts'
import {
  pixAnalysisRuns,
  pixCaptions,
  pixCrmExports,
  pixExposes,
  pixExposeTexts,
  pixImageVersions,
  pixJobs,
} from '../../src/pix-schema.ts'
import { signWebhook } from '../../src/queue/webhooks/sign-webhook.ts'
import { audit } from '../../src/schema.ts'
import { drawJobExpose } from './draw-expose.ts'
import { hashOf } from './pix-rows.ts'
import { serve, startServices, who } from './services-stage.ts'

const processed = { status: 'processed', processedAt: new Date(0) } as const
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

t.test('000-13 all eight are there by name, with one interface; what is not set up says what is missing', async (t) => {
  const { services, rows } = await startServices(t, { withoutKeys: true })
  const { id } = await rows.addJob()
  const listed = services.orchestrators.list()
  t.strictSame(
    listed.map(({ name }) => name),
    ['vision', 'gpt', 'avatar', 'video', 'gallery-export', 'sceneplates-export', 'pano-export', 'external-sync'],
  )
  const missing: Record<string, string[]> = {
    vision: ['VISION_API_KEY'],
    gpt: ['OPENAI_API_KEY', 'GPT_VISION_MODEL'],
    avatar: ['AVATAR_PROVIDER', 'AVATAR_API_KEY', 'AVATAR_MODEL'],
    video: ['VISION_API_KEY', 'VIDEO_GEN_MODEL'],
    'gallery-export': ['GALLERY_EXPORT_URL', 'GALLERY_EXPORT_SECRET'],
    'sceneplates-export': ['VISION_API_KEY', 'SCENEPLATES_MODEL'],
    'pano-export': ['VISION_API_KEY', 'PANO_MODEL'],
    'external-sync': ['EXTERNAL_SYNC_URL', 'EXTERNAL_SYNC_SECRET'],
  }
  const environment = readFileSync(path.join(import.meta.dirname, '..', '..', '.env.example'), 'utf8')
  for (const { name, status, run } of listed) {
    t.match(status(), { state: 'not_configured', missing: missing[name] }, name)
    for (const variable of missing[name] ?? []) t.ok(environment.includes(`# ${variable}=`), variable)
    await t.rejects(run(id, who), { code: 'not_configured', details: new RegExp(missing[name]?.join(', ') ?? '') })
  }
})

t.test('orchestrators over HTTP: listed, planned, run', async (t) => {
  const stage = await startServices(t)
  const { rows, addPhoto, messages, database, emulator } = stage
  const call = await serve(t, stage)
  const job = await rows.addJob()
  const imageId = await addPhoto(job)
  const listed = await call('GET', '/api/pix/orchestrators')
  t.strictSame(
    listed.body.map(({ name }: { name: string }) => name),
    [...orchestratorNames],
  )
  const url = `/api/pix/jobs/${job.id}/orchestrators`
  const plan = await call('POST', `${url}/vision`, { mode: 'plan' })
  t.match(plan, { status: 200, body: { name: 'vision', state: 'ready' } })
  t.strictSame(plan.body.steps.length, 3)
  t.match(plan.body.steps[0], { subject: imageId, to: 'fal-ai/florence-2-large/object-detection' })
  t.equal(emulator.requests().length, 0, 'nothing is sent for a plan')
  t.match(await call('POST', `${url}/vision`, { mode: 'run' }), { status: 202, body: { count: 1 } })
  t.strictSame(messages, [{ kind: 'pix-vision', work: { imageId, revision: 1 } }])
  t.match(await database.select().from(audit), [{ who, what: 'pix_job.orchestrator_run' }])
  t.match(await call('POST', `${url}/video`, { mode: 'run' }), {
    status: 501,
    body: { failure_reason: 'not_configured', details: /VIDEO_GEN_MODEL/ },
  })
  t.match(await call('POST', `${url}/nobody`, { mode: 'plan' }), { status: 400 })
  t.match(await call('POST', '/api/pix/jobs/nothing/orchestrators/vision', { mode: 'plan' }), {
    status: 404,
    body: { failure_reason: 'pix_job_not_found' },
  })
})

t.test('a person lets what was given up be tried again', async (t) => {
  const stage = await startServices(t)
  const { rows, addPhoto, look, emulator, services, work } = stage
  const job = await rows.addJob()
  const imageId = await addPhoto(job)
  emulator.play('fal', ['exhausted', 'exhausted', 'exhausted'])
  await look(imageId)
  t.match(await rows.findImage(imageId), { visionDone: false })
  await services.orchestrators.require('vision').run(job.id, who)
  await work()
  t.match(await rows.findImage(imageId), { visionDone: true, gptDone: true })
})

t.test('001-12 depth is drawn when it is switched on, of what is checked, and once', async (t) => {
  const stage = await startServices(t, { environment: { DEPTH_ENABLED: 'on' } })
  const { rows, addPhoto, look, store, database, submits } = stage
  const job = await rows.addJob()
  const imageId = await addPhoto(job)
  const unchecked = await addPhoto(job, { privacyStatus: 'unchecked' })
  const isDepth = ({ path }: { path: string }) => path === '/queue/fal-ai/imageutils/depth'
  await look(unchecked)
  t.equal(submits().length, 0)
  await look(imageId)
  await look(imageId)
  t.equal(submits().filter(isDepth).length, 1)
  const key = depthKey(job.id, imageId)
  t.match(await sharp(await store.read(key)).metadata(), { format: 'png', width: 600, height: 400 })
  const [row] = await database.select().from(pixImageVersions).where(eq(pixImageVersions.kind, 'depth'))
  t.match(row, { imageId, storageKey: key, width: 600, derivedFrom: 'master' })

  const late = await addPhoto(job)
  stage.emulator.play('fal', ['success', 'success', 'success', 'download-reset-mid-body:20'])
  t.match(await look(late), { code: 'provider_error' }, 'it cannot be fetched')
  t.match(await rows.findImage(late), { visionDone: true })
  t.ok(stage.merged.includes(late), 'what was seen is told all the same')
  t.equal(await look(late), undefined)
  t.ok(await store.find(depthKey(job.id, late)))
  t.equal(submits().filter(isDepth).length, 2, 'and later it is fetched, not made again')

  const off = await startServices(t)
  await off.look(await off.addPhoto(await off.rows.addJob()))
  t.equal(off.submits().filter(isDepth).length, 0)
})

t.test('000-10 a mask is cut out because a person asks, and lies where both layouts look for it', async (t) => {
  const stage = await startServices(t)
  const call = await serve(t, stage)
  const { rows, addPhoto, store, submits, database } = stage
  const job = await rows.addJob()
  const imageId = await addPhoto(job)
  const url = `/api/pix/images/${imageId}/segment`
  const answer = await call('POST', url, { name: 'obj_1', box: [0.1, 0.25, 0.5, 0.5] })
  t.match(answer, { status: 200, body: { name: 'obj_1', area: 0.25, width: 600, height: 400 } })
  t.match(submits()[0]?.path, '/queue/fal-ai/sam2/image')
  const mask = await store.read(maskKey({ shootId: job.shootId, imageId }, 'obj_1'))
  t.match(await sharp(mask).metadata(), { format: 'png', channels: 1, width: 600, height: 400 })
  t.same(await store.read(segmentKey(job.id, imageId, 'obj_1')), mask)
  const [row] = await database.select().from(pixImageVersions).where(eq(pixImageVersions.kind, 'mask_obj_1'))
  t.match(row, { imageId, width: 600 })
  t.match(await database.select().from(audit), [{ who, what: 'pix_image.segmented' }])
  t.match(await call('POST', url, { name: 'obj_1', box: [0.1, 0.25, 0.5, 0.5] }), { status: 200 })
  t.equal(submits().length, 1, 'the same question is answered once')
  const other = await call('POST', url, { name: 'obj_1', box: [0.1, 0.25, 0.25, 0.5] })
  t.match(other, { status: 200, body: { area: 0.125 } })
  t.match(await call('POST', url, { name: 'obj_1', box: [0.1, 0.25, 0.5, 0.5] }), { body: { area: 0.25 } })
  t.equal(submits().length, 3, 'and again, once another box has had the name')
  t.same(await store.read(maskKey({ shootId: job.shootId, imageId }, 'obj_1')), mask)
  t.match(await call('POST', url, { name: '../x', box: [0, 0, 1, 1] }), { status: 422 })
  const unchecked = await addPhoto(job, { privacyStatus: 'unchecked' })
  const refused = await call('POST', `/api/pix/images/${unchecked}/segment`, { name: 'a', box: [0, 0, 1, 1] })
  t.match(refused, { status: 409, body: { failure_reason: 'conflict' } })
})

async function writtenShoot(t: Test) {
  const stage = await startServices(t)
  const { rows, addPhoto, look, work, database } = stage
  const job = await rows.addJob({ propertyLabel: 'Haus am See', property: { type: 'house', size_sqm: 140 } })
  const images = [
    await addPhoto(job, { ...processed, roomType: 'kitchen', roomSource: 'manual', sortIndex: 2 }),
    await addPhoto(job, { ...processed, roomType: 'living_room', roomSource: 'manual', sortIndex: 1 }),
    await addPhoto(job, {
      ...processed,
      roomType: 'kitchen',
      roomSource: 'manual',
      sortIndex: 3,
      excludedAt: new Date(0),
      excludedBy: 'x',
    }),
  ]
  await rows.addImage(job, { status: 'error', errorCode: 'x', errorMessage: 'x' })
  for (const imageId of images) await look(imageId)
  await work()
  await stage.services.refreshExposeTexts(job.id, new AbortController().signal)
  return { ...stage, job, images, database }
}

t.test('000-25 a summary tells rooms, texts, highlights and quality of a shoot', async (t) => {
  const { services, job, images, store, database } = await writtenShoot(t)
  const summary = await services.summaries.build(job.shootId)
  t.same(summaryShape.read((await store.read(summaryKey(job.shootId))) as Buffer), summary)
  t.match(summary.images, { total: 4, processed: 3, excluded: 1, failed: 1, by_room: { living_room: 1, kitchen: 1 } })
  t.strictSame(
    summary.rooms.map(({ room_type, image_ids, cover_image_id }) => [room_type, image_ids, cover_image_id]),
    [
      ['living_room', [images[1]], images[1]],
      ['kitchen', [images[0]], images[0]],
    ],
  )
  t.match(summary.property, { label: 'Haus am See', type: 'house', size_sqm: 140 })
  t.match(summary.texts.de, { headline: /Emulated/ })
  t.strictSame(summary.highlights.length, 1, 'the same words about two images are one')
  t.strictSame([...(summary.highlights[0]?.image_ids ?? [])].sort(), [images[0], images[1]].sort())
  t.match(summary.qc, { min: 8, avg: 8 })
  t.equal(summary.qc.issues.length, 2)
  t.match(summary.vision_stats.detected_objects, { couch: 2, cable: 2, window: 2 })
  t.match(summary.gpt_aggregated, { common_features: [/Emulated/], recommended_for: [] })
  t.match(summary.export_ready, { avatar: true, video: true, artspace: true, pano: false })
  t.strictSame(Object.keys(summary.inputs).sort(), [images[0], images[1]].sort())
  t.match(await database.select().from(pixExposes), [{ shootId: job.shootId, imageCount: 4 }])
  t.notMatch(JSON.stringify(summary), /"address"|signature|https?:/)
})

t.test('000-26 the same makes the same, but for the moment; unchanged writes nothing', async (t) => {
  const { services, job, store, database, images } = await writtenShoot(t)
  await services.summaries.build(job.shootId)
  const key = summaryKey(job.shootId)
  const before = await store.find(key)
  await services.summaries.buildOfJob(job.id)
  t.equal((await store.find(key))?.etag, before?.etag)
  const one = (await store.read(key)) as Buffer
  await store.delete(key)
  await services.summaries.build(job.shootId)
  const other = (await store.read(key)) as Buffer
  const without = (bytes: Buffer) => bytes.toString().replace(/"generated_at": "[^"]+"/, '')
  t.equal(without(other), without(one))
  await database
    .update(pixCaptions)
    .set({ short: 'Anders' })
    .where(and(eq(pixCaptions.imageId, images[0] ?? ''), eq(pixCaptions.locale, 'de')))
  t.match((await services.summaries.build(job.shootId)).rooms[1]?.caption, { de: 'Anders' })
  await t.rejects(services.summaries.build('nothing'), { code: 'shoot_not_found' })
})

t.test('000-26 of two who build it at once the later look wins', async (t) => {
  const { services, job, store, database, images } = await writtenShoot(t)
  const writeIf = store.writeIf
  const change = async (short: string) =>
    database
      .update(pixCaptions)
      .set({ short })
      .where(and(eq(pixCaptions.imageId, images[0] ?? ''), eq(pixCaptions.locale, 'de')))
  let isFirst = true
  store.writeIf = async (...given) => {
    if (isFirst) {
      isFirst = false
      await change('Später')
      await services.summaries.build(job.shootId)
    }
    return writeIf(...given)
  }
  await services.summaries.build(job.shootId)
  const bytes = (await store.read(summaryKey(job.shootId))) as Buffer
  t.match(summaryShape.read(bytes).rooms[1]?.caption, { de: 'Später' })
})

t.test('placeholders with a model get words of the summary, and what they make lies with the shoot', async (t) => {
  const environment = { VIDEO_GEN_MODEL: 'fal-ai/emulated-video', SCENEPLATES_MODEL: 'fal-ai/object-removal' }
  const stage = await startServices(t, { environment })
  const { rows, addPhoto, look, work, services, store, submits, database } = stage
  const job = await rows.addJob({ propertyLabel: 'Geheimweg 7' })
  await look(await addPhoto(job, { ...processed, roomType: 'kitchen', roomSource: 'manual' }))
  await work()
  await services.summaries.buildOfJob(job.id)
  const video = services.orchestrators.require('video')
  const [step] = await video.plan(job.id)
  t.match(step, { subject: job.shootId, to: 'fal-ai/emulated-video', sends: { prompt: /A home with kitchen\./ } })
  t.notMatch(JSON.stringify(step), /Geheimweg/)
  await video.run(job.id, who)
  await video.run(job.id, who)
  await work()
  t.equal(submits().filter(({ path }) => path.endsWith('/emulated-video')).length, 1)
  t.ok(await store.find(productKey(job.shootId, 'video', 'mp4')))
  await store.delete(productKey(job.shootId, 'video', 'mp4'))
  await video.run(job.id, who)
  await work()
  t.equal(submits().filter(({ path }) => path.endsWith('/emulated-video')).length, 2, 'again, once it is cleaned away')
  t.ok(await store.find(productKey(job.shootId, 'video', 'mp4')))
  const runs = await database.select().from(pixAnalysisRuns).where(eq(pixAnalysisRuns.stage, 'product'))
  t.match(
    runs.filter(({ status }) => status === 'succeeded'),
    [{ model: 'fal-ai/emulated-video' }],
  )
})

/** Another system, and what it was told. */
async function startListener(t: Test) {
  const told: { headers: Record<string, unknown>; body: string }[] = []
  let status = 200
  const server = createServer(async (request, reply) => {
    let body = ''
    for await (const piece of request) body += piece
    told.push({ headers: request.headers, body })
    reply.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return {
    told,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    answer: (code: number) => {
      status = code
    },
  }
}

t.test('another system is told of a released gallery: signed, with links, everything being there', async (t) => {
  const { told, url, answer } = await startListener(t)
  const stage = await startServices(t, { environment: { GALLERY_EXPORT_URL: url, GALLERY_EXPORT_SECRET: secret } })
  const { rows, services, store, database, work, messages, handle } = stage
  const job = await rows.addJob()
  const drawn = galleryExposeOf({ ...drawJobExpose(3), job_id: job.id })
  const bytes = Buffer.from('a picture')
  const gallery = { ...drawn, images: drawn.images.map((image) => ({ ...image, bytes: bytes.length })) }
  t.ok(gallery.images.length > 1)
  const target = services.orchestrators.require('gallery-export')
  await t.rejects(target.run(job.id, who), { code: 'conflict' }, 'not before it is released')
  const released = { galleryStatus: 'draft_ready', draftReadyAt: new Date(0), galleryContentHash: hashOf('x') } as const
  const seen = { galleryVisibility: 'customer', releasedAt: new Date(0), releasedBy: who, releasedRevision: 1 } as const
  await database
    .update(pixJobs)
    .set({ ...released, ...seen })
    .where(eq(pixJobs.id, job.id))
  await store.write(galleryExposeKey(job.id), galleryExposeShape.write(gallery))
  const [first, ...others] = gallery.images
  for (const { filename } of others) await store.write(galleryImageKey(job.id, filename), bytes)
  await target.run(job.id, who)
  const [message] = messages.splice(0)
  if (!message || !first) throw new Error('nothing to do')
  t.match(await handle(message, { tries: 1 }), { code: 'unavailable' })
  t.equal(told.length, 0, 'nothing is told of what is not there')
  await store.write(galleryImageKey(job.id, first.filename), bytes)
  answer(503)
  t.match(await handle(message, { tries: 1 }), { code: 'provider_error' })
  answer(200)
  await target.run(job.id, who)
  await work()
  t.equal(told.length, 2)
  const { headers = {}, body = '' } = told[1] ?? {}
  const { 'webhook-id': id, 'webhook-timestamp': timestamp } = headers
  const expected = signWebhook({ id: String(id), timestamp: Number(timestamp), body }, [secret])
  t.equal(headers['webhook-signature'], expected['webhook-signature'])
  t.equal(told[0]?.headers['webhook-id'], id, 'the same content has the same id')
  const { type, data } = JSON.parse(body)
  t.equal(type, 'gallery.released')
  t.strictSame(data.images.length, gallery.images.length)
  for (const image of data.images) t.match(image.url, /^https:\/\/studio\.example\/public\/files\?/)
  t.match(await database.select().from(pixCrmExports), [
    { format: 'gallery-export', status: 'done', contentHash: gallery.content_hash },
  ])
  t.notMatch(stage.logText(), /public\/files|whsec_/)
  t.match(await target.plan(job.id), [{ subject: job.id, sends: { told: 1 } }])
})

t.test('texts are written by people: theirs from then on, and only over what they have seen', async (t) => {
  const stage = await startServices(t)
  const call = await serve(t, stage)
  const { rows, addPhoto, messages, database } = stage
  const job = await rows.addJob()
  const imageId = await addPhoto(job)
  const caption = { short: 'Küche', long: 'Die Küche.\nHell.', alt_text: 'Eine Küche' }
  const url = `/api/pix/images/${imageId}/captions/de`
  t.match(await call('PUT', url, caption), { status: 428 })
  const first = await call('PUT', url, caption, { 'if-match': '"0"' })
  t.match(first, {
    status: 200,
    headers: { etag: '"1"' },
    body: { ...caption, source: 'human', locked_by_human: true, version: 1 },
  })
  t.match(await call('PUT', url, caption, { 'if-match': '"0"' }), { status: 409 })
  t.match(await call('PUT', url, { ...caption, short: 'Kochen' }, { 'if-match': '"1"' }), {
    status: 200,
    body: { version: 2 },
  })
  t.match((await call('GET', `/api/pix/images/${imageId}/captions`)).body, [
    { locale: 'de', short: 'Kochen', version: 2 },
  ])
  t.match(await call('PUT', url, { ...caption, short: 'x'.repeat(81) }, { 'if-match': '"2"' }), { status: 422 })
  t.match(await call('PUT', `/api/pix/images/${imageId}/captions/fr`, caption, { 'if-match': '"0"' }), { status: 400 })
  t.match(await call('PUT', '/api/pix/images/x/captions/de', caption, { 'if-match': '"0"' }), { status: 404 })

  const words = {
    headline: 'Haus am See',
    short: '',
    description: 'Ein Haus.',
    features: '',
    other: '',
    location: 'Am See',
  }
  const texts = `/api/pix/jobs/${job.id}/texts`
  t.match(await call('PUT', `${texts}/de`, words, { 'if-match': '"0"' }), {
    status: 200,
    body: { ...words, version: 1 },
  })
  t.match(await call('PUT', `${texts}/de`, words, { 'if-match': '"7"' }), { status: 409 })
  t.match((await call('GET', texts)).body, [{ locale: 'de', headline: 'Haus am See' }])
  t.match(await call('PUT', '/api/pix/jobs/none/texts/de', words, { 'if-match': '"0"' }), { status: 404 })
  t.match(await call('GET', '/api/pix/jobs/none/texts'), { status: 404 })
  t.match(await database.select().from(pixExposeTexts), [{ lockedByHuman: true, updatedBy: who }])
  t.strictSame(
    messages.map(({ kind }) => kind),
    ['pix-expose', 'pix-expose', 'pix-expose'],
  )
  t.strictSame(
    (await database.select().from(audit)).map(({ what }) => what),
    ['pix_image.caption_written', 'pix_image.caption_written', 'pix_job.text_written'],
  )
})
