import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../../accounts/guard.ts'
import { GatewayError } from '../../errors.ts'
import type { Store } from '../../media/store.ts'
import { remarkSchema } from '../../remark.ts'
import { file } from '../../route-contract.ts'
import { closedHeaders } from '../gallery/gallery-answers.ts'
import type { ShownGalleries } from '../gallery/shown-gallery.ts'
import { idSchema } from '../ids.ts'
import { remarksOfExports } from './export-sentences.ts'
import type { Export, Exports } from './exports.ts'
import { exportFormats } from './handover.ts'
import type { ExportTargets } from './targets.ts'

interface Dependencies {
  exports: Pick<Exports, 'request' | 'list' | 'require'>
  targets: Pick<ExportTargets, 'require'>
  galleries: Pick<ShownGalleries, 'requireJob'>
  store: Pick<Store, 'open' | 'prove'>
  guard: Guard
}

const shownExport = z.object({
  id: z.uuid(),
  job_id: z.string(),
  target_id: z.uuid().nullable(),
  format: z.enum(exportFormats),
  status: z.enum(['queued', 'running', 'done', 'failed']),
  attempts: z.int(),
  /** What is to be entered first, as in `property.price`. */
  missing_fields: z.array(z.string()),
  error: z.string().nullable(),
  /** The same with its code. */
  remark: remarkSchema.nullable(),
  /** Of the archive; null where there is none to download. */
  bytes: z.int().nullable(),
  /** Pieces that the program has got. */
  pieces: z.int(),
  requested_by: z.string(),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
})
const params = z.object({ jobId: idSchema })
const oneParams = params.extend({ exportId: z.uuid() })
const tags = ['pix.immo exports']
const base = '/api/pix/jobs/:jobId/exports'

/** Galleries handed to customers' programs. */
export const pixExportRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { exports, targets, galleries, store, guard } = dependencies
  const mayRead = guard('viewer', 'pix:read')

  server.post(
    base,
    {
      onRequest: guard('operator', 'pix:write'),
      schema: {
        ...{ operationId: 'exportPixGallery', summary: 'Hand a released gallery over', tags, params },
        description:
          'Answers 200 with the export that is under way or has handed over the same content, and 202 with a new one.',
        errors: ['pix_job_not_found', 'target_not_found', 'gallery_not_found', 'gallery_not_released'],
        body: z.strictObject({
          target_id: z.uuid().nullable().describe('Null makes an archive to download.'),
          again: z.boolean().optional().describe('Also what was handed over before.'),
        }),
        response: { 200: shownExport, 202: shownExport },
      },
    },
    async (request, reply) => {
      const { target_id, again = false } = request.body
      const target = target_id === null ? null : await targets.require(target_id)
      const wish = { target, again, who: requirePerson(request).email }
      const { made, isNew } = await exports.request(request.params.jobId, wish)
      return reply.code(isNew ? 202 : 200).send(show(made))
    },
  )

  server.get(
    base,
    {
      onRequest: mayRead,
      schema: {
        ...{ operationId: 'listPixExports', summary: 'Exports of a job, the newest first', tags, params },
        ...{ errors: ['pix_job_not_found'], response: { 200: z.object({ exports: z.array(shownExport) }) } },
      },
    },
    async (request) => {
      const { id } = await galleries.requireJob(request.params.jobId)
      return { exports: (await exports.list(id, 100)).map(show) }
    },
  )

  server.get(
    `${base}/:exportId`,
    {
      onRequest: mayRead,
      schema: {
        ...{ operationId: 'readPixExport', summary: 'One export', tags, params: oneParams },
        ...{ errors: ['export_not_found'], response: { 200: shownExport } },
      },
    },
    async (request) => show(await exports.require(request.params.jobId, request.params.exportId)),
  )

  server.get(
    `${base}/:exportId/file`,
    {
      // The address of the property may stand in it.
      onRequest: guard('operator', 'pix:read'),
      schema: {
        ...{ operationId: 'downloadPixExport', summary: 'The archive of an export', tags, params: oneParams },
        ...{
          errors: ['export_not_found', 'media_not_found'],
          answers: { 200: file('The archive.', 'application/zip') },
        },
      },
    },
    async (request, reply) => {
      const { jobId, exportId } = request.params
      const { storageKey, format } = await exports.require(jobId, exportId)
      const opened = storageKey === null ? undefined : await store.open(storageKey)
      if (!opened) {
        await store.prove()
        throw new GatewayError('media_not_found', 'no archive, or not any more')
      }
      const name = `${jobId}-${format}.zip`
      reply.headers({ ...closedHeaders, 'content-disposition': `attachment; filename="${name}"` })
      return reply.type('application/zip').header('content-length', opened.bytes).send(opened.stream)
    },
  )
}

const show = (made: Export) => ({
  id: made.id,
  job_id: made.jobId,
  target_id: made.targetId,
  format: made.format as (typeof exportFormats)[number],
  status: made.status,
  attempts: made.attempts,
  missing_fields: made.missingFields,
  error: made.error,
  remark: made.error === null ? null : remarksOfExports.find(made.error),
  bytes: made.bytes,
  pieces: Object.keys(made.remoteIds).filter((piece) => /^(?:image|document):/.test(piece)).length,
  requested_by: made.requestedBy,
  created_at: made.createdAt.toISOString(),
  finished_at: made.finishedAt?.toISOString() ?? null,
})
