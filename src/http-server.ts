import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import fastify, { type FastifyError, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import {
  hasZodFastifySchemaValidationErrors,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { databaseAway, isDatabaseAway } from './database-away.ts'
import { GatewayError } from './errors.ts'
import type { Logger } from './log.ts'
import type { failureSchema } from './openapi-document.ts'
import { problemsOf } from './problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The job this request made or asks about; part of every log line and error body. */
    jobId: string | null
  }
}

interface HttpServerOptions {
  logger: Logger
  trustedProxies?: string[] | undefined
  /** Told of every answer, for the metrics. */
  onAnswer?: (answer: {
    route: string
    method: string
    status: number
    seconds: number
    failure: string | null
  }) => void
}

/** A client that is refused early may go on sending this long before the line is cut under it. */
const lingerMilliseconds = 5000
const headersTimeoutMilliseconds = 10_000
/** Longer than any window, so that our own deadlines speak first. */
const requestTimeoutMilliseconds = 120_000

const awaitingContinue = new WeakSet<IncomingMessage>()
const failureOf = new WeakMap<FastifyRequest, string>()

/** An HTTP server with our error body, our log line and our way to refuse a body before it is sent; no routes. */
export function createHttpServer({ logger, trustedProxies, onAnswer }: HttpServerOptions) {
  const server = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: trustedProxies ?? false,
    bodyLimit: 1024 ** 2,
    requestTimeout: requestTimeoutMilliseconds,
    http: { headersTimeout: headersTimeoutMilliseconds, connectionsCheckingInterval: 1000 } as never,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 100 },
    clientErrorHandler: refuseUnreadableRequest,
    frameworkErrors: (error, request, reply) => sendFailure(error, request, reply as unknown as FastifyReply),
  }).withTypeProvider<ZodTypeProvider>()

  // A form of another site can send plain text with the visitor's cookie; nothing here reads it.
  server.removeContentTypeParser('text/plain')
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  server.decorateRequest('jobId', null)
  server.setErrorHandler<FastifyError>(sendFailure)
  server.setNotFoundHandler(async (request) => {
    throw new GatewayError('not_found', `no route for ${request.method}`)
  })

  // Without a listener Node answers 100 at once; here the body is only asked for once the head has been accepted.
  server.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    awaitingContinue.add(request)
    server.server.emit('request', request, response)
  })
  server.addHook('preParsing', async (request, reply) => {
    if (awaitingContinue.delete(request.raw)) reply.raw.writeContinue()
  })
  server.addHook('onSend', async (request, reply) => {
    if (!request.raw.readableEnded && mayHaveBody(request.raw)) {
      reply.header('connection', 'close')
      lingerOnClose(request.raw.socket)
    }
  })
  server.addHook('onResponse', async (request, reply) => {
    const failure = failureOf.get(request) ?? null
    const route = request.routeOptions.url ?? 'none'
    const answer = {
      route,
      method: request.method,
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
      failure,
    }
    onAnswer?.(answer)
    request.log.info(
      { ...answer, slot: slotIdOf(request), job: request.jobId, ms: Math.round(reply.elapsedTime) },
      'answered',
    )
  })
  return server
}

function slotIdOf(request: FastifyRequest): string | undefined {
  const { slotId } = (request.params ?? {}) as { slotId?: string }
  return slotId?.slice(0, 32)
}

const mayHaveBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/**
 * Closing a socket with unread bytes in it makes the kernel send a reset, which can overtake our answer. So the answer
 * and the end of our side go out, and what still comes in is thrown away for a moment.
 */
function lingerOnClose(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end()
    const cut = setTimeout(() => socket.destroy(), lingerMilliseconds)
    cut.unref()
    socket.once('close', () => clearTimeout(cut))
    socket.once('end', () => socket.destroy())
  }
}

/** What any thrown thing means to a caller. */
function failureFor(error: unknown, request: FastifyRequest): GatewayError {
  if (error instanceof GatewayError) return error
  const { code, statusCode, message } = error as Partial<FastifyError>
  if (hasZodFastifySchemaValidationErrors(error)) {
    const fields = error.validation.map(
      (issue) => `${issue.instancePath.slice(1).replaceAll('/', '.') || 'body'}: ${issue.message}`,
    )
    const code = error.validationContext === 'body' ? 'invalid_settings' : 'invalid_request'
    return new GatewayError(code, 'validation', { cause: error, details: fields.join('; ') })
  }
  if (isDatabaseAway(error)) return databaseAway(error)
  if (statusCode === undefined || statusCode >= 500)
    return new GatewayError('internal_error', 'unexpected', { cause: error })
  const details = sayOfBody(error as Partial<FastifyError>, request)
  const reason = statusCode === 413 ? 'payload_too_large' : 'invalid_request'
  return new GatewayError(reason, `${code}: ${message}`, { cause: error, ...(details && { details }) })
}

/** What is wrong with a body that no handler has seen, when more can be said than that it is wrong. */
function sayOfBody({ code, statusCode }: Partial<FastifyError>, { routeOptions }: FastifyRequest): string | undefined {
  if (statusCode === 415 || statusCode === 406)
    return `The body must be sent as ${routeOptions.schema?.takes?.type ?? 'application/json'}.`
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'The body of the request is too large.'
  return code?.startsWith('FST_ERR_CTP_') && code.endsWith('_JSON_BODY') ? 'The body is not JSON.' : undefined
}

/** The one shape of every error answer. */
function failureBody(
  failure: GatewayError,
  ids: { requestId: string; jobId?: string | null },
): z.infer<typeof failureSchema> {
  const problems = problemsOf(failure.code, failure.details)
  return {
    status: failure.code === 'provider_timeout' ? ('timeout' as const) : ('error' as const),
    failure_reason: failure.code,
    details: failure.details,
    ...(problems.length > 0 && { problems }),
    ...(failure.retryAfterSeconds !== undefined && { retry_after: failure.retryAfterSeconds }),
    ...(ids.jobId && { job_id: ids.jobId }),
    request_id: ids.requestId,
  }
}

function sendFailure(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const failure = failureFor(error, request)
  failureOf.set(request, failure.code)
  const level = failure.code === 'internal_error' ? 'error' : failure.status >= 500 ? 'warn' : 'info'
  request.log[level]({ err: failure, failure: failure.code, slot: slotIdOf(request), job: request.jobId }, 'refused')

  if (failure.retryAfterSeconds !== undefined) reply.header('retry-after', failure.retryAfterSeconds)
  return reply
    .code(failure.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(failureBody(failure, { requestId: request.id, jobId: request.jobId }))
}

const unreadable: Record<string, [status: string, code: 'invalid_request' | 'upload_timeout', details: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'upload_timeout', 'The request did not arrive in time.'],
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'invalid_request',
    'The head of the request is too large.',
  ],
}

/** Bytes that are not HTTP, or come too slowly, never reach a route; they get the same body all the same. */
function refuseUnreadableRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, code, details] = unreadable[error.code ?? ''] ?? [
    '400 Bad Request',
    'invalid_request',
    'This is not a valid HTTP request.',
  ]
  const body = JSON.stringify(
    failureBody(new GatewayError(code, 'unreadable', { details }), { requestId: randomUUID() }),
  )
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
