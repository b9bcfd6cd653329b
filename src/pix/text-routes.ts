import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Guard } from '../accounts/guard.ts'
import { changeBy } from '../accounts/if-match.ts'
import { ifMatch } from '../route-contract.ts'
import { requireImageId } from './ids.ts'
import { pixLocales } from './rooms.ts'
import { captionLimits } from './shapes/gpt.ts'
import { type Caption, type ExposeText, exposeWords, type Texts } from './texts.ts'

interface Dependencies {
  texts: Texts
  guard: Guard
}

const locale = z.enum(pixLocales)
const oneLine = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^\P{Cc}*$/u, 'must be one line')
const paragraphs = z
  .string()
  .trim()
  .max(20_000)
  .regex(/^[^\p{Cc}]*(?:[\n\t][^\p{Cc}]*)*$/u, 'must not contain control characters')

const captionBody = z.strictObject({
  short: oneLine(captionLimits.short),
  long: paragraphs.max(captionLimits.long),
  alt_text: oneLine(captionLimits.alt),
})
const exposeBody = z.strictObject({
  ...{ headline: oneLine(300), short: paragraphs, description: paragraphs },
  ...{ features: paragraphs, other: paragraphs, location: paragraphs },
})
const state = {
  locale,
  source: z.enum(['human', 'gpt', 'cogvlm', 'florence', 'template']),
  locked_by_human: z.boolean(),
  version: z.int(),
  updated_at: z.iso.datetime(),
}
const shownCaption = z.object({ ...state, short: z.string(), long: z.string(), alt_text: z.string() })
const shownText = z.object({
  ...state,
  ...{ headline: z.string(), short: z.string(), description: z.string() },
  ...{ features: z.string(), other: z.string(), location: z.string() },
})
const imageParams = z.object({ imageId: z.string() })
const jobParams = z.object({ jobId: z.string().max(64) })
/** A text is written over the version that was seen, and its own is told. */
const writing = {
  tags: ['pix.immo'],
  heeds: ifMatch,
  answers: { 200: { description: 'The text as it is now.', headers: ['ETag' as const] } },
}
const etagOf = ({ version }: { version: number }) => `"${version}"`

/** Texts of images and of exposés, read and written by people. If-Match: "0" writes the first one of a language. */
export const textRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { texts, guard }) => {
  server.route({
    method: 'GET',
    url: '/api/pix/images/:imageId/captions',
    onRequest: guard('viewer', 'pix:read'),
    schema: {
      operationId: 'listCaptions',
      summary: 'The texts of an image',
      tags: ['pix.immo'],
      errors: ['image_not_found'],
      params: imageParams,
      response: { 200: z.array(shownCaption) },
    },
    handler: async (request) => (await texts.listCaptions(requireImageId(request.params.imageId))).map(showCaption),
  })

  server.route({
    method: 'PUT',
    url: '/api/pix/images/:imageId/captions/:locale',
    onRequest: guard('operator', 'pix:write'),
    schema: {
      ...writing,
      operationId: 'writeCaption',
      summary: 'Write the texts of an image in one language',
      errors: ['image_not_found', 'conflict', 'precondition_required'],
      params: imageParams.extend({ locale }),
      body: captionBody,
      response: { 200: shownCaption },
    },
    async handler(request, reply) {
      const { imageId, locale } = request.params
      const { alt_text: altText, short, long } = request.body
      const id = requireImageId(imageId)
      const caption = await texts.writeCaption(id, locale, { short, long, altText }, changeBy(request))
      reply.header('etag', etagOf(caption))
      return showCaption(caption)
    },
  })

  server.route({
    method: 'GET',
    url: '/api/pix/jobs/:jobId/texts',
    onRequest: guard('viewer', 'pix:read'),
    schema: {
      operationId: 'listExposeTexts',
      summary: 'The texts of a job’s exposé',
      tags: ['pix.immo'],
      errors: ['pix_job_not_found'],
      params: jobParams,
      response: { 200: z.array(shownText) },
    },
    handler: async (request) => (await texts.listExposeTexts(request.params.jobId)).map(showText),
  })

  server.route({
    method: 'PUT',
    url: '/api/pix/jobs/:jobId/texts/:locale',
    onRequest: guard('operator', 'pix:write'),
    schema: {
      ...writing,
      operationId: 'writeExposeText',
      summary: 'Write the texts of a job’s exposé in one language',
      errors: ['pix_job_not_found', 'conflict', 'precondition_required'],
      params: jobParams.extend({ locale }),
      body: exposeBody,
      response: { 200: shownText },
    },
    async handler(request, reply) {
      const { jobId, locale } = request.params
      const text = await texts.writeExposeText(jobId, locale, request.body, changeBy(request))
      reply.header('etag', etagOf(text))
      return showText(text)
    },
  })
}

const stateOf = ({ locale, source, lockedByHuman, version, updatedAt }: Caption | ExposeText) => ({
  ...{ locale, source, locked_by_human: lockedByHuman, version, updated_at: updatedAt.toISOString() },
})

const showCaption = (caption: Caption) => ({
  ...stateOf(caption),
  ...{ short: caption.short, long: caption.long, alt_text: caption.altText },
})

const showText = (text: ExposeText) => ({ ...stateOf(text), ...exposeWords(text) })
