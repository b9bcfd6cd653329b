import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Guard } from '../accounts/guard.ts'
import { GatewayError } from '../errors.ts'
import type { Links } from '../links.ts'
import { text } from '../route-contract.ts'
import { asNotice, languageOf, sendPage } from './guest-answer.ts'
import { noticeFor, renderGuestNotice } from './guest-notice.ts'
import type { Language } from './guest-words.ts'
import { papers, renderPrintPage } from './print-page.ts'
import { type Publication, requireResult } from './publication.ts'

interface Dependencies {
  publication: Pick<Publication, 'findPublished'>
  links: Links
  /** For people who want none of our languages. */
  locale(): Language
  guard: Guard
}

/** A browser loads them all at once. */
const mostPictures = 100

/** Signed out, never there, gone. */
const told = new Set([401, 404, 410])

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
  showsPage: true,
}

/** Pictures once more on paper: pages that a browser prints. */
export const printRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { publication, links, locale, guard } = dependencies
  const onRequest = guard('operator', 'jobs:read')

  // Who prints has a browser, and comes back to it after hours.
  server.addHook('onSend', async (request, reply, payload) => {
    if (!told.has(reply.statusCode) || !request.headers.accept?.includes('text/html')) return payload
    return asNotice(reply, renderGuestNotice(noticeFor(reply.statusCode), languageOf(request, locale())))
  })

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
      const results = [requireResult(await publication.findPublished(jobId))]
      request.jobId = jobId
      // From where the page itself is, under whatever path the gateway is reached.
      const shown = { results, missing: [], print: request.query, links: links.linksFor(request), path: '' }
      return sendPage(reply, renderPrintPage(shown, languageOf(request, locale())))
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
      const found = await Promise.all(jobs.map((id) => publication.findPublished(id)))
      const results = found.filter((each) => typeof each === 'object')
      // One picture that has gone meanwhile does not take the sheet away; when all have, the first says why.
      if (results.length === 0) requireResult(found[0] ?? 'unknown')
      const missing = jobs.filter((_, at) => typeof found[at] === 'string')
      const shown = { results, missing, print, links: links.linksFor(request), path: `?jobs=${jobs.join(',')}` }
      return sendPage(reply, renderPrintPage(shown, languageOf(request, locale())))
    },
  })
}
