import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import { GatewayError } from '../errors.ts'
import type { Store } from '../media/store.ts'
import { bytes } from '../route-contract.ts'
import { isId } from './ids.ts'
import type { PixImages } from './pix-images.ts'
import type { PixJobs } from './pix-jobs.ts'
import { roomTypes } from './rooms.ts'
import { showImage, shownImage } from './shown-image.ts'

interface Dependencies {
  pixImages: PixImages
  pixJobs: Pick<PixJobs, 'require'>
  store: Pick<Store, 'open' | 'prove'>
  guard: Guard
}

const jobParams = z.object({ jobId: z.string() })
const params = z.object({ imageId: z.string() })
const tags = ['pix.immo']
const plain = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\0]*$/, 'has a zero character')
const query = z.strictObject({
  status: z.enum(['pending_processing', 'processing', 'processed', 'error']).optional(),
  shoot: plain.max(64).optional(),
  excluded: z.enum(['true', 'false']).optional(),
  text: plain.optional().describe('Part of the name of its file.'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().refine(nameIn, 'is not the `next` of an earlier answer').optional(),
})
const shownVersion = z.object({
  kind: z.string().describe('`hr`, `hr.r1` (replaced by a later delivery), `master`, `thumb`, `clean_v1` …'),
  revision: z.int(),
  storage_key: z.string(),
  sha256: z.string(),
  bytes: z.int(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  derived_from: z.string().nullable(),
  created_at: z.iso.datetime(),
})

/** Final images: what became of each, and what people may do about it. */
export const pixImageRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { pixImages, pixJobs, store, guard } = dependencies
  const mayRead = guard('viewer', 'pix:read')
  const mayWrite = guard('operator', 'pix:write')

  server.route({
    method: 'GET',
    url: '/api/pix/jobs/:jobId/images',
    onRequest: mayRead,
    schema: {
      operationId: 'listPixImages',
      summary: 'The images of a job, by name',
      tags,
      errors: ['pix_job_not_found'],
      params: jobParams,
      querystring: query,
      response: { 200: z.object({ images: z.array(shownImage), next: z.string().nullable() }) },
    },
    async handler({ params: { jobId }, query: { limit, cursor, excluded, shoot: shootId, ...wanted } }) {
      await pixJobs.require(jobId)
      const isExcluded = excluded === undefined ? undefined : excluded === 'true'
      const after = cursor === undefined ? undefined : nameIn(cursor)
      const found = await pixImages.list({ ...wanted, jobId, shootId, isExcluded, after, limit: limit + 1 })
      const images = found.slice(0, limit)
      const last = found.length > limit ? images.at(-1) : undefined
      return { images: images.map(showImage), next: last ? cursorAt(last.filename) : null }
    },
  })

  server.route({
    method: 'GET',
    url: '/api/pix/images/:imageId',
    onRequest: mayRead,
    schema: {
      operationId: 'readPixImage',
      summary: 'One image with its files',
      tags,
      errors: ['image_not_found'],
      params,
      response: { 200: shownImage.extend({ versions: z.array(shownVersion) }) },
    },
    async handler(request) {
      const image = await pixImages.require(idIn(request.params))
      const versions = (await pixImages.listVersions(image.id)).map((version) => ({
        kind: version.kind,
        revision: version.revision,
        storage_key: version.storageKey,
        sha256: version.sha256,
        bytes: version.bytes,
        width: version.width,
        height: version.height,
        derived_from: version.derivedFrom,
        created_at: version.createdAt.toISOString(),
      }))
      return { ...showImage(image), versions }
    },
  })

  server.route({
    method: 'GET',
    url: '/api/pix/images/:imageId/files/:kind',
    onRequest: mayRead,
    schema: {
      operationId: 'readPixImageFile',
      summary: 'A file of an image itself',
      tags,
      errors: ['image_not_found', 'media_not_found'],
      answers: { 200: { description: 'The picture.', content: { 'image/*': bytes } } },
      params: params.extend({ kind: z.string().max(80) }),
    },
    async handler(request, reply) {
      const { storageKey } = await pixImages.requireVersion(idIn(request.params), request.params.kind)
      const opened = await store.open(storageKey)
      if (!opened) {
        // Gone, unless it is the whole store that is away.
        await store.prove()
        throw new GatewayError('media_not_found', 'the file is gone')
      }
      reply.headers({
        'cache-control': 'private, no-store',
        'content-length': opened.bytes,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
      })
      return reply.type(storageKey.endsWith('.png') ? 'image/png' : 'image/jpeg').send(opened.stream)
    },
  })

  const actions = [
    ['exclude', 'excludePixImage', 'Keep an image out of the gallery', pixImages.exclude],
    ['include', 'includePixImage', 'Let an image into the gallery again', pixImages.include],
    ['retry', 'retryPixImage', 'Send an image that failed through the pipeline once more', pixImages.retry],
  ] as const
  for (const [action, operationId, summary, act] of actions) {
    server.route({
      method: 'POST',
      url: `/api/pix/images/:imageId/${action}`,
      onRequest: mayWrite,
      schema: {
        ...{ operationId, summary, tags, params },
        errors: ['image_not_found', ...(action === 'exclude' ? [] : (['conflict'] as const))],
        response: { 200: shownImage },
      },
      handler: async (request) => showImage(await act(idIn(request.params), requirePerson(request).email)),
    })
  }

  server.route({
    method: 'PATCH',
    url: '/api/pix/images/:imageId',
    onRequest: mayWrite,
    schema: {
      operationId: 'changePixImage',
      summary: 'Say which room an image shows',
      tags,
      errors: ['image_not_found'],
      params,
      body: z.strictObject({ room_type: z.enum(roomTypes) }),
      response: { 200: shownImage },
    },
    async handler(request) {
      const { room_type: room } = request.body
      return showImage(await pixImages.setRoom(idIn(request.params), room, requirePerson(request).email))
    },
  })
}

/** What is no id names no image. */
function idIn({ imageId }: { imageId: string }): string {
  if (!isId(imageId) || !z.uuid().safeParse(imageId).success) throw new GatewayError('image_not_found', 'not an id')
  return imageId
}

const cursorAt = (filename: string) => Buffer.from(filename).toString('base64url')

function nameIn(cursor: string): string | undefined {
  const name = Buffer.from(cursor, 'base64url').toString()
  return name !== '' && !name.includes('\0') && cursorAt(name) === cursor ? name : undefined
}
