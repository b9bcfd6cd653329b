import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Guard } from '../accounts/guard.ts'
import { GatewayError } from '../errors.ts'
import type { Links } from '../links.ts'
import { text } from '../route-contract.ts'
import { languageOf, sendPage } from './guest-answer.ts'
import { papers, renderPrintPage } from './print-page.ts'
import type { Publication } from './publication.ts'

interface Dependencies {
  publication: Pick<Publication, 'requirePublished'>
  links: Links
  guard: Guard
}

/** A browser loads them all at once. */
const mostPictures = 100

const paper = z.enum(Object.keys(papers) as [keyof typeof papers]).default('10x15')
const fit = z.enum(['fill', 'whole']).default('fill')
const layout = z.enum(['each', 'contact'])
const jobIds = z
  .string()
  .transform((list) => [...new Set(list.split(','))])
  .pipe(z.array(z.uuid()).min(1).max(mostPictures))
const common = {
  tags: ['Jobs'],
  errors: ['job_not_found', 'result_not_found', 'result_expired'] as const,
  answers: { 200: text('A page to print.', 'text/html') },
}

/** Pictures once more on paper: pages that a browser prints. */
export const printRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { publication, links, guard }) => {
  const onRequest = guard('operator', 'jobs:read')

  server.route({
    method: 'GET',
    url: '/api/jobs/:jobId/print',
    onRequest,
    schema: {
      ...{ ...common, operationId: 'printJob', summary: 'The picture on a sheet of paper' },
      params: z.object({ jobId: z.string() }),
      querystring: z.object({ paper, fit, layout: layout.default('each') }),
    },
    async handler(request, reply) {
      const { jobId } = request.params
      if (!z.uuid().safeParse(jobId).success) throw new GatewayError('job_not_found', 'not an id')
      const results = [await publication.requirePublished(jobId)]
      request.jobId = jobId
      // From where the page itself is, under whatever path the gateway is reached.
      const shown = { results, print: request.query, links: links.linksFor(request), path: '' }
      return sendPage(reply, renderPrintPage(shown, languageOf(request, undefined)))
    },
  })

  server.route({
    method: 'GET',
    url: '/api/print',
    onRequest,
    schema: {
      ...{ ...common, operationId: 'printJobs', summary: 'Pictures on paper: a contact sheet, or a page each' },
      querystring: z.object({ jobs: jobIds, paper: paper.prefault('a4'), fit, layout: layout.default('contact') }),
    },
    async handler(request, reply) {
      const { jobs, ...print } = request.query
      const results = await Promise.all(jobs.map((id) => publication.requirePublished(id)))
      const shown = { results, print, links: links.linksFor(request), path: `?jobs=${jobs.join(',')}` }
      return sendPage(reply, renderPrintPage(shown, languageOf(request, undefined)))
    },
  })
}
