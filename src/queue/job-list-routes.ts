import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Guard } from '../accounts/guard.ts'
import { file } from '../route-contract.ts'
import { cursorAt, filterQuery, filtersOf, pageQuery, positionIn } from './job-query.ts'
import type { JobsCsv } from './jobs-csv.ts'
import type { JobList } from './list-jobs.ts'
import { listedJob, listJob } from './shown-job.ts'

interface Dependencies {
  jobList: JobList
  writeJobs: JobsCsv
  guard: Guard
}

/** How people find jobs, and take a list of them away. */
export const jobListRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { jobList, writeJobs, guard }) => {
  // What a client has written about its photo is anybody's text: no browser may take it for a page.
  server.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
  })

  server.route({
    method: 'GET',
    url: '/api/jobs',
    onRequest: guard('viewer', 'jobs:read'),
    schema: {
      operationId: 'listJobs',
      summary: 'Find jobs, the newest first',
      tags: ['Jobs'],
      querystring: pageQuery,
      response: { 200: z.object({ jobs: z.array(listedJob), next: z.string().nullable() }) },
    },
    async handler(request) {
      const { limit, cursor, ...filters } = request.query
      const after = cursor === undefined ? undefined : positionIn(cursor)
      const { jobs, next } = await jobList.list(filtersOf(filters), { after, limit })
      return { jobs: jobs.map(listJob), next: next && cursorAt(next) }
    },
  })

  server.route({
    method: 'GET',
    url: '/api/jobs.csv',
    onRequest: guard('viewer', 'jobs:read'),
    exposeHeadRoute: false,
    schema: {
      operationId: 'downloadJobs',
      summary: 'The same as a table for spreadsheets',
      tags: ['Jobs'],
      answers: { 200: file('The table.', 'text/csv') },
      querystring: filterQuery,
    },
    async handler(request, reply) {
      const lines = await writeJobs(filtersOf(request.query))
      reply.header('content-disposition', 'attachment; filename="jobs.csv"')
      return reply.type('text/csv; charset=utf-8').send(Readable.from(lines))
    },
  })
}
