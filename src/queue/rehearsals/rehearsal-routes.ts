import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../../accounts/guard.ts'
import { GatewayError } from '../../errors.ts'
import type { Conductor } from './conduct.ts'
import { planSchema } from './plan.ts'
import type { Rehearsal, Rehearsals } from './rehearsals.ts'
import { reportSchema } from './report.ts'

interface Dependencies {
  rehearsals: Pick<Rehearsals, 'find' | 'list' | 'requestStop'>
  conductor: Pick<Conductor, 'start' | 'hurry'>
  guard: Guard
}

const listedRehearsal = z.object({
  id: z.uuid(),
  state: z.enum(['running', 'finished', 'stopped', 'broken']),
  mode: z.enum(['stand_in', 'real']),
  started_by: z.string(),
  started_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
  /** Why it ended before its time. */
  ended_because: z.enum(['person', 'guests', 'max_cost', 'gateway_stopped', 'broke']).nullable(),
  /** As far as it came; null until it has ended, and when it broke. */
  verdict: z.enum(['go', 'no_go']).nullable(),
})
const shownRehearsal = listedRehearsal.extend({
  plan: z.unknown(),
  progress: z.object({ seconds: z.number(), shots: z.int(), answered_in_time: z.int(), open: z.int() }).nullable(),
  report: reportSchema.nullable(),
})
const params = z.object({ rehearsalId: z.uuid() })

/** Tomorrow, played today. */
export const rehearsalRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { rehearsals, conductor, guard } = dependencies

  async function requireShown(id: string) {
    const found = await rehearsals.find(id)
    if (!found) throw new GatewayError('not_found', 'unknown rehearsal', { details: 'There is no such rehearsal.' })
    return show(found)
  }

  server.route({
    method: 'POST',
    url: '/api/rehearsals',
    onRequest: guard('operator', 'jobs:write'),
    schema: {
      operationId: 'startRehearsal',
      summary: 'Play an event before it happens',
      tags: ['Rehearsals'],
      errors: ['rehearsal_busy', 'slot_not_found', 'slot_misconfigured'],
      answers: { 202: { description: 'It has begun.', headers: ['Location'] } },
      body: planSchema,
      response: { 202: shownRehearsal },
    },
    async handler(request, reply) {
      const { email, role } = requirePerson(request)
      if (request.body.mode === 'real' && role !== 'admin') {
        const details = 'A real rehearsal costs money: only administrators may start one.'
        throw new GatewayError('forbidden', `${role} is not admin`, { details })
      }
      const id = await conductor.start(request.body, email)
      return reply
        .code(202)
        .header('location', `/api/rehearsals/${id}`)
        .send(await requireShown(id))
    },
  })

  server.route({
    method: 'GET',
    url: '/api/rehearsals',
    onRequest: guard('viewer', 'jobs:read'),
    schema: {
      operationId: 'listRehearsals',
      summary: 'Rehearsals, the newest first',
      tags: ['Rehearsals'],
      response: { 200: z.object({ rehearsals: z.array(listedRehearsal) }) },
    },
    handler: async () => ({ rehearsals: (await rehearsals.list()).map(listed) }),
  })

  server.route({
    method: 'GET',
    url: '/api/rehearsals/:rehearsalId',
    onRequest: guard('viewer', 'jobs:read'),
    schema: {
      operationId: 'readRehearsal',
      summary: 'How far a rehearsal is, and its verdict',
      tags: ['Rehearsals'],
      errors: ['not_found'],
      params,
      response: { 200: shownRehearsal },
    },
    handler: async (request) => requireShown(request.params.rehearsalId),
  })

  server.route({
    method: 'POST',
    url: '/api/rehearsals/:rehearsalId/stop',
    onRequest: guard('operator', 'jobs:write'),
    schema: {
      operationId: 'stopRehearsal',
      summary: 'End a rehearsal early',
      tags: ['Rehearsals'],
      errors: ['not_found'],
      answers: { 202: { description: 'It ends.' } },
      params,
      response: { 202: shownRehearsal },
    },
    async handler(request, reply) {
      const { rehearsalId } = request.params
      await requireShown(rehearsalId)
      await rehearsals.requestStop(rehearsalId, requirePerson(request).email)
      conductor.hurry(rehearsalId)
      return reply.code(202).send(await requireShown(rehearsalId))
    },
  })
}

const listed = ({ id, state, plan, startedBy, startedAt, endedAt, endedBecause, report }: Rehearsal) => ({
  ...{ id, state, mode: plan.mode, started_by: startedBy, started_at: startedAt.toISOString() },
  ended_at: endedAt?.toISOString() ?? null,
  ended_because: endedBecause as z.infer<typeof listedRehearsal>['ended_because'],
  verdict: report?.verdict ?? null,
})

const show = (found: Rehearsal) => ({
  ...listed(found),
  ...{ plan: found.plan, progress: found.progress, report: found.report },
})
