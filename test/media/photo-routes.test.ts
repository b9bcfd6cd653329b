import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import type { Guard } from '../../src/accounts/guard.ts'
import { createHttpServer } from '../../src/http-server.ts'
import { createLogger } from '../../src/log.ts'
import type { KeptPhotos } from '../../src/media/kept-photo.ts'
import { inputKey } from '../../src/media/keys.ts'
import { photoRoutes } from '../../src/media/photo-routes.ts'
import type { jobs } from '../../src/schema.ts'
import { addJob, openOffice } from '../queue/office.ts'
import { echo, fakeChain, fakeProvider } from '../support/fake-provider.ts'
import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { differ, jpeg, look, quarterColours } from '../support/pictures.ts'

/** A photo as a camera held upright stores it: lying, with a note how to turn it, and with all that cameras know. */
async function cameraPhoto() {
  return sharp(await jpeg(1200, 900))
    .withExif({ IFD0: { Model: 'Secret Camera' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '55/1 45/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
}

async function openStudio(t: Test, patch: object = {}) {
  const office = await openOffice(t, { providers: { fake: fakeProvider(echo) } })
  await office.gateway.changeSlot('slot-001', { chain: fakeChain(), keepOriginal: true, ...patch })
  async function post(): Promise<string> {
    const form = photoForm(await cameraPhoto(), ingestPassword)
    const answer = await postForm(`${office.gateway.url}/ingest/slot-001`, form)
    await answer.arrayBuffer()
    return answer.headers.get('x-job-id') ?? ''
  }
  const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer())
  return { ...office, post, bytesOf }
}

t.test('an operator sees the kept photo upright, and nothing that the camera wrote into it', async (t) => {
  const { ask, call, post, bytesOf } = await openStudio(t)
  const id = await post()
  t.equal((await call(`/api/jobs/${id}`)).body.has_photo, true)
  for (const [path, type, width, height] of [
    ['photo', 'image/jpeg', 900, 1200],
    ['photo/preview.webp', 'image/webp', 600, 800],
  ] as const) {
    const answer = await ask(`/api/jobs/${id}/${path}`, 'operator')
    t.equal(answer.status, 200, path)
    t.equal(answer.headers.get('content-type'), type)
    t.equal(answer.headers.get('cache-control'), 'private, no-store')
    t.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    const bytes = await bytesOf(answer)
    const { exif, icc, xmp, orientation, ...size } = await sharp(bytes).metadata()
    t.match(size, { width, height })
    t.same([exif, icc, xmp, orientation], [undefined, undefined, undefined, undefined])
    t.notOk(bytes.includes('Secret Camera'))
    t.ok(differ((await look(bytes)).at(0.9, 0.1), quarterColours.topLeft) < 40, 'turned to the right')
  }
})

t.test('nobody else sees it: no viewer, no stranger, and no public address leads to it', async (t) => {
  const { gateway, ask, post } = await openStudio(t)
  const id = await post()
  for (const path of ['photo', 'photo/preview.webp']) {
    t.equal((await ask(`/api/jobs/${id}/${path}`, 'viewer')).status, 403)
    t.equal((await fetch(`${gateway.url}/api/jobs/${id}/${path}`)).status, 401)
    t.equal((await fetch(`${gateway.url}/public/results/${id}/${path}`)).status, 404)
  }
  const page = await (await fetch(`${gateway.url}/r/${id}`)).text()
  t.notMatch(page, /\/photo|\/api\//)
})

t.test('a photo that is not there says why', async (t) => {
  const { gateway, call } = await openStudio(t)
  const now = new Date()
  const soon = new Date(now.getTime() + 3_600_000)
  const done = { status: 'done', failureReason: null, keepInput: true, expiresAt: soon } as const
  const table: [what: string, values: Partial<typeof jobs.$inferInsert>, status: number, reason: string][] = [
    ['not kept', { ...done, keepInput: false, inputDeletedAt: now }, 404, 'media_not_found'],
    ['not kept, and not yet cleaned', { ...done, keepInput: false }, 404, 'media_not_found'],
    ['failed', { keepInput: true }, 404, 'media_not_found'],
    ['over, and not yet cleaned', { ...done, expiresAt: new Date(now.getTime() - 1) }, 410, 'media_expired'],
    ['over', { ...done, inputDeletedAt: now }, 410, 'media_expired'],
    ['lost from the disk', done, 410, 'media_expired'],
  ]
  for (const [what, values, status, reason] of table) {
    const id = await addJob(gateway, values)
    if (what !== 'lost from the disk') await gateway.store.write(inputKey(id), await jpeg(64, 48))
    const { body, status: given } = await call(`/api/jobs/${id}/photo`, 'operator')
    t.match({ given, body }, { given: status, body: { failure_reason: reason } }, what)
    if (what !== 'lost from the disk') t.equal((await call(`/api/jobs/${id}`)).body.has_photo, false, what)
  }
  for (const id of ['x', '00000000-0000-4000-8000-000000000000'])
    t.match(await call(`/api/jobs/${id}/photo`, 'operator'), { status: 404, body: { failure_reason: 'job_not_found' } })
})

t.test('while a photo is worked on it can be seen, also where originals are not kept', async (t) => {
  const { gateway, ask, call } = await openStudio(t)
  const id = await addJob(gateway, { status: 'processing', failureReason: null, finishedAt: null })
  await gateway.store.write(inputKey(id), await jpeg(64, 48))
  t.equal((await call(`/api/jobs/${id}`)).body.has_photo, true)
  t.equal((await ask(`/api/jobs/${id}/photo/preview.webp`, 'operator')).status, 200)
})

t.test('for somebody who has left nothing is drawn, also when they left while it was asked who they are', async (t) => {
  const server = createHttpServer({ logger: createLogger('silent') })
  t.teardown(() => server.close())
  const asked = Promise.withResolvers<void>()
  const drawn = Promise.withResolvers<AbortSignal>()
  const askSlowly = async (_request: FastifyRequest, reply: FastifyReply) => {
    asked.resolve()
    await once(reply.raw, 'close')
  }
  async function draw(_id: string, signal: AbortSignal): Promise<never> {
    drawn.resolve(signal)
    throw signal.reason
  }
  const keptPhotos = { drawWhole: draw, drawSmall: draw } satisfies KeptPhotos
  await server.register(photoRoutes, { keptPhotos, guard: (() => askSlowly) as unknown as Guard })
  await server.listen({ host: '127.0.0.1', port: 0 })
  const client = net.connect((server.server.address() as AddressInfo).port, '127.0.0.1')
  client.write('GET /api/jobs/00000000-0000-4000-8000-000000000000/photo HTTP/1.1\r\nHost: a\r\n\r\n')
  await asked.promise
  client.destroy()
  t.equal((await drawn.promise).aborted, true)
})
