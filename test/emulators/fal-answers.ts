import { randomUUID } from 'node:crypto'
import type { EmulatedRequest } from './emulator.ts'
import { answerWithFault, type FaultStep } from './faults.ts'

/** An answer before it is sent. Without `raw` its body is JSON. */
export interface Answer {
  status: number
  body?: unknown
  raw?: { type: string | undefined; bytes: Buffer }
  headers?: Record<string, string>
  /** Of the request at fal; answers of the machines in front of it have none. */
  requestId?: string
  /** Sent broken. */
  fault?: FaultStep | undefined
}

export function send(request: EmulatedRequest, { status, body, raw, headers, requestId, fault }: Answer): void {
  const bytes = raw?.bytes ?? Buffer.from(JSON.stringify(body ?? {}))
  if (fault) answerWithFault(fault, request, bytes)
  else {
    const type = raw ? raw.type : 'application/json'
    const id = raw ? undefined : (requestId ?? randomUUID())
    request.reply
      .writeHead(status, { ...(type && { 'content-type': type }), ...(id && { 'x-fal-request-id': id }), ...headers })
      .end(bytes)
  }
}

/** What the machines in front of fal say, which know nothing of the work. */
export const nginx = (status: number): Answer => ({
  status,
  raw: { type: 'text/html', bytes: Buffer.from(`<html><h1>${status}</h1><hr>nginx</html>`) },
})

export const complaint = (status: number, type: string, msg: string): Answer => ({
  status,
  body: { detail: [{ loc: ['body'], msg, type, input: {} }] },
  headers: { 'x-fal-retryable': 'false' },
})

const infrastructure = (status: number, type: string, headers: Record<string, string> = {}): Answer => ({
  status,
  body: { detail: 'Infrastructure', error_type: type },
  headers: { 'x-fal-error-type': type, ...headers },
})

/** What a model, or fal in its place, answers instead of a picture. */
export const resultRefusals: Readonly<Record<string, Answer>> = {
  'content-policy': complaint(422, 'content_policy_violation', 'The content was flagged by a content checker.'),
  'no-media': complaint(422, 'no_media_generated', 'No media was generated.'),
  'no-face': complaint(422, 'face_detection_error', 'Could not detect a face.'),
  'generation-timeout': complaint(504, 'generation_timeout', 'Generation took too long.'),
  'unknown-type': complaint(422, 'something_new', 'Something new.'),
  'detail-string': { status: 422, body: { detail: 'Input is not acceptable.' } },
  'model-error': complaint(500, 'internal_server_error', 'Internal server error.'),
  'runner-scheduling': infrastructure(503, 'runner_scheduling_failure'),
  'startup-timeout': infrastructure(504, 'startup_timeout'),
  'start-timeout': infrastructure(504, 'request_timeout', { 'x-fal-request-timeout-type': 'user' }),
  'no-images': { status: 200, body: { images: [], image: null, seed: 1 } },
  'no-field': { status: 200, body: { seed: 1 } },
}

/** Answers to the submit itself. */
export const submitRefusals: Readonly<Record<string, Answer>> = {
  'rate-limited': { status: 429, body: { detail: 'Too many requests' }, headers: { 'x-ratelimit-reset': '3' } },
  exhausted: { status: 403, body: { detail: 'User is locked. Reason: Exhausted balance. Top up your balance.' } },
  gone: { status: 404, body: { detail: 'Application "gone" not found' } },
}

export const notFound: Answer = { status: 404, body: { detail: 'Request not found', status: 'NOT_FOUND' } }

/** The key in a request, or the answer to one without. */
export function refuseKeyless({ headers }: EmulatedRequest): Answer | undefined {
  if (/^Key test-key/.test(headers.authorization ?? '')) return undefined
  return { status: 401, body: { detail: 'Cannot access application. Authentication is required.' } }
}

/** What fal takes offence at in the head of a submit. */
export function refuseHeaders(headers: Readonly<Record<string, string>>): Answer | undefined {
  const refusal = (detail: string): Answer => ({ status: 422, body: { detail } })
  if (!headers['content-type']?.startsWith('application/json')) return refusal('content-type must be application/json')
  if (!['normal', 'low'].includes(headers['x-fal-queue-priority'] ?? 'normal')) return refusal('bad priority')
  if (!(Number(headers['x-fal-request-timeout'] ?? 2) > 1)) return refusal('bad timeout')
  try {
    JSON.parse(headers['x-fal-object-lifecycle-preference'] ?? '{}')
    return undefined
  } catch {
    return refusal('bad lifecycle')
  }
}
