import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../../accounts/guard.ts'
import { type Links, pixGalleryLink } from '../../links.ts'
import { idSchema } from '../ids.ts'
import type { MailOutbox, Notification } from '../mail/outbox.ts'
import { showMail, shownMail } from '../mail/shown-mail.ts'
import { type GalleryAnswers, galleryAnswers, langQuery, sizeQuery } from './gallery-answers.ts'
import type { GalleryTokens } from './gallery-tokens.ts'
import type { GalleryRelease, PixJob } from './release.ts'
import type { ShownGalleries } from './shown-gallery.ts'

interface Dependencies {
  galleries: Pick<ShownGalleries, 'requireOfJob' | 'requireJob'>
  release: Pick<GalleryRelease, 'release' | 'withdraw' | 'renewLink'>
  tokens: Pick<GalleryTokens, 'read'>
  outbox: Pick<MailOutbox, 'list'>
  answers: GalleryAnswers
  links: Pick<Links, 'baseFor'>
  isOutdated(job: PixJob): Promise<boolean>
  guard: Guard
}

const moment = z.iso.datetime().nullable()
const shownState = z.object({
  job_id: z.string(),
  status: z.enum(['none', 'draft_ready']),
  visibility: z.enum(['internal', 'customer']),
  /** Of what the gallery's files show now. */
  revision: z.int(),
  /** The one that customers were told of; null while they see nothing. */
  released_revision: z.int().nullable(),
  draft_ready_at: moment,
  released_at: moment,
  released_by: z.string().nullable(),
  has_link: z.boolean(),
  /** Customers see it as it was, and releasing it again shows what has changed since. */
  is_outdated: z.boolean(),
  /** The newest mail about it. */
  mail: shownMail.nullable(),
})
const shownLink = z.object({ link: z.string().nullable() })

const params = z.object({ jobId: idSchema })
const tags = ['pix.immo galleries']
const base = '/api/pix/jobs/:jobId/gallery'
const unknown = ['pix_job_not_found'] as const
const reading = { tags, params, errors: ['pix_job_not_found', 'gallery_not_found'] as const }

