import rateLimit from '@fastify/rate-limit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { networkOf } from '../accounts/failure-throttle.ts'
import { GatewayError } from '../errors.ts'
import type { Links } from '../links.ts'
import { text } from '../route-contract.ts'
import type { Galleries, GalleryPicture, GalleryPosition } from './galleries.ts'
import { renderGalleryPage } from './gallery-page.ts'
import { languageOf, setPageHeaders } from './guest-answer.ts'
import { type Notice, noticeFor, renderGuestNotice } from './guest-page.ts'
import type { Language } from './guest-words.ts'

interface Dependencies {
  galleries: Pick<Galleries, 'requireLive' | 'findPictures'>
  links: Links
  /** For guests who want none of our languages. */
  locale(): Language
}

/** A hall full of guests may share one address, and each of their pages asks three times a minute. */
const mostAMinute = 300
const minuteMilliseconds = 60_000
/** The page looks again by itself, without a script. */
const lookAgainSeconds = 20
const usualPictures = 48

const params = z.object({ galleryId: z.string() })
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
    setPageHeaders(reply)
    return renderGuestNotice(galleryNotice(reply.statusCode), languageOf(request, locale()))
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
      answers: { 200: { ...text('The page.', 'text/html'), headers: ['Refresh'] } },
      params,
      querystring: query,
    },
    async handler(request, reply) {
      const { galleryId } = request.params
      const { gallery, pictures, next } = await look(galleryId, request.query)
      return sendPage(languageOf(request, locale()), reply, {
        ...{ gallery, pictures },
        olderPath: next === null ? null : `/g/${galleryId}?cursor=${next}`,
        newestPath: request.query.cursor === undefined ? null : `/g/${galleryId}`,
      })
    },
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

function sendPage(language: Language, reply: FastifyReply, shown: Parameters<typeof renderGalleryPage>[0]) {
  setPageHeaders(reply)
  // Who reads older pictures must not be thrown back to the top.
  if (shown.newestPath === null) reply.header('refresh', lookAgainSeconds)
  return reply.send(renderGalleryPage(shown, language))
}

const cursorAt = ({ receivedAt, jobId }: GalleryPicture) => `${receivedAt.toISOString()}_${jobId}`

function positionIn(cursor: string): GalleryPosition | undefined {
  const [receivedAt, id] = cursor.split('_')
  return z.object({ receivedAt: z.iso.datetime(), id: z.uuid() }).safeParse({ receivedAt, id }).data
}

function galleryNotice(status: number): Notice {
  if (status === 410) return 'galleryOver'
  return status === 404 ? 'galleryUnknown' : noticeFor(status)
}

function wantsPage({ headers, routeOptions }: FastifyRequest): boolean {
  const accept = headers.accept ?? '*/*'
  return accept.includes('text/html') || (routeOptions.url === '/g/:galleryId' && !accept.includes('application/json'))
}
