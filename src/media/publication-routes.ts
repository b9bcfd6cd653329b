import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { GatewayError } from '../errors.ts'
import type { Links } from '../links.ts'
import { type AnswerHeader, bytes, ifNoneMatch, nothing, text } from '../route-contract.ts'
import { findRange, isNotModified, type Validators } from './conditional-request.ts'
import { asNotice, languageOf, sendPage } from './guest-answer.ts'
import { guestFiles } from './guest-files.ts'
import { pathOf } from './guest-frame.ts'
import { type Notice, noticeFor, renderGuestNotice, renderMaking } from './guest-notice.ts'
import { renderGuestPage } from './guest-page.ts'
import type { Language } from './guest-words.ts'
import { createPreviews } from './preview.ts'
import { fileNameOf, type Publication, type PublishedResult, requireResult } from './publication.ts'
import { drawQrCode } from './qr-code.ts'
import type { ByteRange, Store } from './store.ts'

interface Dependencies {
  publication: Publication
  store: Store
  links: Links
  /** For guests who want none of our languages. */
  locale(): Language
  /** Sends those who come from elsewhere than our pages to the store itself. */
  redirects?: boolean
}

const mostCacheSeconds = 3600
/** After the last moment of the work, for the answer to be there. */
const graceSeconds = 3
/** Long enough to begin a download on a bad line. */
const mostSignedSeconds = 300
const params = z.object({ jobId: z.string() })
const fileHeaders: AnswerHeader[] = ['Cache-Control', 'Content-Disposition', 'ETag', 'Last-Modified']
const previewHeaders: AnswerHeader[] = ['Cache-Control', 'ETag', 'Last-Modified']
const notModified = { ...nothing('The one that is known.'), headers: previewHeaders }
const common = { tags: ['Results'], params, showsPage: true }
const ownErrors = ['result_not_found', 'result_expired'] as const
const resultSchema = {
  ...{ ...common, operationId: 'readResult', summary: 'A finished picture' },
  errors: [...ownErrors, 'range_not_satisfiable'] as const,
  heeds: ifNoneMatch.extend({ range: z.string().optional(), 'if-range': z.string().optional() }),
  answers: {
    200: { description: 'The picture.', content: { 'image/*': bytes }, headers: fileHeaders },
    302: {
      description: 'Where the picture is, for a while.',
      headers: ['Cache-Control', 'Location'] as AnswerHeader[],
    },
    206: { description: 'A part.', content: { 'image/*': bytes }, headers: [...fileHeaders, 'Content-Range' as const] },
    304: notModified,
  },
}
const previewSchema = {
  ...{ ...common, operationId: 'readResultPreview', summary: 'A finished picture, small' },
  ...{ errors: [...ownErrors, 'unreadable_image'] as const, heeds: ifNoneMatch },
  answers: {
    200: { description: 'The preview.', content: { 'image/webp': bytes }, headers: previewHeaders },
    304: notModified,
  },
}
const codeSchema = {
  ...{ ...common, operationId: 'readResultQrCode', summary: 'The link of a picture as a QR code', errors: ownErrors },
  answers: { 200: text('The code.', 'image/svg+xml') },
}
const pageSchema = {
  ...{ ...common, operationId: 'showResult', summary: 'The page of a picture, for the phone of a guest' },
  errors: ownErrors,
  answers: {
    200: text('The page.', 'text/html'),
    202: { ...text('The picture is being made.', 'text/html'), headers: ['Refresh' as const] },
  },
}

