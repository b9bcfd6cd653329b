import rateLimit from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { networkOf } from '../accounts/failure-throttle.ts'
import { GatewayError } from '../errors.ts'
import type { Links } from '../links.ts'
import { text } from '../route-contract.ts'
import type { Galleries, GalleryPicture, GalleryPosition } from './galleries.ts'
import { renderGalleryPage } from './gallery-page.ts'
import { asNotice, languageOf, sendPage } from './guest-answer.ts'
import { type Notice, renderGuestNotice } from './guest-notice.ts'
import type { Language } from './guest-words.ts'
import { drawQrCode } from './qr-code.ts'

interface Dependencies {
  galleries: Pick<Galleries, 'requireLive' | 'findPictures'>
  links: Links
  /** For guests who want none of our languages. */
  locale(): Language
}

/** A hall full of guests may share one address, and each of their pages asks eight times a minute. */
const mostAMinute = 900
const minuteMilliseconds = 60_000
const usualPictures = 48

const params = z.object({ galleryId: z.string() })
const codeSchema = {
  ...{ operationId: 'readGalleryQrCode', summary: 'The link of a gallery as a QR code', tags: ['Galleries'], params },
  errors: ['gallery_not_found', 'gallery_over', 'rate_limited'] as const,
  showsPage: true,
  answers: { 200: text('The code.', 'image/svg+xml') },
}
const query = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(usualPictures),
  cursor: z.string().refine(positionIn, 'is not the `next` of an earlier answer').optional(),
})
const shownGallery = z.object({
  title: z.string(),
  started_at: z.iso.datetime(),
  ends_at: z.iso.datetime(),
  results: z.array(
    z.object({
      job_id: z.uuid(),
      received_at: z.iso.datetime(),
      width: z.int(),
      height: z.int(),
      result_url: z.string(),
      preview_url: z.string(),
      page_url: z.string(),
    }),
  ),
  next: z.string().nullable(),
})

/** What strangers with the link of a gallery see, while it lasts. */
export const galleryRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { galleries, links, locale }) => {
  // A person with a browser reads a page, a program reads JSON.
  server.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode < 400 || !wantsPage(request)) return payload
    return asNotice(reply, renderGuestNotice(galleryNotice(reply.statusCode), languageOf(request, locale())))
  })
  await server.register(rateLimit, {
    max: mostAMinute,
    timeWindow: minuteMilliseconds,
    keyGenerator: (request) => networkOf(request.ip),
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    errorResponseBuilder: (_request, { ttl }) =>
      new GatewayError('rate_limited', 'too many looks at galleries', { retryAfterSeconds: Math.ceil(ttl / 1000) }),
  })

  server.route({
    method: 'GET',
    url: '/public/galleries/:galleryId',
    schema: {
      operationId: 'readGallery',
      summary: 'The pictures of a gallery',
      tags: ['Galleries'],
      errors: ['gallery_not_found', 'gallery_over', 'rate_limited'],
      showsPage: true,
      params,
      querystring: query,
      response: { 200: shownGallery },
    },
    async handler(request, reply) {
      const { gallery, pictures, next } = await look(request.params.galleryId, request.query)
      const addresses = links.linksFor(request)
      reply.headers({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' })
      return {
        title: gallery.title,
        started_at: gallery.startedAt.toISOString(),
        ends_at: gallery.endsAt.toISOString(),
        results: pictures.map(({ jobId, receivedAt, width, height }) => ({
          ...{ job_id: jobId, received_at: receivedAt.toISOString(), width, height },
          result_url: addresses.result(jobId),
          preview_url: `${addresses.result(jobId)}/preview.webp`,
          page_url: addresses.guestPage(jobId),
        })),
        next,
      }
    },
  })

  server.route({
    method: 'GET',
    url: '/g/:galleryId',
    schema: {
      operationId: 'showGallery',
      summary: 'The page of a gallery',
      tags: ['Galleries'],
      errors: ['gallery_not_found', 'gallery_over', 'rate_limited'],
      showsPage: true,
      answers: { 200: text('The page.', 'text/html') },
      params,
      querystring: query,
    },
    async handler(request, reply) {
      const { galleryId } = request.params
      const { gallery, pictures, next } = await look(galleryId, request.query)
      const shown = {
        ...{ gallery, pictures, links: links.linksFor(request) },
        older: next === null ? null : `cursor=${next}`,
        isNewest: request.query.cursor === undefined,
      }
      // For the way back from a picture: who has scrolled far finds the place again.
      const page = renderGalleryPage(shown, languageOf(request, locale()))
      return sendPage(reply, page, { mayBeKept: true })
    },
  })

  server.get('/g/:galleryId/qr.svg', { schema: codeSchema }, async (request, reply) => {
    const { id } = await galleries.requireLive(request.params.galleryId)
    reply.headers({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    })
    return reply.type('image/svg+xml').send(drawQrCode(links.linksFor(request).gallery(id)))
  })

  async function look(galleryId: string, { limit, cursor }: z.infer<typeof query>) {
    const gallery = await galleries.requireLive(galleryId)
    const after = cursor === undefined ? undefined : positionIn(cursor)
    const found = await galleries.findPictures(gallery, limit + 1, after)
    const pictures = found.slice(0, limit)
    const last = pictures.at(-1)
    return { gallery, pictures, next: found.length > limit && last ? cursorAt(last) : null }
  }
}

const cursorAt = ({ receivedAt, jobId }: GalleryPicture) => `${receivedAt.toISOString()}_${jobId}`

/** PostgreSQL has no year 0. */
const moment = z.iso.datetime().refine((at) => !at.startsWith('0000'))

function positionIn(cursor: string): GalleryPosition | undefined {
  const [receivedAt, id] = cursor.split('_')
  return z.object({ receivedAt: moment, id: z.uuid() }).safeParse({ receivedAt, id }).data
}

function galleryNotice(status: number): Notice {
  if (status === 410) return 'galleryOver'
  if (status === 404) return 'galleryUnknown'
  return status === 429 ? 'busy' : 'galleryBroken'
}

function wantsPage({ headers, routeOptions }: FastifyRequest): boolean {
  const accept = headers.accept ?? '*/*'
  return accept.includes('text/html') || (routeOptions.url === '/g/:galleryId' && !accept.includes('application/json'))
}
