import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import { GatewayError } from '../errors.ts'
import type { ResultsZip } from '../media/results-zip.ts'
import { file } from '../route-contract.ts'
import { slotIdSchema } from '../slots/slot.ts'
import type { Slots } from '../slots/slots.ts'
import type { DeleteResult } from './delete-result.ts'
import { jobIdSchema } from './job.ts'
import { momentQuery } from './job-query.ts'
import type { RetryJob } from './retry-job.ts'

interface Dependencies {
  retryJob: RetryJob
  deleteResult: DeleteResult
  resultsZip: ResultsZip
  slots: Pick<Slots, 'requireStored'>
  guard: Guard
}

const mostZippedResults = 2000

const jobParams = z.object({ jobId: z.string() })
/** They are named in the address, which proxies do not take at any length. */
const mostChosenResults = 100
const chosenQuery = z.strictObject({
  jobs: z
    .string()
    .transform((list) => [...new Set(list.split(','))])
    .pipe(z.array(jobIdSchema).min(1).max(mostChosenResults))
    .meta({ type: 'string' }),
})
const zipQuery = z.strictObject({ from: momentQuery.optional(), to: momentQuery.optional() })
const retriedJob = z.object({ job_id: z.uuid(), retry_of: z.uuid(), status: z.literal('pending') })
const deletedResult = z.object({ job_id: z.uuid(), result: z.literal('deleted') })

/** What people do with pictures that are made: again, away, or all at once onto their own disk. */
export const resultRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { retryJob, deleteResult, resultsZip, slots, guard } = dependencies

  server.route({
    method: 'POST',
    url: '/api/jobs/:jobId/retry',
    onRequest: guard('operator', 'jobs:write'),
    schema: {
      operationId: 'retryJob',
      summary: 'Work on a kept photo once more',
      tags: ['Jobs'],
      errors: [
        'job_not_found',
        'conflict',
        'slot_not_found',
        'slot_disabled',
        'queue_full',
        'rate_limited',
        'storage_full',
      ],
      params: jobParams,
      response: { 202: retriedJob },
    },
    async handler(request, reply) {
      const id = requireJobId(request.params.jobId)
      request.jobId = id
      const jobId = await retryJob(id, { who: requirePerson(request).email, address: request.ip })
      return reply.code(202).send({ job_id: jobId, retry_of: id, status: 'pending' as const })
    },
  })

  server.route({
    method: 'DELETE',
    url: '/api/jobs/:jobId/result',
    onRequest: guard('admin', 'jobs:write'),
    schema: {
      operationId: 'deleteResult',
      summary: 'Delete a picture before its time',
      tags: ['Jobs'],
      errors: ['job_not_found', 'result_not_found', 'result_expired', 'conflict'],
      params: jobParams,
      response: { 200: deletedResult },
    },
    async handler(request) {
      const id = requireJobId(request.params.jobId)
      request.jobId = id
      await deleteResult(id, requirePerson(request).email)
      return { job_id: id, result: 'deleted' as const }
    },
  })

  server.route({
    method: 'GET',
    url: '/api/slots/:slotId/results.zip',
    onRequest: guard('viewer', 'jobs:read'),
    exposeHeadRoute: false,
    schema: {
      operationId: 'downloadResults',
      summary: 'All pictures of a slot in one archive',
      tags: ['Slots'],
      errors: ['slot_not_found', 'result_not_found'],
      answers: { 200: file('The archive.', 'application/zip') },
      params: z.object({ slotId: slotIdSchema }),
      querystring: zipQuery,
    },
    async handler(request, reply) {
      const { slotId } = request.params
      const { from, to } = request.query
      await slots.requireStored(slotId)
      const jobIds = await resultsZip.findResults({
        slotId,
        from: from === undefined ? undefined : new Date(from),
        until: to === undefined ? undefined : new Date(to),
        limit: mostZippedResults,
      })
      refuseCount(jobIds.length)
      return send(reply, `${slotId}-results.zip`, jobIds)
    },
  })

  server.route({
    method: 'GET',
    url: '/api/results.zip',
    onRequest: guard('viewer', 'jobs:read'),
    exposeHeadRoute: false,
    schema: {
      operationId: 'downloadChosenResults',
      summary: 'Some pictures in one archive',
      tags: ['Jobs'],
      answers: { 200: file('The archive.', 'application/zip') },
      querystring: chosenQuery,
    },
    handler: async (request, reply) => send(reply, 'results.zip', request.query.jobs),
  })

  function send(reply: FastifyReply, name: string, jobIds: readonly string[]): FastifyReply {
    reply.headers({
      'content-disposition': `attachment; filename="${name}"`,
      'x-content-type-options': 'nosniff',
    })
    return reply.type('application/zip').send(Readable.from(resultsZip.pack(jobIds), { objectMode: false }))
  }
}

function requireJobId(given: string): string {
  const id = jobIdSchema.safeParse(given)
  if (!id.success) throw new GatewayError('job_not_found', 'not an id')
  return id.data
}

/** Nobody shall believe to have all pictures of an evening when some were left out. */
function refuseCount(count: number): void {
  if (count === 0) {
    const details = 'This slot has no pictures of this time, or they have expired.'
    throw new GatewayError('result_not_found', 'nothing to pack', { details })
  }
  if (count > mostZippedResults) {
    const details = `There are more than ${mostZippedResults} pictures. Ask for a shorter time with "from" and "to".`
    throw new GatewayError('invalid_request', 'too many to pack', { details })
  }
}
