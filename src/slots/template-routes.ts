import multipart from '@fastify/multipart'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import { bytes, file, nothing } from '../route-contract.ts'
import { receiveTemplate, refuseLargeTemplate } from './receive-template.ts'
import type { Template, Templates } from './templates.ts'

interface Dependencies {
  templates: Templates
  guard: Guard
}

const params = z.object({ templateId: z.uuid() })
const templateForm = {
  type: 'multipart/form-data',
  body: z.object({ file: bytes, label: z.string().max(80).optional() }),
}
export const shownTemplate = z
  .object({
    id: z.uuid(),
    label: z.string(),
    mime: z.string(),
    bytes: z.int(),
    width: z.int(),
    height: z.int(),
    sha256: z.string(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Template' })

/** Reference pictures. Anybody signed in may know of them; the pictures themselves are for administrators. */
export const templateRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { templates, guard }) => {
  await server.register(multipart, { throwFileSizeLimit: false })

  server.route({
    method: 'GET',
    url: '/api/templates',
    onRequest: guard('viewer', 'slots:read'),
    schema: {
      operationId: 'listTemplates',
      summary: 'All templates',
      tags: ['Templates'],
      response: { 200: z.array(shownTemplate) },
    },
    handler: async () => (await templates.list()).map(showTemplate),
  })

  server.route({
    method: 'POST',
    url: '/api/templates',
    onRequest: [guard('admin', 'slots:write'), refuseLargeTemplate],
    schema: {
      operationId: 'addTemplate',
      summary: 'Upload a template',
      tags: ['Templates'],
      errors: ['unsupported_media_type', 'unreadable_image', 'conflict', 'storage_full'],
      takes: templateForm,
      response: { 200: shownTemplate, 201: shownTemplate },
    },
    async handler(request, reply) {
      const received = await receiveTemplate(request)
      const { template, isNew } = await templates.add(received, requirePerson(request).email)
      return reply.code(isNew ? 201 : 200).send(showTemplate(template))
    },
  })

  server.route({
    method: 'GET',
    url: '/api/templates/:templateId/file',
    onRequest: guard('admin', 'slots:read'),
    schema: {
      operationId: 'readTemplateFile',
      summary: 'A template itself',
      tags: ['Templates'],
      errors: ['template_not_found', 'slot_misconfigured'],
      answers: { 200: file('The picture.', 'image/*') },
      params,
    },
    async handler(request, reply) {
      const template = await templates.require(request.params.templateId)
      reply.headers({ 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' })
      return reply.type(template.mime).send(await templates.readBytes(template))
    },
  })

  server.route({
    method: 'DELETE',
    url: '/api/templates/:templateId',
    onRequest: guard('admin', 'slots:write'),
    schema: {
      operationId: 'removeTemplate',
      summary: 'Delete a template that no slot uses',
      tags: ['Templates'],
      errors: ['template_not_found', 'template_in_use'],
      answers: { 204: nothing('Deleted.') },
      params,
    },
    async handler(request, reply) {
      await templates.remove(request.params.templateId, requirePerson(request).email)
      return reply.code(204).send()
    },
  })
}

export function showTemplate({ id, label, mime, bytes, width, height, sha256, createdAt }: Template) {
  return { id, label, mime, bytes, width, height, sha256, created_at: createdAt.toISOString() }
}
