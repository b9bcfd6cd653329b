import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../../accounts/guard.ts'
import { targetKinds, targetWish } from './target-wish.ts'
import type { ExportTargets, Target } from './targets.ts'

interface Dependencies {
  targets: Pick<ExportTargets, 'list' | 'require' | 'create' | 'replace' | 'remove'>
  guard: Guard
}

const shownTarget = z.object({
  id: z.uuid(),
  kind: z.enum(targetKinds),
  label: z.string(),
  config: z.record(z.string(), z.unknown()),
  /** They are never shown. */
  has_keys: z.boolean(),
  created_at: z.iso.datetime(),
  changed_at: z.iso.datetime(),
})
const params = z.object({ targetId: z.uuid() })
const tags = ['pix.immo exports']
const unknown = ['target_not_found'] as const

/** Programs of customers, for administrators. */
export const pixTargetRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { targets, guard }) => {
  const onRequest = guard('admin', 'pix:write')

  server.get(
    '/api/pix/targets',
    {
      onRequest: guard('viewer', 'pix:read'),
      schema: {
        ...{ operationId: 'listPixTargets', summary: 'Programs that galleries are handed to', tags },
        response: { 200: z.object({ targets: z.array(shownTarget) }) },
      },
    },
    async () => ({ targets: (await targets.list()).map(show) }),
  )

  server.post(
    '/api/pix/targets',
    {
      onRequest,
      schema: {
        ...{ operationId: 'createPixTarget', summary: 'Add a program', tags, errors: ['conflict'] },
        ...{ body: targetWish, response: { 201: shownTarget } },
      },
    },
    async (request, reply) =>
      reply.code(201).send(show(await targets.create(request.body, requirePerson(request).email))),
  )

  server.get(
    '/api/pix/targets/:targetId',
    {
      onRequest: guard('viewer', 'pix:read'),
      schema: {
        ...{ operationId: 'readPixTarget', summary: 'One program', tags, params, errors: unknown },
        response: { 200: shownTarget },
      },
    },
    async (request) => show(await targets.require(request.params.targetId)),
  )

  server.put(
    '/api/pix/targets/:targetId',
    {
      onRequest,
      schema: {
        ...{ operationId: 'replacePixTarget', summary: 'Change a program; keys that are not named stay', tags, params },
        ...{ errors: [...unknown, 'conflict'], body: targetWish, response: { 200: shownTarget } },
      },
    },
    async (request) => show(await targets.replace(request.params.targetId, request.body, requirePerson(request).email)),
  )

  server.delete(
    '/api/pix/targets/:targetId',
    {
      onRequest,
      schema: {
        ...{ operationId: 'removePixTarget', summary: 'Remove a program with its keys', tags, params, errors: unknown },
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await targets.remove(request.params.targetId, requirePerson(request).email)
      return reply.code(204).send(null)
    },
  )
}

const show = ({ id, kind, label, config, secret, createdAt, changedAt }: Target) => ({
  ...{ id, kind, label, config, has_keys: secret !== null },
  created_at: createdAt.toISOString(),
  changed_at: changedAt.toISOString(),
})
