import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import { isNotModified } from '../media/conditional-request.ts'
import { bytes, ifNoneMatch, nothing } from '../route-contract.ts'
import { cleanLabel } from './receive-template.ts'
import type { TemplateBindings } from './template-bindings.ts'
import type { FindTemplatePreview } from './template-previews.ts'
import { shownTemplate, showTemplate } from './template-routes.ts'
import type { Templates } from './templates.ts'

interface Dependencies {
  templates: Pick<Templates, 'require' | 'rename'>
  bindings: TemplateBindings
  findPreview: FindTemplatePreview
  guard: Guard
}

const params = z.object({ templateId: z.uuid() })
const previewAnswers = {
  200: { description: 'The preview.', content: { 'image/webp': bytes }, headers: ['ETag' as const] },
  304: { ...nothing('The one that is known.'), headers: ['ETag' as const] },
}
const newLabel = z.strictObject({ label: z.string().trim().min(1).max(80) })
const usage = z.object({ slot: z.string(), revision: z.int(), current: z.boolean(), roles: z.array(z.string()) })
const rebound = z.object({ slots: z.array(z.object({ id: z.string(), revision: z.int() })) })

/** What is done with templates that are there: seen small, named, looked for, exchanged. */
export const templateUseRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { templates, bindings, findPreview, guard } = dependencies

  server.route({
    method: 'PATCH',
    url: '/api/templates/:templateId',
    onRequest: guard('admin', 'slots:write'),
    schema: {
      operationId: 'renameTemplate',
      summary: 'Give a template another label',
      tags: ['Templates'],
      errors: ['template_not_found'],
      params,
      body: newLabel,
      response: { 200: shownTemplate },
    },
    async handler(request) {
      const label = cleanLabel(request.body.label)
      return showTemplate(await templates.rename(request.params.templateId, label, requirePerson(request).email))
    },
  })

  server.route({
    method: 'GET',
    url: '/api/templates/:templateId/preview.webp',
    onRequest: guard('viewer', 'slots:read'),
    schema: {
      operationId: 'readTemplatePreview',
      summary: 'A template, small',
      tags: ['Templates'],
      errors: ['template_not_found', 'slot_misconfigured'],
      heeds: ifNoneMatch,
      answers: previewAnswers,
      params,
    },
    async handler(request, reply) {
      const template = await templates.require(request.params.templateId)
      const validators = { etag: `"${template.sha256}-preview"`, lastModified: template.createdAt }
      // Kept, but asked for again each time: whoever has signed out sees nothing.
      reply.headers({
        'cache-control': 'private, no-cache',
        etag: validators.etag,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
      })
      if (isNotModified(request.headers, validators)) return reply.code(304).send()
      return reply.type('image/webp').send(await findPreview(template))
    },
  })

  server.route({
    method: 'GET',
    url: '/api/templates/:templateId/usage',
    onRequest: guard('viewer', 'slots:read'),
    schema: {
      operationId: 'listTemplateUses',
      summary: 'Which slots use a template',
      tags: ['Templates'],
      errors: ['template_not_found'],
      params,
      response: { 200: z.array(usage) },
    },
    async handler(request) {
      const usages = await bindings.findUsages(request.params.templateId)
      return usages.map(({ slotId, isCurrent, ...more }) => ({ slot: slotId, current: isCurrent, ...more }))
    },
  })

  server.route({
    method: 'POST',
    url: '/api/templates/:templateId/rebind',
    onRequest: guard('admin', 'slots:write'),
    schema: {
      operationId: 'rebindTemplate',
      summary: 'Put another template into all slots that use this one',
      tags: ['Templates'],
      errors: ['template_not_found', 'conflict'],
      params,
      body: z.strictObject({ to: z.uuid() }),
      response: { 200: rebound },
    },
    async handler(request) {
      const { templateId } = request.params
      return { slots: await bindings.rebind(templateId, request.body.to, requirePerson(request).email) }
    },
  })
}
