import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../../accounts/guard.ts'
import type { Database } from '../../database.ts'
import { requireJob } from '../find-job.ts'
import { orchestratorNames } from './orchestrator.ts'
import type { Orchestrators } from './registry.ts'

interface Dependencies {
  orchestrators: Orchestrators
  database: Database
  guard: Guard
}

const name = z.enum(orchestratorNames)
const shownStatus = z.object({
  name,
  state: z.enum(['ready', 'not_configured']),
  missing: z.array(z.string()).describe('Variables of the environment.'),
  models: z.array(z.string()),
})
const plan = z.object({
  name,
  state: z.enum(['ready', 'not_configured']),
  steps: z.array(z.object({ subject: z.string(), to: z.string(), sends: z.record(z.string(), z.unknown()) })),
})
const started = z.object({ name, count: z.int() })

/** What can be made of a job's images, what would be sent for it, and doing it. */
export const orchestratorRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { orchestrators, database, guard } = dependencies

  server.route({
    method: 'GET',
    url: '/api/pix/orchestrators',
    onRequest: guard('viewer', 'pix:read'),
    schema: {
      operationId: 'listOrchestrators',
      summary: 'What can be made of images, and what is missing for it',
      tags: ['pix.immo'],
      response: { 200: z.array(shownStatus) },
    },
    handler: async () => orchestrators.list().map(({ name, status }) => ({ name, ...status() })),
  })

  server.route({
    method: 'POST',
    url: '/api/pix/jobs/:jobId/orchestrators/:name',
    onRequest: guard('operator', 'pix:write'),
    schema: {
      operationId: 'runOrchestrator',
      summary: 'Say what would be sent for a job, or send it',
      tags: ['pix.immo'],
      errors: ['pix_job_not_found', 'conflict', 'not_configured'],
      params: z.object({ jobId: z.string().max(64), name }),
      body: z.strictObject({ mode: z.enum(['plan', 'run']) }),
      response: { 200: plan, 202: started },
    },
    async handler(request, reply) {
      const { jobId, name } = request.params
      await requireJob(database, jobId)
      const orchestrator = orchestrators.require(name)
      if (request.body.mode === 'plan') {
        return { name, state: orchestrator.status().state, steps: await orchestrator.plan(jobId) }
      }
      const { count } = await orchestrator.run(jobId, requirePerson(request).email)
      return reply.code(202).send({ name, count })
    },
  })
}
