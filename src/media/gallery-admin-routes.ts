import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import type { Links } from '../links.ts'
import type { Galleries, Gallery } from './galleries.ts'

interface Dependencies {
  galleries: Pick<Galleries, 'open' | 'list' | 'stop'>
  links: Links
  guard: Guard
}

const newGallery = z.strictObject({
  title: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .regex(/^\P{Cc}*$/u, 'must be one line'),
  slots: z.array(z.string().max(32)).min(1).max(50),
  minutes: z.int().min(5).max(1440),
})
const shownGallery = z.object({
  id: z.uuid(),
  title: z.string(),
  slots: z.array(z.string()),
  page_url: z.string(),
  started_at: z.iso.datetime(),
  ends_at: z.iso.datetime(),
  stopped_at: z.iso.datetime().nullable(),
  is_live: z.boolean(),
  created_by: z.string(),
})

/** Galleries made, listed and stopped. Their ids open them, so viewers do not see them. */
export const galleryAdminRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { galleries, links, guard }) => {
  const onRequest = guard('operator', 'jobs:write')

  server.route({
    method: 'POST',
    url: '/api/galleries',
    onRequest,
    schema: {
      operationId: 'openGallery',
      summary: 'Open a gallery',
      tags: ['Galleries'],
      body: newGallery,
      response: { 201: shownGallery },
    },
    async handler(request, reply) {
      const { title, slots, minutes } = request.body
      const wanted = { title, slotIds: [...new Set(slots)], minutes }
      const gallery = await galleries.open(wanted, requirePerson(request).email)
      return reply.code(201).send(show(gallery, request))
    },
  })

  server.route({
    method: 'GET',
    url: '/api/galleries',
    onRequest,
    schema: {
      operationId: 'listGalleries',
      summary: 'All galleries',
      tags: ['Galleries'],
      response: { 200: z.array(shownGallery) },
    },
    handler: async (request) => (await galleries.list()).map((gallery) => show(gallery, request)),
  })

  server.route({
    method: 'POST',
    url: '/api/galleries/:galleryId/stop',
    onRequest,
    schema: {
      operationId: 'stopGallery',
      summary: 'Close a gallery before its time',
      tags: ['Galleries'],
      errors: ['gallery_not_found', 'gallery_over'],
      params: z.object({ galleryId: z.string() }),
      response: { 200: shownGallery },
    },
    handler: async (request) =>
      show(await galleries.stop(request.params.galleryId, requirePerson(request).email), request),
  })

  const show = (gallery: Gallery, request: FastifyRequest) => ({
    ...{ id: gallery.id, title: gallery.title, slots: gallery.slotIds },
    page_url: links.linksFor(request).gallery(gallery.id),
    started_at: gallery.startedAt.toISOString(),
    ends_at: gallery.endsAt.toISOString(),
    stopped_at: gallery.stoppedAt?.toISOString() ?? null,
    is_live: gallery.secondsLeft > 0,
    created_by: gallery.createdBy,
  })
}
