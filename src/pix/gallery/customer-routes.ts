import rateLimit from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { networkOf } from '../../accounts/failure-throttle.ts'
import { GatewayError } from '../../errors.ts'
import { type Links, pixGalleryLink } from '../../links.ts'
import { asNotice, languageOf, sendPage } from '../../media/guest-answer.ts'
import { pathOf } from '../../media/guest-frame.ts'
import { renderGuestNotice } from '../../media/guest-notice.ts'
import type { Language } from '../../media/guest-words.ts'
import { text } from '../../route-contract.ts'
import type { Disclosure } from '../disclosure.ts'
import type { PixLocale } from '../rooms.ts'
import { closedHeaders, type GalleryAnswers, galleryAnswers, langQuery, sizeQuery } from './gallery-answers.ts'
import { renderPixGallery, renderPixImage } from './gallery-page.ts'
import { drawMissingPicture, missingPictureHeaders } from './missing-picture.ts'
import { findImage, type ShownGalleries } from './shown-gallery.ts'

interface Dependencies {
  galleries: Pick<ShownGalleries, 'requireByToken'>
  answers: GalleryAnswers
  links: Pick<Links, 'baseFor'>
  disclosure: Disclosure
  /** For notices, where no gallery says it. */
  locale(): Language
}

/** A page with its pictures asks a hundred times, and an office shares one address. */
const mostAMinute = 1800
const minuteMilliseconds = 60_000
const pages = new Set(['/pix/:token', '/pix/:token/view/:imageId'])

const params = z.object({ token: z.string() })
const common = { tags: ['pix.immo galleries'], showsPage: true, params }
const errors = ['gallery_not_found', 'rate_limited'] as const
const fileErrors = [...errors, 'media_not_found', 'range_not_satisfiable'] as const

/** What a customer with the link of a gallery sees, as long as it is released. Nothing else lets anybody in here. */
export const pixCustomerRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { galleries, answers, links, disclosure, locale } = dependencies

  // A person with a browser reads a page, a program reads JSON; whether there is a gallery is nobody's to keep.
  server.addHook('onSend', async (request, reply, payload) => {
    const isNotice = reply.statusCode >= 400 && wantsPage(request)
    const notice = reply.statusCode === 404 ? 'galleryUnknown' : reply.statusCode === 429 ? 'busy' : 'galleryBroken'
    if (reply.statusCode >= 400 && request.headers['sec-fetch-dest'] === 'image') {
      reply.type('image/svg+xml').headers({ ...closedHeaders, ...missingPictureHeaders })
      return drawMissingPicture(reply.statusCode, langOf(request, locale()))
    }
    const body = isNotice ? asNotice(reply, renderGuestNotice(notice, languageOf(request, locale()))) : payload
    reply.headers(closedHeaders)
    return body
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

  const pageSchema = { ...common, errors, querystring: langQuery, answers: { 200: text('The page.', 'text/html') } }
  const pathFor = (request: FastifyRequest, token: string) => pathOf(pixGalleryLink(links.baseFor(request), token))

  server.route({
    method: 'GET',
    url: '/pix/:token',
    schema: { ...pageSchema, operationId: 'showPixGallery', summary: 'The page of a released gallery' },
    async handler(request, reply) {
      const { token } = request.params
      const { expose } = await galleries.requireByToken(token)
      const language = request.query.lang ?? expose.locale_default
      const page = renderPixGallery({ expose, disclosure, language, path: pathFor(request, token) })
      return sendPage(reply, page)
    },
  })

  server.route({
    method: 'GET',
    url: '/pix/:token/view/:imageId',
    schema: {
      ...{ ...pageSchema, operationId: 'showPixImage', summary: 'One picture of a released gallery' },
      ...{ errors: [...errors, 'media_not_found'], params: params.extend({ imageId: z.string() }) },
    },
    async handler(request, reply) {
      const { token, imageId } = request.params
      const gallery = await galleries.requireByToken(token)
      const image = findImage(gallery, imageId)
      if (!image) throw new GatewayError('media_not_found', 'not in this gallery')
      const { expose } = gallery
      const language = request.query.lang ?? expose.locale_default
      const page = renderPixImage({ expose, disclosure, language, path: pathFor(request, token) }, image)
      return sendPage(reply, page)
    },
  })

  server.route({
    method: ['GET', 'HEAD'],
    url: '/pix/:token/images/:image',
    schema: {
      ...{
        ...common,
        showsPage: 'or picture' as const,
        errors: fileErrors,
        operationId: 'readCustomerPicture',
        summary: 'A picture, by its id or its name',
      },
      ...{ params: params.extend({ image: z.string() }), querystring: sizeQuery, ...galleryAnswers.image },
    },
    async handler(request, reply) {
      const { token, image } = request.params
      const gallery = await galleries.requireByToken(token)
      return answers.sendImage(request, reply, gallery, { named: image, size: request.query.size })
    },
  })

  server.get(
    '/pix/:token/expose.json',
    {
      schema: {
        ...{ ...common, errors, operationId: 'readPixExpose', summary: 'The exposé of a released gallery' },
        ...galleryAnswers.expose,
      },
    },
    async (request, reply) => answers.expose(reply, await galleries.requireByToken(request.params.token)),
  )

  server.get(
    '/pix/:token/captions.json',
    {
      schema: {
        ...{ ...common, errors, operationId: 'readPixCaptions', summary: 'The captions, for programs' },
        ...{ querystring: langQuery, ...galleryAnswers.captionsJson },
      },
    },
    async (request, reply) =>
      answers.captions(reply, await galleries.requireByToken(request.params.token), request.query.lang),
  )

  server.get(
    '/pix/:token/captions.txt',
    {
      schema: {
        ...{ ...common, errors, operationId: 'readPixCaptionsText', summary: 'The captions, for people' },
        ...{ querystring: langQuery, ...galleryAnswers.captionsText },
      },
    },
    async (request, reply) =>
      answers.sendCaptionsText(reply, await galleries.requireByToken(request.params.token), request.query.lang),
  )

  server.route({
    method: ['GET', 'HEAD'],
    url: '/pix/:token/images.zip',
    schema: {
      ...{ ...common, errors, operationId: 'readPixZip', summary: 'Images, captions and exposé in one archive' },
      ...galleryAnswers.zip,
    },
    handler: async (request, reply) =>
      answers.sendZip(request, reply, await galleries.requireByToken(request.params.token)),
  })
}

/** What is wrong with a request may be its query. */
function langOf(request: FastifyRequest, otherwise: Language): PixLocale {
  const named = langQuery.safeParse(request.query).data?.lang
  return named ?? (languageOf(request, otherwise) === 'de' ? 'de' : 'en')
}

function wantsPage({ headers, routeOptions }: FastifyRequest): boolean {
  const accept = headers.accept ?? '*/*'
  if (accept.includes('text/html')) return true
  return pages.has(routeOptions.url ?? '') && !accept.includes('application/json')
}
