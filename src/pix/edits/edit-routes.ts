import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../../accounts/guard.ts'
import { untouchedKinds } from '../../pix-schema.ts'
import { idSchema, imageIdSchema, requireImageId } from '../ids.ts'
import type { Segment } from '../orchestrators/segment.ts'
import { versionPattern } from '../versions.ts'
import type { Edit, Edits } from './edits.ts'
import type { RequestRemoval } from './request-removal.ts'

interface Dependencies {
  edits: Pick<Edits, 'list' | 'chooseBest'>
  requestRemoval: RequestRemoval
  segment: Segment
  guard: Guard
}

const mostMaskCharacters = 12 * 1024 ** 2
/** Beside the mask, a few names. */
const mostBodyBytes = mostMaskCharacters + 4096

const maskText = z.string().min(1).max(mostMaskCharacters)
const side = z.int().min(1).max(12_000)
const mask = z.union([
  z.strictObject({
    format: z.literal('png'),
    data: maskText.describe('A PNG in base64; white is what shall disappear.'),
  }),
  z.strictObject({
    ...{ format: z.literal('pixelmap'), width: side, height: side },
    encoding: z.enum(['bits', 'rle']),
    data: maskText.describe(
      'bits: base64, row by row, highest bit first. rle: lengths in turn, `12,3,985`, what stays first.',
    ),
  }),
])
const version = z.string().regex(versionPattern, 'must be master or one such as clean_v1')
const removal = z.strictObject({
  shoot_id: idSchema,
  image_id: imageIdSchema,
  version,
  mask,
  wait: z.boolean().optional().describe('False: answer at once, with 202.'),
})
const removed = z.object({
  success: z.literal(true),
  edit_id: z.uuid(),
  new_version: z.string(),
  preview_url: z.string().describe('For five minutes.'),
})
const removing = z.object({ success: z.literal(false), edit_id: z.uuid(), status: z.literal('running') })

const imageParams = z.object({ imageId: z.string() })
const shownEdit = z.object({
  ...{ id: z.uuid(), from_version: z.string(), to_version: z.string().nullable() },
  untouched: z
    .enum(untouchedKinds)
    .nullable()
    .describe(
      'identical: pixels away from the mask are those of the source, bit by bit. Null: not done, or not known.',
    ),
  status: z.enum(['running', 'done', 'failed', 'superseded']),
  error: z.string().nullable(),
  requested_by: z.string(),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
})
const share = z.number().min(0).max(1)
const segmentation = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'must be small letters, digits, _ and -'),
  box: z.tuple([share, share, share.gt(0), share.gt(0)]).describe('x, y, width, height as shares of the sides'),
})

/** Of what a service does for an image. */
const serviceErrors = [
  ...(['image_not_found', 'conflict', 'not_configured', 'budget_exhausted', 'storage_full'] as const),
  ...(['provider_error', 'provider_refused', 'provider_no_image', 'provider_timeout', 'slot_misconfigured'] as const),
]

/** What people do to the pictures themselves: something is taken out, cut out, or an older version is taken again. */
export const editRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { edits, requestRemoval, segment, guard } = dependencies

  server.route({
    method: 'POST',
    url: '/api/remove-object',
    onRequest: guard('operator', 'pix:write'),
    bodyLimit: mostBodyBytes,
    schema: {
      operationId: 'removeObject',
      summary: 'Take something out of an image',
      tags: ['pix.immo'],
      errors: [...serviceErrors],
      body: removal,
      response: { 200: removed, 202: removing },
    },
    async handler(request, reply) {
      const { shoot_id: shootId, image_id: imageId, ...wanted } = request.body
      const { edit, previewUrl } = await requestRemoval({ shootId, imageId, ...wanted }, requirePerson(request).email)
      if (edit.toVersion === null) {
        return reply.code(202).send({ success: false as const, edit_id: edit.id, status: 'running' as const })
      }
      return { success: true as const, edit_id: edit.id, new_version: edit.toVersion, preview_url: previewUrl }
    },
  })

  server.route({
    method: 'GET',
    url: '/api/pix/images/:imageId/edits',
    onRequest: guard('viewer', 'pix:read'),
    schema: {
      operationId: 'listImageEdits',
      summary: 'What was taken out of an image, the newest first',
      tags: ['pix.immo'],
      errors: ['image_not_found'],
      params: imageParams,
      response: { 200: z.array(shownEdit) },
    },
    handler: async (request) => (await edits.list(requireImageId(request.params.imageId))).map(show),
  })

  server.route({
    method: 'POST',
    url: '/api/pix/images/:imageId/best-version',
    onRequest: guard('operator', 'pix:write'),
    schema: {
      operationId: 'chooseBestVersion',
      summary: 'Choose which version of an image customers get',
      tags: ['pix.immo'],
      errors: ['image_not_found'],
      params: imageParams,
      body: z.strictObject({ version }),
      response: { 200: z.object({ image_id: z.uuid(), best_version: z.string() }) },
    },
    async handler(request) {
      const who = requirePerson(request).email
      const image = await edits.chooseBest(requireImageId(request.params.imageId), request.body.version, who)
      return { image_id: image.id, best_version: image.bestVersion }
    },
  })

  server.route({
    method: 'POST',
    url: '/api/pix/images/:imageId/segment',
    onRequest: guard('operator', 'pix:write'),
    schema: {
      operationId: 'segmentImage',
      summary: 'Cut one object out of an image, as a mask',
      tags: ['pix.immo'],
      errors: [...serviceErrors],
      params: imageParams,
      body: segmentation,
      response: { 200: z.object({ name: z.string(), area: share, width: z.int(), height: z.int() }) },
    },
    async handler(request) {
      const { name, box } = request.body
      const who = requirePerson(request).email
      const { area, width, height } = await segment(requireImageId(request.params.imageId), { name, box, who })
      return { name, area, width, height }
    },
  })
}

const show = ({ id, fromVersion, toVersion, untouched, status, error, requestedBy, createdAt, finishedAt }: Edit) => ({
  ...{ id, from_version: fromVersion, to_version: toVersion, untouched, status },
  // The code of docs/pix-services.md; what a service has said beyond it stays in the row.
  error: error?.split(':')[0] ?? null,
  requested_by: requestedBy,
  created_at: createdAt.toISOString(),
  finished_at: finishedAt?.toISOString() ?? null,
})
