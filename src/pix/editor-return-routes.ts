import multipart from '@fastify/multipart'
import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { GatewayError } from '../errors.ts'
import { problemSchema, problemsOf } from '../problem.ts'
import { bytes } from '../route-contract.ts'
import type { Accepted } from './accept-final.ts'
import { mostFinalBytes } from './check-final.ts'
import { type EditorGate, senderOf } from './editor-gate.ts'
import { type EditorReturn, mostArchiveBytes, type ReturnedFile } from './editor-return.ts'
import { type EditorUploads, uploadSeconds } from './editor-uploads.ts'
import { filesIn } from './incoming-files.ts'
import { offerSeconds, type ShootFiles } from './shoot-files.ts'

interface Dependencies {
  takeReturn: EditorReturn
  uploads: EditorUploads
  listFiles: ShootFiles
  gate: EditorGate
}

const params = z.object({ shootId: z.string() })
const tags = ['Editor return']
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/i, 'must be a SHA-256 in hexadecimal')
  .toLowerCase()
const plainName = z
  .string()
  .max(800)
  .regex(/^[^\0]*$/, 'has a zero character')
const returned = z.object({
  filename: z.string(),
  outcome: z.enum(['accepted', 'duplicate', 'rejected']),
  image_id: z.uuid().nullable(),
  revision: z.int().nullable(),
  reason: z.string().nullable().describe('Why it was not taken, as `failure_reason` would say.'),
  details: z.string().nullable(),
  problems: z.array(problemSchema),
})
/** The third is what Windows calls a ZIP archive. */
const bodyTypes = ['image/jpeg', 'application/zip', 'application/x-zip-compressed', 'application/octet-stream']
const errors = ['shoot_not_found', 'conflict', 'rate_limited', 'storage_full'] as const
const aboutFiles = ['not_a_jpeg', 'unreadable_image', 'payload_too_large'] as const

/** Where editors bring pictures back, and fetch them. For people and machines, too. */
export const editorReturnRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { takeReturn, uploads, listFiles, gate } = dependencies

  await server.register(async (door) => {
    // A body that was parsed is no stream.
    door.removeAllContentTypeParsers()
    await door.register(multipart, { throwFileSizeLimit: false })
    for (const type of bodyTypes) door.addContentTypeParser(type, (_request, body, done) => done(null, body))
    door.route({
      method: 'POST',
      url: '/api/editor-return/:shootId',
      bodyLimit: mostArchiveBytes,
      onRequest: gate('upload'),
      schema: {
        operationId: 'returnPictures',
        summary: 'Bring finished JPEGs, one, several, or a ZIP archive of them',
        description:
          'As files of a form, or one as the body with its name in `filename`. Sent again, what is there is a duplicate. One JPEG that is not taken is answered by its error; of several, each is told of.',
        tags,
        errors: [...errors, ...aboutFiles],
        params,
        querystring: z.strictObject({ filename: plainName.optional() }),
        takes: { type: 'multipart/form-data', body: z.object({ file: bytes }) },
        response: { 200: z.object({ shoot_id: z.string(), files: z.array(returned) }) },
      },
      async handler(request, reply) {
        const { shootId } = request.params as z.infer<typeof params>
        const { filename } = request.query as { filename?: string }
        const files = filesIn(request, filename)
        const found = await takeReturn({ shootId, files, who: senderOf(request), signal: goneSignal(reply) })
        const [only] = found
        if (found.length === 1 && only?.outcome === 'rejected') {
          throw new GatewayError(only.reason, 'the only file was rejected', { details: only.details })
        }
        return { shoot_id: shootId, files: found.map(showReturned) }
      },
    })
  })

  server.route({
    method: 'POST',
    url: '/api/editor-return/:shootId/uploads',
    onRequest: gate('upload'),
    schema: {
      operationId: 'beginUpload',
      summary: 'Get an address to put one JPEG under',
      tags,
      errors: ['shoot_not_found', 'not_a_jpeg', 'rate_limited'],
      params,
      body: z.strictObject({ filename: plainName, bytes: z.int().min(1).max(mostFinalBytes), sha256 }),
      response: {
        201: z.object({
          upload_id: z.uuid(),
          method: z.literal('PUT'),
          address: z.string().describe('Relative to this gateway, or elsewhere.'),
          headers: z.record(z.string(), z.string()).describe('To be sent as they are.'),
          seconds: z.int().describe('So long it may be used.'),
        }),
      },
    },
    async handler(request, reply) {
      const wish = { ...request.body, shootId: request.params.shootId }
      const { upload, signed } = await uploads.begin(wish, senderOf(request))
      return reply.code(201).send({ upload_id: upload.id, ...signed, seconds: uploadSeconds })
    },
  })

  server.route({
    method: 'POST',
    url: '/api/editor-return/:shootId/uploads/:uploadId/finalize',
    onRequest: gate('upload'),
    schema: {
      operationId: 'finalizeUpload',
      summary: 'Take over what was put under the address',
      tags,
      errors: [...errors, ...aboutFiles, 'not_found', 'media_expired', 'image_not_found'],
      params: params.extend({ uploadId: z.uuid() }),
      response: {
        200: z.object({ outcome: z.enum(['accepted', 'duplicate']), image_id: z.uuid(), revision: z.int() }),
      },
    },
    async handler(request, reply) {
      const { shootId, uploadId } = request.params
      return showAccepted(await uploads.finalize(shootId, uploadId, senderOf(request), goneSignal(reply)))
    },
  })

  server.route({
    method: 'GET',
    url: '/api/editor-return/:shootId/files',
    onRequest: gate('download'),
    schema: {
      operationId: 'listShootFiles',
      summary: 'What was shot, or what has been delivered, each with an address to fetch it',
      tags,
      errors: ['shoot_not_found', 'rate_limited'],
      params,
      querystring: z.strictObject({
        area: z.enum(['raw', 'final']).default('raw'),
        limit: z.coerce.number().int().min(1).max(500).default(200),
        cursor: plainName.min(1).optional(),
      }),
      response: {
        200: z.object({
          files: z.array(z.object({ filename: z.string(), bytes: z.int(), address: z.string() })),
          seconds: z.int().describe('So long the addresses may be used.'),
          next: z.string().nullable(),
        }),
      },
    },
    async handler({ params: { shootId }, query: { area, limit, cursor: after } }) {
      return { ...(await listFiles({ shootId, area, after, limit })), seconds: offerSeconds }
    },
  })
}

const showAccepted = ({ outcome, imageId, revision }: Accepted) => ({ outcome, image_id: imageId, revision })

function showReturned(file: ReturnedFile): z.infer<typeof returned> {
  const { filename } = file
  if (file.outcome !== 'rejected') return { filename, ...showAccepted(file), reason: null, details: null, problems: [] }
  const { outcome, reason, details } = file
  return { filename, outcome, image_id: null, revision: null, reason, details, problems: problemsOf(reason, details) }
}

function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort(new GatewayError('cancelled', 'the sender is gone'))
  })
  return gone.signal
}
