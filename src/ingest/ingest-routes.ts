import multipart from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Clock } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import type { Links } from '../links.ts'
import type { Store } from '../media/store.ts'
import { isFinal } from '../queue/job.ts'
import { answerDone, answerPending, failureOfJob, type ResponseFormat } from './answers.ts'
import type { Admission, Head, Ingest } from './ingest.ts'
import { parsePrefer } from './prefer.ts'

declare module 'fastify' {
  interface FastifyRequest {
    admission: Admission | null
  }
}

interface Dependencies {
  ingest: Ingest
  store: Store
  links: Links
  clock: Clock
  onPhotoAnswered(photo: { slot: string; status: number; seconds: number; providerSeconds: number }): void
}

const paths = ['/ingest/:slotId', '/api/ingest/:slotId']

/** The door for photos. What can be refused by the head is refused in onRequest, before the body is asked for. */
export const ingestRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { ingest, store, links, clock, onPhotoAnswered } = dependencies
  await server.register(multipart, { throwFileSizeLimit: false })
  server.decorateRequest('admission', null)

  async function admit(request: FastifyRequest): Promise<void> {
    const startedAt = clock.monotonic()
    request.admission = await ingest.admit(headOf(request), startedAt)
  }

  async function takePhoto(request: FastifyRequest, reply: FastifyReply) {
    const { admission } = request
    if (!admission) throw new GatewayError('internal_error', 'a photo without an admission')
    const { slot, deadline } = admission
    const addresses = links.linksFor(request)
    const job = await ingest.acceptPhoto(admission, request)

    const providerSeconds = (job.timings.provider ?? 0) / 1000
    reply.raw.once('close', () =>
      onPhotoAnswered({ slot: slot.id, status: reply.statusCode, seconds: deadline.elapsed() / 1000, providerSeconds }),
    )
    if (!isFinal(job.status)) return answerPending(reply, job, addresses, deadline.elapsed())
    if (job.status !== 'done') throw failureOfJob(job)
    const format = wantedFormat(request, slot.settings.responseFormat)
    return answerDone({ reply, job, links: addresses, elapsedMilliseconds: deadline.elapsed(), format, store })
  }

  for (const url of paths) {
    server.route({ method: 'POST', url, onRequest: admit, handler: takePhoto })
    server.route({ method: ['GET', 'PUT', 'PATCH', 'DELETE'], url, handler: refuseMethod })
  }
}

async function refuseMethod(_request: FastifyRequest, reply: FastifyReply): Promise<never> {
  reply.header('allow', 'POST')
  throw new GatewayError('method_not_allowed', 'photos come by POST')
}

function headOf(request: FastifyRequest): Head {
  const { slotId } = request.params as { slotId: string }
  const { headers } = request
  const length = Number(headers['content-length'])
  return {
    slotId,
    address: request.ip,
    contentLength: Number.isFinite(length) ? length : null,
    preferences: parsePrefer(headers.prefer),
    bearer: /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? null,
  }
}

/** A wildcard and no Accept at all are what cameras and browsers send; only an explicit wish for JSON overrides the slot. */
function wantedFormat(request: FastifyRequest, slotFormat: ResponseFormat): ResponseFormat {
  const types = (request.headers.accept ?? '').split(',').map((type) => type.split(';', 1)[0]?.trim().toLowerCase())
  return types.includes('application/json') ? 'json' : slotFormat
}
