import { createHash } from 'node:crypto'
import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import { GatewayError } from '../errors.ts'
import { sniffImageType } from '../media/image-type.ts'
import { inspectImage } from '../media/inspect-image.ts'
import type { NewTemplate, Template, Templates } from './templates.ts'

interface Dependencies {
  templates: Templates
  guard: Guard
}

const params = z.object({ templateId: z.uuid() })
const mostBytes = 25 * 1024 ** 2
const mostPixels = 100_000_000
const mostLabelLength = 80

/** Reference pictures; for signed-in people only. */
export const templateRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { templates, guard }) => {
  const view = { onRequest: guard('viewer') }
  const change = { onRequest: guard('admin') }
  await server.register(multipart, {
    throwFileSizeLimit: false,
    limits: { files: 1, fileSize: mostBytes, fields: 4, fieldSize: 1024 },
  })

  server.get('/api/templates', view, async () => (await templates.list()).map(describe))

  server.post('/api/templates', change, async (request, reply) => {
    const part = await request.file().catch((cause) => {
      throw new GatewayError('invalid_request', 'broken form', {
        cause,
        details: 'Send one picture as multipart/form-data.',
      })
    })
    if (!part) throw new GatewayError('invalid_request', 'no file', { details: 'There is no picture in the request.' })
    const { template, isNew } = await templates.add(await readTemplate(part), requirePerson(request).email)
    return reply.code(isNew ? 201 : 200).send(describe(template))
  })

  server.get('/api/templates/:templateId/file', { ...view, schema: { params } }, async (request, reply) => {
    const template = await templates.require(request.params.templateId)
    reply.headers({ 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' })
    return reply.type(template.mime).send(await templates.readBytes(template))
  })

  server.delete('/api/templates/:templateId', { ...change, schema: { params } }, async (request, reply) => {
    await templates.remove(request.params.templateId, requirePerson(request).email)
    return reply.code(204).send()
  })
}

async function readTemplate(part: MultipartFile): Promise<NewTemplate> {
  const bytes = await part.toBuffer()
  if (part.file.truncated) {
    throw new GatewayError('payload_too_large', 'template over the limit', { details: 'A template has at most 25 MB.' })
  }
  const type = sniffImageType(bytes)
  if (!type) throw new GatewayError('unsupported_media_type', 'not a picture')
  const read = async (start: number, end: number) => bytes.subarray(start, end + 1)
  const { width, height } = await inspectImage({ type, byteLength: bytes.length, read, maxPixels: mostPixels })
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { bytes, type, width, height, sha256, label: labelOf(part) }
}

/** The `label` field, when it came before the file, or the file's name without its ending. */
function labelOf({ fields, filename }: MultipartFile): string {
  const field = fields.label
  const given = field && !Array.isArray(field) && field.type === 'field' ? String(field.value) : ''
  const label = (given || filename.replace(/\.[a-z0-9]{1,5}$/i, '')).replaceAll(/\p{Cc}+/gu, ' ').trim()
  return label.slice(0, mostLabelLength) || 'Template'
}

function describe({ id, label, mime, bytes, width, height, sha256, createdAt }: Template) {
  return { id, label, mime, bytes, width, height, sha256, created_at: createdAt.toISOString() }
}
