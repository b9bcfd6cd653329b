import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { GatewayError } from '../../errors.ts'
import { findRange } from '../../media/conditional-request.ts'
import type { Store } from '../../media/store.ts'
import { type AnswerHeader, bytes, file, text } from '../../route-contract.ts'
import { pixLocales } from '../rooms.ts'
import { captionsOf, captionsShape, captionsText } from '../shapes/captions.ts'
import { galleryExposeShape } from '../shapes/gallery-expose.ts'
import type { GalleryZip } from './gallery-zip.ts'
import { findImage, imageSizes, type ShownGalleries, type ShownGallery } from './shown-gallery.ts'

interface Dependencies {
  galleries: Pick<ShownGalleries, 'findFile'>
  zip: Pick<GalleryZip, 'pack'>
  store: Pick<Store, 'open' | 'prove'>
}

/** What a route of a gallery answers with, for customers and for staff. */
export const galleryAnswers = {
  expose: { response: { 200: galleryExposeShape.schema } },
  captionsText: { answers: { 200: text('One line for each image: its name, a tab, its text.', 'text/plain') } },
  captionsJson: { response: { 200: captionsShape.schema } },
  zip: { answers: { 200: file('The archive.', 'application/zip') } },
  image: {
    heeds: z.object({ range: z.string().optional(), 'if-range': z.string().optional() }),
    answers: {
      200: { description: 'The image.', content: { 'image/jpeg': bytes }, headers: fileHeaders() },
      206: {
        ...{ description: 'A part.', content: { 'image/jpeg': bytes } },
        headers: [...fileHeaders(), 'Content-Range' as const],
      },
    },
  },
}

function fileHeaders(): AnswerHeader[] {
  return ['Cache-Control', 'Content-Disposition', 'ETag', 'Last-Modified']
}

export const langQuery = z.object({ lang: z.enum(pixLocales).optional() })
export const sizeQuery = z.object({
  size: z.enum(imageSizes).default('full'),
  lang: z.enum(pixLocales).optional().describe('Of the words in its place, where it cannot be had.'),
})

/** Nobody keeps what may be withdrawn, and the address, which is a key, does not travel on. */
export const closedHeaders = {
  'cache-control': 'private, no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
}
/** A picture that is secretly a page can do nothing. */
const sandbox = { 'content-security-policy': "default-src 'none'; sandbox" }

/** How a gallery goes out, whoever has been let in. */
export function createGalleryAnswers({ galleries, zip, store }: Dependencies) {
  function sendCaptionsText(reply: FastifyReply, { expose }: ShownGallery, lang = expose.locale_default) {
    reply.headers({ ...closedHeaders, ...sandbox })
    return reply.type('text/plain; charset=utf-8').send(captionsText(captionsOf(expose, lang)))
  }

  function captions(reply: FastifyReply, { expose }: ShownGallery, lang = expose.locale_default) {
    reply.headers(closedHeaders)
    return captionsOf(expose, lang)
  }

  function expose(reply: FastifyReply, gallery: ShownGallery) {
    reply.headers(closedHeaders)
    return gallery.expose
  }

  function sendZip(request: FastifyRequest, reply: FastifyReply, gallery: ShownGallery) {
    const name = gallery.job.jobNumber.replace(/[^A-Za-z0-9_-]+/g, '-')
    reply.headers({ ...closedHeaders, ...sandbox, 'content-disposition': `attachment; filename="${name}.zip"` })
    reply.type('application/zip')
    // Nothing is packed for whoever asks only whether there is one.
    if (request.method === 'HEAD') return reply.send()
    return reply.send(Readable.from(zip.pack(gallery), { objectMode: false }))
  }

  async function sendImage(
    request: FastifyRequest,
    reply: FastifyReply,
    gallery: ShownGallery,
    { named, size }: { named: string; size: (typeof imageSizes)[number] },
  ) {
    const image = findImage(gallery, named)
    const found = image && (await galleries.findFile(gallery, image, size))
    if (!image || !found) throw new GatewayError('media_not_found', 'not in this gallery')
    const validators = { etag: `"${found.sha256}"`, lastModified: found.createdAt }
    const range = request.method === 'GET' ? findRange(request.headers, found.bytes, validators) : undefined
    if (range === 'unsatisfiable') {
      reply.header('content-range', `bytes */${found.bytes}`)
      throw new GatewayError('range_not_satisfiable', 'range outside the file')
    }
    const { start, end } = range ?? { start: 0, end: found.bytes - 1 }
    const opened = await store.open(found.key, { start, end })
    if (opened?.bytes !== end - start + 1) {
      opened?.stream.destroy()
      await store.prove()
      throw new GatewayError('media_not_found', 'the file is not in the store, or was cut short')
    }
    if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${found.bytes}`)
    reply.type('image/jpeg').headers({
      ...closedHeaders,
      ...sandbox,
      ...{ etag: validators.etag, 'last-modified': found.createdAt.toUTCString() },
      ...{ 'content-length': end - start + 1, 'accept-ranges': 'bytes' },
      'content-disposition': dispositionOf(image.filename),
    })
    if (request.method === 'GET') return reply.send(opened.stream)
    opened.stream.destroy()
    return reply.send()
  }

  return { sendCaptionsText, captions, expose, sendZip, sendImage }
}

export type GalleryAnswers = ReturnType<typeof createGalleryAnswers>

/** RFC 6266: a name of ASCII for old programs, and the real one. Names with a quote or a line's end are never stored. */
function dispositionOf(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const coded = encodeURIComponent(fileName).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
  return `inline; filename="${plain}"; filename*=UTF-8''${coded}`
}