/** What strangers with a link may see. */
export const publicationRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { publication, store, links, locale, redirects = false } = dependencies
  const previews = createPreviews({ store, publication })
  /** Requests whose error page has more to say than their status. */
  const notices = new WeakMap<FastifyRequest, Notice>()

  await server.register(guestFiles)

  // A person with a browser reads a page, a program reads JSON.
  server.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode < 400 || !wantsPage(request)) return payload
    const notice = notices.get(request) ?? noticeFor(reply.statusCode)
    return asNotice(reply, renderGuestNotice(notice, languageOf(request, locale())))
  })

  server.route({
    method: ['GET', 'HEAD'],
    url: '/public/results/:jobId',
    schema: resultSchema,
    async handler(request, reply) {
      const result = await publication.requirePublished(request.params.jobId)
      request.jobId = result.jobId
      const validators = { etag: `"${result.sha256}"`, lastModified: result.finishedAt }
      if (isNotModified(request.headers, validators)) return sendNotModified(reply, result, validators)

      if (redirects && comesFromElsewhere(request) && result.secondsLeft >= 1) {
        // What is gone is told by us, in words and not in XML.
        if ((await store.find(result.key))?.bytes !== result.bytes) return throwGone()
        return reply.header('cache-control', 'no-store').redirect(await addressOf(result))
      }

      const range = request.method === 'GET' ? findRange(request.headers, result.bytes, validators) : undefined
      if (range === 'unsatisfiable') {
        reply.header('content-range', `bytes */${result.bytes}`)
        throw new GatewayError('range_not_satisfiable', 'range outside the file')
      }
      const { start, end } = range ?? { start: 0, end: result.bytes - 1 }
      const stream = await openComplete(result.key, { start, end })
      if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${result.bytes}`)
      setFileHeaders(reply, result, validators)
      reply.type(result.type).headers({
        'content-length': end - start + 1,
        'accept-ranges': 'bytes',
        'content-disposition': `inline; filename="${fileNameOf(result)}"`,
      })
      if (request.method === 'GET') return reply.send(stream)
      stream.destroy()
      return reply.send()
    },
  })

  /** It never outlives the picture. */
  const addressOf = (result: PublishedResult) =>
    store.signRead(result.key, {
      seconds: Math.min(Math.floor(result.secondsLeft), mostSignedSeconds),
      ...{ type: result.type, fileName: fileNameOf(result) },
    })

  /** A file that is missing or was cut short is as good as gone. */
  async function openComplete(key: string, range: ByteRange) {
    const opened = await store.open(key, range)
    if (opened?.bytes === range.end - range.start + 1) return opened.stream
    opened?.stream.destroy()
    return throwGone()
  }

  /** Gone, unless it is the whole store that is away for a moment. */
  async function throwGone(): Promise<never> {
    await store.prove()
    throw new GatewayError('result_expired', 'the file is not in the store')
  }

  server.get('/public/results/:jobId/preview.webp', { schema: previewSchema }, async (request, reply) => {
    const result = await publication.requirePublished(request.params.jobId)
    request.jobId = result.jobId
    const validators = { etag: `"${result.sha256}-preview"`, lastModified: result.finishedAt }
    if (isNotModified(request.headers, validators)) return sendNotModified(reply, result, validators)
    const preview = (await previews.find(result)) ?? (await throwGone())
    setFileHeaders(reply, result, validators)
    return reply.type('image/webp').send(preview)
  })

  server.get('/public/results/:jobId/qr.svg', { schema: codeSchema }, async (request, reply) => {
    const result = await publication.requirePublished(request.params.jobId)
    request.jobId = result.jobId
    const address = links.linksFor(request).guestPage(result.jobId)
    reply.headers({ ...protections, 'cache-control': cacheControlOf(result) })
    return reply.type('image/svg+xml').send(drawQrCode(address))
  })

  server.get('/r/:jobId', { schema: pageSchema }, async (request, reply) => {
    const found = await publication.findPublished(request.params.jobId)
    if (found === 'making' && wantsPage(request)) return sendMaking(request, reply)
    if (found === 'failed' || found === 'removed') notices.set(request, found)
    const result = requireResult(found)
    request.jobId = result.jobId
    return sendPage(reply, renderGuestPage(result, links.linksFor(request), languageOf(request, locale())))
  })

  /** Then the browser meets this page again, the picture, or why there is none. */
  async function sendMaking(request: FastifyRequest, reply: FastifyReply) {
    const { jobId } = request.params as z.infer<typeof params>
    request.jobId = jobId
    // It may have ended between the two questions; the page finds that out.
    const making = (await publication.findMaking(jobId)) ?? { isWaiting: false, secondsGone: 0, secondsLeft: 0 }
    const addresses = links.linksFor(request)
    const page = renderMaking(
      {
        making,
        pagePath: pathOf(addresses.guestPage(jobId)),
        statusPath: pathOf(addresses.status(jobId)),
        scriptPath: pathOf(addresses.guestScript()),
      },
      languageOf(request, locale()),
    )
    // For who runs scripts, and has not got ours through a bad network. It comes after the script has done it better.
    reply.header('refresh', Math.ceil(Math.max(0, making.secondsLeft)) + graceSeconds)
    return sendPage(reply.code(202), page)
  }
}

/** A picture that is secretly a page, and a QR code that is opened by itself, can do nothing. */
const protections = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'x-robots-tag': 'noindex',
}

/**
 * Our own pages may show and fetch nothing but what comes from us: for them the picture goes through. Browsers that do not
 * say where they come from are known by what they want in a picture's place.
 */
function comesFromElsewhere({ method, headers }: FastifyRequest): boolean {
  const isOurPage = headers['sec-fetch-site'] === 'same-origin' || (headers.accept ?? '').startsWith('image/')
  return method === 'GET' && !isOurPage
}

const cacheControlOf = ({ secondsLeft }: PublishedResult) =>
  `private, max-age=${Math.min(Math.floor(secondsLeft), mostCacheSeconds)}`

function setFileHeaders(reply: FastifyReply, result: PublishedResult, { etag, lastModified }: Validators): void {
  reply.headers({
    ...protections,
    etag,
    'last-modified': lastModified.toUTCString(),
    'cache-control': cacheControlOf(result),
  })
}

function sendNotModified(reply: FastifyReply, result: PublishedResult, validators: Validators) {
  setFileHeaders(reply, result, validators)
  return reply.code(304).send()
}

function wantsPage({ headers, routeOptions }: FastifyRequest): boolean {
  const accept = headers.accept ?? '*/*'
  if (accept.includes('text/html')) return true
  return routeOptions.url === '/r/:jobId' && !accept.includes('application/json')
}
