import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Clock, every } from '../clock.ts'
import { createDeadline } from '../deadline.ts'
import { GatewayError } from '../errors.ts'
import type { Links } from '../links.ts'
import type { Completions } from '../queue/completions.ts'
import { isFinal, jobIdSchema } from '../queue/job.ts'
import type { Job, Jobs } from '../queue/jobs.ts'
import { text } from '../route-contract.ts'
import { describeJob } from './answers.ts'
import { publicJob } from './public-job.ts'

interface Dependencies {
  jobs: Pick<Jobs, 'find'>
  completions: Completions
  links: Links
  clock: Clock
}

const mostWaitSeconds = 60
/** Proxies cut lines that say nothing for a minute. */
const heartbeatMilliseconds = 15_000

const params = z.object({ jobId: z.string() })
const query = z.object({ wait: z.coerce.number().int().min(0).optional() })
const jobSchema = {
  ...{ operationId: 'readPublicJob', summary: 'What became of a photo; with `wait`, as soon as it is known' },
  ...{ tags: ['Photos'], errors: ['job_not_found'] as const, params, querystring: query },
  response: { 200: publicJob },
}
const eventsSchema = {
  ...{ operationId: 'watchPublicJob', summary: 'What becomes of a photo, as it happens' },
  ...{ tags: ['Photos'], errors: ['job_not_found'] as const, params },
  answers: { 200: text('Server-sent events, each named for the new status.', 'text/event-stream') },
}

/** What became of an asynchronous photo: ask once, ask and wait, or be told. */
export const jobRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { jobs, completions, links, clock }) => {
  function idIn(request: FastifyRequest): string {
    const id = jobIdSchema.safeParse((request.params as { jobId: string }).jobId)
    if (!id.success) throw new GatewayError('job_not_found', 'not an id')
    request.jobId = id.data
    return id.data
  }

  async function requireJob(id: string): Promise<Job> {
    const job = await jobs.find(id)
    if (!job) throw new GatewayError('job_not_found', 'unknown id')
    return job
  }

  server.get('/public/jobs/:jobId', { schema: jobSchema }, async (request, reply) => {
    const id = idIn(request)
    const seconds = Math.min(request.query.wait ?? 0, mostWaitSeconds)
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    const deadline = createDeadline(clock, seconds * 1000)
    const job = seconds > 0 ? await completions.waitFor(id, deadline, { signal: gone.signal }) : await jobs.find(id)
    if (!job) throw new GatewayError('job_not_found', 'unknown id')
    reply.header('cache-control', 'no-store')
    return describeJob(job, links.linksFor(request))
  })

  server.get('/public/jobs/:jobId/events', { exposeHeadRoute: false, schema: eventsSchema }, async (request, reply) => {
    const id = idIn(request)
    const first = await requireJob(id)
    const addresses = links.linksFor(request)
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })

    let told: Job['status'] | undefined
    const tell = (job: Job) => {
      if (job.status === told || raw.writableEnded) return
      told = job.status
      raw.write(`event: ${job.status}\ndata: ${JSON.stringify(describeJob(job, addresses))}\n\n`)
      if (isFinal(job.status)) raw.end()
    }
    const look = () => {
      requireJob(id).then(tell, (error) => request.log.warn({ err: error, job: id }, 'could not look at a job'))
    }
    const unwatch = completions.watch(id, look)
    const cancelHeartbeat = every(clock, heartbeatMilliseconds, () => raw.write(': still here\n\n'))
    raw.once('close', () => {
      unwatch()
      cancelHeartbeat()
    })
    tell(first)
    look() // it may have changed between the first look and the watch
  })
}
