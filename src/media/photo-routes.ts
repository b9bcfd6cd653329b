import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Guard } from '../accounts/guard.ts'
import { GatewayError } from '../errors.ts'
import { bytes as bytesOf } from '../route-contract.ts'
import type { KeptPhotos } from './kept-photo.ts'

interface Dependencies {
  keptPhotos: KeptPhotos
  guard: Guard
}

const params = z.object({ jobId: z.string() })
const describe = (operationId: string, summary: string, type: string) => ({
  ...{ operationId, summary, params, tags: ['Jobs'] },
  errors: ['job_not_found', 'media_not_found', 'media_expired', 'unreadable_image'] as const,
  answers: { 200: { description: 'The photo.', content: { [type]: bytesOf } } },
})

/** A guest's photo is nobody's picture to show: operators see it, viewers and strangers do not. */
export const photoRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { keptPhotos, guard }) => {
  const onRequest = guard('operator', 'jobs:read')

  server.route({
    method: 'GET',
    url: '/api/jobs/:jobId/photo',
    onRequest,
    schema: describe('readJobPhoto', 'The photo as it came, upright and without metadata', 'image/jpeg'),
    async handler(request, reply) {
      const { bytes, type } = await keptPhotos.drawWhole(idIn(request), goneSignal(reply))
      return setHeaders(reply).type(type).send(bytes)
    },
  })

  server.route({
    method: 'GET',
    url: '/api/jobs/:jobId/photo/preview.webp',
    onRequest,
    schema: describe('readJobPhotoPreview', 'The photo as it came, small', 'image/webp'),
    async handler(request, reply) {
      const bytes = await keptPhotos.drawSmall(idIn(request), goneSignal(reply))
      return setHeaders(reply).type('image/webp').send(bytes)
    },
  })
}

function idIn(request: FastifyRequest): string {
  const id = z.uuid().safeParse((request.params as z.infer<typeof params>).jobId)
  if (!id.success) throw new GatewayError('job_not_found', 'not an id')
  request.jobId = id.data
  return id.data
}

/** Nothing of it stays in a browser that others use after this person. */
const setHeaders = (reply: FastifyReply) =>
  reply.headers({
    'cache-control': 'private, no-store',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  })

/** Drawing for somebody who has gone would take a place from a photo that is waited for. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  const leave = () => gone.abort(new GatewayError('cancelled', 'nobody waits for the picture'))
  // Who has left while the guard was asking is not told of again.
  if (reply.raw.destroyed) leave()
  else reply.raw.once('close', leave)
  return gone.signal
}
