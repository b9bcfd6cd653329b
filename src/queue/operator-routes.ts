import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordChange } from '../accounts/audit.ts'
import { type Guard, requirePerson } from '../accounts/guard.ts'
import { type Clock, every } from '../clock.ts'
import type { Transaction } from '../database.ts'
import { GatewayError } from '../errors.ts'
import { text } from '../route-contract.ts'
import type { JobSearch } from './find-jobs.ts'
import type { PhotoForgetter } from './forget-photo.ts'
import { jobIdSchema } from './job.ts'
import type { JobFeed } from './job-feed.ts'
import { forgottenJob, showAttempt, showJob, shownJob, showReceipt } from './shown-job.ts'

interface Dependencies {
  jobs: {
    /** `also` becomes part of the same transaction, when this call wins. */
    stop(id: string, failure: GatewayError, options: { also(tx: Transaction): Promise<void> }): Promise<boolean>
  }
  search: JobSearch
  feed: JobFeed
  forgetPhoto: PhotoForgetter
  guard: Guard
  clock: Clock
}

/** Proxies cut lines that say nothing for a minute. */
const heartbeatMilliseconds = 15_000
/** So long somebody who was signed out, or has lost the role, may go on listening. */
const guardMilliseconds = 60_000
/** A listener who has so much unread is cut off and may come again; what is kept for him is kept in our memory. */
const mostUnreadBytes = 1024 ** 2

const params = z.object({ jobId: z.string() })

/** What people see of the jobs, and how they stop one. */
export const operatorRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { jobs, search, feed, forgetPhoto, guard, clock } = dependencies
  const view = guard('viewer', 'jobs:read')

  // What a client has written about its photo is anybody's text: no browser may take it for a page.
  server.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
  })
  server.addHook('preClose', async () => feed.endAll())

  server.route({
    method: 'GET',
    url: '/api/jobs/:jobId',
    onRequest: view,
    schema: {
      operationId: 'readJob',
      summary: 'Everything about one job',
      tags: ['Jobs'],
      errors: ['job_not_found'],
      params,
      response: { 200: z.union([shownJob, forgottenJob]) },
    },
    handler: async (request) => showFound(idIn(request)),
  })

  server.route({
    method: 'POST',
    url: '/api/jobs/:jobId/cancel',
    onRequest: guard('operator', 'jobs:write'),
    schema: {
      operationId: 'cancelJob',
      summary: 'Stop the work on a photo',
      tags: ['Jobs'],
      errors: ['job_not_found', 'conflict'],
      params,
      response: { 200: z.union([shownJob, forgottenJob]) },
    },
    async handler(request) {
      const jobId = idIn(request)
      await cancel(jobId, requirePerson(request).email)
      return showFound(jobId)
    },
  })

  function idIn(request: FastifyRequest): string {
    const id = jobIdSchema.safeParse((request.params as z.infer<typeof params>).jobId)
    if (!id.success) throw new GatewayError('job_not_found', 'not an id')
    request.jobId = id.data
    return id.data
  }

  async function showFound(jobId: string) {
    const { job, seenAt, attempts, receipts } = await search.find(jobId)
    const shownReceipts = receipts.map(showReceipt)
    if (job && seenAt)
      return { ...showJob(job, seenAt), attempts: attempts.map(showAttempt), deletion_receipts: shownReceipts }
    if (receipts.length === 0) throw new GatewayError('job_not_found', 'unknown id')
    return { job_id: jobId, deletion_receipts: shownReceipts }
  }

  async function cancel(jobId: string, who: string): Promise<void> {
    const { job } = await search.find(jobId)
    if (!job) throw new GatewayError('job_not_found', 'unknown id')
    const before = { job_id: jobId, slot: job.slotId, status: job.status }
    const after = { ...before, status: 'cancelled' }
    const stopped = await jobs.stop(jobId, new GatewayError('cancelled', 'stopped by a person'), {
      also: (tx) => recordChange(tx, { who, what: 'job.cancelled', before, after }),
    })
    if (!stopped) throw await alreadyOver(jobId)
    await forgetPhoto(jobId)
  }

  async function alreadyOver(jobId: string): Promise<GatewayError> {
    const { job } = await search.find(jobId)
    const details = `There is nothing to stop: this photo has already ended as "${job?.status}".`
    return new GatewayError('conflict', 'the job is final', { details })
  }

  server.route({
    method: 'GET',
    url: '/api/events',
    schema: {
      operationId: 'watchJobs',
      summary: 'Every change of a job as it happens',
      tags: ['Jobs'],
      answers: {
        200: text(
          'Server-sent events, each named for the new status; `gap`: read the list again.',
          'text/event-stream',
        ),
      },
    },
    onRequest: view,
    exposeHeadRoute: false,
    handler: async (request, reply) => listen(request, reply),
  })

  function listen(request: FastifyRequest, reply: FastifyReply): void {
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    })
    const say = (text: string) => {
      if (raw.destroyed || raw.writableEnded) return
      raw.write(text)
      if (raw.writableLength <= mostUnreadBytes) return
      request.log.warn({ unread: raw.writableLength }, 'a listener to events reads too slowly and was cut off')
      raw.destroy()
    }
    const end = () => raw.end()
    const leave = feed.join({ say, end })
    const cancelHeartbeat = every(clock, heartbeatMilliseconds, () => say(': still here\n\n'))
    const cancelGuard = every(clock, guardMilliseconds, () => {
      view(request, reply).catch((error) => isRefusal(error) && end())
    })
    raw.once('close', () => {
      leave()
      cancelHeartbeat()
      cancelGuard()
    })
  }
}

/** A database that is away says nothing about anybody's right to listen. */
const isRefusal = (error: unknown) => error instanceof GatewayError && error.status < 500
