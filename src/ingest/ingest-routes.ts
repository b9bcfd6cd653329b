import multipart from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Clock } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { sumByHop } from '../ledger.ts'
import type { Links } from '../links.ts'
import type { Logger } from '../log.ts'
import type { Store } from '../media/store.ts'
import type { Job } from '../queue/jobs.ts'
import type { AcceptPhoto } from './accept-photo.ts'
import type { Admission, AdmitHead, Head } from './admit-head.ts'
import {
  answerDone,
  answerOriginal,
  answerPending,
  failureOfJob,
  type ResponseFormat,
  setJobHeaders,
  setLinkHeaders,
} from './answers.ts'
import type { SlotDoctor } from './doctor/slot-doctor.ts'
import { photoSchema } from './photo-contract.ts'
import { parsePrefer } from './prefer.ts'

declare module 'fastify' {
  interface FastifyRequest {
    admission: Admission | null
  }
}

interface Dependencies {
  admitHead: AdmitHead
  acceptPhoto: AcceptPhoto
  doctor: Pick<SlotDoctor, 'begin'>
  store: Store
  links: Links
  clock: Clock
  log: Logger
  onPhotoAnswered(photo: { slot: string; status: number; seconds: number; providerSeconds: number }): void
  onDuplicate(): void
  /** The whole picture has been sent. */
  onDelivered(jobId: string): Promise<void>
}

const paths = { sendPhoto: '/ingest/:slotId', sendPhotoAsBefore: '/api/ingest/:slotId' }

/** The door for photos. What can be refused by the head is refused in onRequest, before the body is asked for. */
export const ingestRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, dependencies) => {
  const { admitHead, acceptPhoto, doctor, store, links, clock, log } = dependencies
  const { onPhotoAnswered, onDuplicate, onDelivered } = dependencies
  await server.register(multipart, { throwFileSizeLimit: false })
  server.decorateRequest('admission', null)
  server.decorateRequest('visit', null)
  server.addHook('onRequest', async (request, reply) => doctor.begin(request, reply))
  server.addHook('onError', async ({ visit }, _reply, error) => {
    if (visit) visit.failure = error
  })

  async function admit(request: FastifyRequest): Promise<void> {
    const startedAt = clock.monotonic()
    request.admission = await admitHead(headOf(request), startedAt)
  }

  async function takePhoto(request: FastifyRequest, reply: FastifyReply) {
    const { admission } = request
    if (!admission) throw new GatewayError('internal_error', 'a photo without an admission')
    const { outcome, jobId, isDuplicate } = await acceptPhoto(admission, request, hangUpOf(reply))
    if (isDuplicate) {
      onDuplicate()
      reply.header('x-duplicate', 'true')
    }
    const { slot, deadline } = admission
    const { job } = outcome
    tellWhenAnswered(reply, admission, job)
    const addresses = links.linksFor(request)
    const elapsedMilliseconds = deadline.elapsed()
    const format = wantedFormat(request, slot.settings.responseFormat)
    const answer = { reply, links: addresses, elapsedMilliseconds, format }

    if (outcome.kind === 'pending') return answerPending(reply, outcome.job, addresses, elapsedMilliseconds)
    if (outcome.kind === 'original') {
      return answerOriginal({ ...answer, job, jobId, slotId: slot.id, picture: outcome.picture })
    }
    if (job?.status === 'done') {
      reply.raw.once('finish', () => void deliver(job.id))
      return answerDone({ ...answer, job, store })
    }
    setLinkHeaders(reply, jobId, addresses)
    if (job) setJobHeaders(reply, job, addresses, elapsedMilliseconds)
    if (outcome.kind === 'ended') throw failureOfJob(outcome.job)
    throw new GatewayError('provider_timeout', 'the window is over, the work goes on')
  }

  async function deliver(jobId: string): Promise<void> {
    await onDelivered(jobId).catch((error) => log.warn({ err: error, job: jobId }, 'a delivery was not written down'))
  }

  function tellWhenAnswered(reply: FastifyReply, { slot, deadline }: Admission, job: Job | undefined): void {
    const spent = sumByHop(job?.ledger ?? [])
    const providerSeconds = ((spent.provider ?? 0) + (spent.download ?? 0)) / 1000
    reply.raw.once('close', () =>
      onPhotoAnswered({ slot: slot.id, status: reply.statusCode, seconds: deadline.elapsed() / 1000, providerSeconds }),
    )
  }

  for (const [operationId, url] of Object.entries(paths)) {
    server.route({ method: 'POST', url, onRequest: admit, schema: { operationId, ...photoSchema }, handler: takePhoto })
    const schema = { hide: true, errors: ['method_not_allowed'] as const }
    server.route({ method: ['GET', 'PUT', 'PATCH', 'DELETE'], url, schema, handler: refuseMethod })
  }
}

async function refuseMethod(_request: FastifyRequest, reply: FastifyReply): Promise<never> {
  reply.header('allow', 'POST')
  throw new GatewayError('method_not_allowed', 'photos come by POST')
}

/** Fires when the caller hangs up before everything has been said. */
function hangUpOf({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort(new GatewayError('cancelled', 'the client is gone'))
  })
  return controller.signal
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
    idempotencyKey: idempotencyKeyIn(headers['idempotency-key']),
    bearer: /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? null,
  }
}

function idempotencyKeyIn(header: string | string[] | undefined): string | null {
  if (header === undefined) return null
  const key = String(header).trim()
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key
  throw new GatewayError('invalid_request', 'a bad Idempotency-Key', {
    details: 'Idempotency-Key must have 1 to 255 printable ASCII characters.',
  })
}

/** A wildcard and no Accept at all are what cameras and browsers send; only an explicit wish for JSON overrides the slot. */
function wantedFormat(request: FastifyRequest, slotFormat: ResponseFormat): ResponseFormat {
  const types = (request.headers.accept ?? '').split(',').map((type) => type.split(';', 1)[0]?.trim().toLowerCase())
  return types.includes('application/json') ? 'json' : slotFormat
}
