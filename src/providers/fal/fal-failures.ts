import { z } from 'zod'
import { type Billed, type FailureKind, ProviderFailure } from '../provider-failure.ts'
import { findRetryAfter } from '../retry-after.ts'
import type { FalCallError } from './fal-call-error.ts'

/** Which part of the work a call was. Only `submit` can cost something. */
export type FalStep = 'upload' | 'submit' | 'status' | 'result'

/** https://fal.ai/docs/documentation/model-apis/errors: the list is open, and the status decides about the rest. */
const kindOfType: Readonly<Record<string, FailureKind>> = {
  content_policy_violation: 'refused',
  no_media_generated: 'no_image',
  face_detection_error: 'subject',
  image_too_small: 'subject',
  // The file lies in fal's own storage, so a failure to fetch it is fal's.
  file_download_error: 'overloaded',
  generation_timeout: 'overloaded',
  downstream_service_error: 'overloaded',
  downstream_service_unavailable: 'overloaded',
  internal_server_error: 'overloaded',
}

const detailSchema = z.object({ type: z.string(), msg: z.string().catch('') })
const bodySchema = z.object({
  detail: z.union([z.string(), z.array(detailSchema)]).catch(''),
  error_type: z.string().optional().catch(undefined),
})

interface Said {
  /** By fal's names. */
  types: string[]
  /** For people. */
  sentence: string
}

function readBody({ body, headers }: FalCallError): Said {
  const { detail, error_type: errorType } = bodySchema.catch({ detail: '' }).parse(parseJson(body))
  const details = typeof detail === 'string' ? [] : detail
  const types = [headers['x-fal-error-type'], errorType, ...details.map(({ type }) => type)]
  return {
    types: types.filter((type) => type !== undefined && /^[\w.-]{1,64}$/.test(type)) as string[],
    sentence: typeof detail === 'string' ? detail : (details[0]?.msg ?? ''),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** An answer of the machines in front of fal, which know nothing of the work. */
export const isFromIngress = ({ headers, body }: FalCallError): boolean =>
  headers['x-fal-request-id'] === undefined && parseJson(body) === undefined

function kindOfStatus(status: number, step: FalStep, sentence: string): FailureKind {
  // fal has no name for an empty purse, only this sentence.
  if (status === 402 || (status === 403 && /balance|locked/i.test(sentence))) return 'quota_exhausted'
  if (status === 401 || status === 403) return 'auth'
  // Once the work is handed in, what is not found is its result.
  if (status === 404) return step === 'submit' ? 'model_gone' : step === 'upload' ? 'malformed' : 'bad_media'
  if (status === 429) return 'rate_limited'
  if (status >= 500 || status === 408) return 'overloaded'
  return status >= 400 ? 'bad_request' : 'malformed'
}

function kindOf(error: FalCallError, step: FalStep, { types, sentence }: Said): FailureKind {
  const { outcome, status = 0 } = error
  if (outcome === 'unreadable') return 'malformed'
  // Nothing is paid before the submit, so that nothing is lost by trying again.
  if (outcome !== 'answered') return outcome === 'unsent' || step === 'upload' ? 'network_unsent' : 'network_unknown'
  // Somebody in the middle has lost patience: the work may well have been taken.
  if (step === 'submit' && status === 504 && isFromIngress(error)) return 'network_unknown'
  const known = types.find((type) => Object.hasOwn(kindOfType, type))
  return (known && kindOfType[known]) || kindOfStatus(status, step, sentence)
}

/**
 * fal charges for successes, never for a 5xx, and perhaps for a 422. What becomes of work that it does not let us ask for
 * is not known.
 */
function billedFor({ status = 0 }: FalCallError, step: FalStep): Billed | undefined {
  if (step === 'upload' || status >= 500) return 'no'
  return step === 'submit' || status === 404 ? undefined : 'unknown'
}

function waitOf({ headers }: FalCallError): number | undefined {
  return findRetryAfter({ ...headers, 'retry-after': headers['retry-after'] ?? headers['x-ratelimit-reset'] })
}

/** What a call that brought nothing means to the router. */
export function failureOf(error: FalCallError, step: FalStep, requestId?: string): ProviderFailure {
  const said = readBody(error)
  const kind = kindOf(error, step, said)
  const [type] = said.types
  return new ProviderFailure(kind, `fal: ${step}: ${error.message}${type ? `, ${type}` : ''}`, {
    httpStatus: error.status,
    retryAfterMilliseconds: kind === 'rate_limited' || kind === 'overloaded' ? waitOf(error) : undefined,
    providerCode: type,
    providerRequestId: requestId ?? error.headers['x-fal-request-id'],
    billed: kind === 'network_unknown' ? 'unknown' : billedFor(error, step),
    details:
      kind === 'refused' && said.sentence ? `The picture service refused this photo: ${said.sentence}` : undefined,
    cause: error.original,
  })
}