/** A gallery for those who make it: its draft, the button that releases it, and its link. */
export const pixStaffRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { galleries, release, tokens, outbox, answers, links, isOutdated, guard } = dependencies
  const mayRead = guard('viewer', 'pix:read')
  const mayShare = guard('operator', 'pix:write')
  const mayRelease = guard('admin', 'pix:write')

  server.get(
    base,
    {
      onRequest: mayRead,
      schema: {
        ...{ operationId: 'readPixGalleryState', summary: 'Whether there is a gallery, and who sees it', tags, params },
        ...{ errors: unknown, response: { 200: shownState } },
      },
    },
    async (request) => stateOf(await galleries.requireJob(request.params.jobId)),
  )

  server.post(
    `${base}/release`,
    {
      onRequest: mayRelease,
      schema: {
        ...{ operationId: 'releasePixGallery', summary: 'Release a gallery: its customer sees it and is told', tags },
        errors: ['pix_job_not_found', 'gallery_not_ready', 'images_pending', 'conflict'],
        params,
        body: z.strictObject({
          force: z.boolean().optional().describe('Also while images are being worked on.'),
        }),
        response: { 200: shownState },
      },
    },
    async (request) => {
      const { force = false } = request.body
      const wish = { who: requirePerson(request).email, force, baseUrl: links.baseFor(request) }
      return stateOf(await release.release(request.params.jobId, wish))
    },
  )

  server.post(
    `${base}/withdraw`,
    {
      onRequest: mayRelease,
      schema: {
        ...{ operationId: 'withdrawPixGallery', summary: 'Hide a gallery from its customer', tags, params },
        ...{ errors: unknown, response: { 200: shownState } },
      },
    },
    async (request) => stateOf(await release.withdraw(request.params.jobId, requirePerson(request).email)),
  )

  server.get(
    `${base}/link`,
    {
      onRequest: mayShare,
      schema: {
        ...{ operationId: 'readPixGalleryLink', summary: 'The link of a gallery', tags, params, errors: unknown },
        description:
          'Null before the first release, and where SECRET_KEY does not open it. It opens only while released.',
        response: { 200: shownLink },
      },
    },
    async (request) => linkOf(await galleries.requireJob(request.params.jobId), request),
  )

  server.post(
    `${base}/link`,
    {
      onRequest: mayRelease,
      schema: {
        ...{
          operationId: 'renewPixGalleryLink',
          summary: 'Give a gallery a new link; the old one is dead',
          tags,
          params,
        },
        ...{ errors: ['pix_job_not_found', 'conflict'], response: { 200: shownLink } },
      },
    },
    async (request) => linkOf(await release.renewLink(request.params.jobId, requirePerson(request).email), request),
  )

  server.get(
    `${base}/expose.json`,
    {
      onRequest: mayRead,
      schema: {
        ...{ ...reading, operationId: 'readPixDraftExpose', summary: 'The exposé of a gallery, also of a draft' },
        ...galleryAnswers.expose,
      },
    },
    async (request, reply) => answers.expose(reply, await galleries.requireOfJob(request.params.jobId)),
  )

  server.get(
    `${base}/captions.json`,
    {
      onRequest: mayRead,
      schema: {
        ...{ ...reading, operationId: 'readPixDraftCaptions', summary: 'Its captions, for programs' },
        ...{ querystring: langQuery, ...galleryAnswers.captionsJson },
      },
    },
    async (request, reply) =>
      answers.captions(reply, await galleries.requireOfJob(request.params.jobId), request.query.lang),
  )

  server.get(
    `${base}/captions.txt`,
    {
      onRequest: mayRead,
      schema: {
        ...{ ...reading, operationId: 'readPixDraftCaptionsText', summary: 'Its captions, for people' },
        ...{ querystring: langQuery, ...galleryAnswers.captionsText },
      },
    },
    async (request, reply) =>
      answers.sendCaptionsText(reply, await galleries.requireOfJob(request.params.jobId), request.query.lang),
  )

  server.route({
    method: ['GET', 'HEAD'],
    url: `${base}/images.zip`,
    onRequest: mayRead,
    schema: {
      ...{ ...reading, operationId: 'readPixDraftZip', summary: 'Images, captions and exposé in one archive' },
      ...galleryAnswers.zip,
    },
    handler: async (request, reply) =>
      answers.sendZip(request, reply, await galleries.requireOfJob(request.params.jobId)),
  })

  server.route({
    method: ['GET', 'HEAD'],
    url: `${base}/images/:image`,
    onRequest: mayRead,
    schema: {
      ...{ operationId: 'readPixDraftImage', summary: 'A picture of a gallery, by its id or its name', tags },
      errors: [...reading.errors, 'media_not_found', 'range_not_satisfiable'],
      ...{ params: params.extend({ image: z.string() }), querystring: sizeQuery, ...galleryAnswers.image },
    },
    async handler(request, reply) {
      const { jobId, image } = request.params
      const gallery = await galleries.requireOfJob(jobId)
      return answers.sendImage(request, reply, gallery, { named: image, size: request.query.size })
    },
  })

  async function stateOf(job: PixJob) {
    const [mail] = await outbox.list({ jobId: job.id, limit: 1 })
    return { ...showState(job, mail), is_outdated: await isOutdated(job) }
  }

  async function linkOf({ galleryTokenSealed }: PixJob, request: FastifyRequest) {
    const token = await tokens.read(galleryTokenSealed)
    return { link: token === null ? null : pixGalleryLink(links.baseFor(request), token) }
  }
}

const written = (date: Date | null) => date?.toISOString() ?? null

const showState = (job: PixJob, mail: Notification | undefined) => ({
  job_id: job.id,
  status: job.galleryStatus,
  visibility: job.galleryVisibility,
  revision: job.galleryRevision,
  released_revision: job.releasedRevision,
  draft_ready_at: written(job.draftReadyAt),
  released_at: written(job.releasedAt),
  released_by: job.releasedBy,
  has_link: job.galleryTokenHash !== null,
  mail: mail ? showMail(mail) : null,
})
