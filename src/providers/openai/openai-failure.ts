import { APIConnectionError, APIError } from 'openai'
import { z } from 'zod'
import { GatewayError } from '../../errors.ts'
import { type BegunAnswer, chainOf, toNetworkFailure, wasNeverSent } from '../network-failure.ts'
import { type FailureKind, ProviderFailure } from '../provider-failure.ts'
import { findWaitMilliseconds, mayMakeNoImages } from './rate-limit.ts'

const word = z.string().max(64).nullish().catch(null)

/** What the service says went wrong, https://developers.openai.com/api/docs/guides/error-codes */
const saidSchema = z
  .object({
    code: word,
    type: word,
    param: word,
    message: z.string().nullish().catch(null),
    moderation_details: z
      .object({ moderation_stage: word, categories: z.array(z.string().regex(/^[\w /-]{1,40}$/)).catch([]) })
      .nullish()
      .catch(null),
  })
  .catch({})

type Said = z.infer<typeof saidSchema>

const kindByCode = new Map<string, FailureKind>([
  ['moderation_blocked', 'refused'],
  ['content_policy_violation', 'refused'],
  ['insufficient_quota', 'quota_exhausted'],
  ['billing_hard_limit_reached', 'quota_exhausted'],
  ['billing_not_active', 'quota_exhausted'],
  ['model_not_found', 'model_gone'],
  ['invalid_api_key', 'auth'],
])

const kindByStatus = new Map<number, FailureKind>([
  [401, 'auth'],
  [403, 'auth'],
  [404, 'model_gone'],
  [408, 'overloaded'],
  [409, 'overloaded'],
  [429, 'rate_limited'],
])

const mustBeVerified = /must be verified/i

function kindOf(status: number, { code, type, param, message }: Said): FailureKind {
  const named = kindByCode.get(code ?? '') ?? kindByCode.get(type ?? '')
  if (named) return named
  if (mustBeVerified.test(message ?? '')) return 'auth'
  if (status === 400 && param === 'model') return 'model_gone'
  if (status === 429 && mayMakeNoImages(message ?? '')) return 'quota_exhausted'
  return kindByStatus.get(status) ?? (status >= 500 ? 'overloaded' : status >= 400 ? 'bad_request' : 'malformed')
}

/** Only a bad request needs the service's own words. They may quote a key or the prompt; what is one word is a value. */
function quote(message: string): string {
  const withoutKeys = message.replace(/\b(sk|org|proj|user|req)-[\w*-]+/gi, '…')
  return withoutKeys.replace(/(['"`])(?![\w.:/-]{1,32}\1)(?:(?!\1).)*\1/gs, '$1…$1')
}

function detailsOf(kind: FailureKind, { message, moderation_details }: Said): string | undefined {
  if (kind === 'refused') {
    const inText = /safety_violations=\[([\w /,-]{1,80})\]/.exec(message ?? '')?.[1]
    const why = moderation_details?.categories.join(', ') || inText
    return why ? `The picture service refused this photo: ${why}.` : undefined
  }
  if (kind === 'auth' && mustBeVerified.test(message ?? ''))
    return 'OpenAI lets this account use the model only after its organization is verified: platform.openai.com, Settings, Organization, General.'
  return undefined
}

function billedOf(kind: FailureKind, { code, type, moderation_details }: Said) {
  if (kind === 'refused' && moderation_details?.moderation_stage === 'input') return 'no'
  // A 5xx that is not the service's own comes from a machine between us, while the service may still be at work.
  return kind === 'overloaded' && !code && !type ? 'unknown' : undefined
}

function ofAnswer({ status, error, headers, requestID }: APIError<number, Headers>): ProviderFailure {
  const said = saidSchema.parse(error ?? {})
  const kind = kindOf(status, said)
  const providerCode = said.code ?? said.type ?? undefined
  const place = said.param ? ` at ${said.param}` : ''
  const words = kind === 'bad_request' && said.message ? `: ${quote(said.message)}` : ''
  // No cause: the package's error carries the whole answer, which may quote what was sent.
  return new ProviderFailure(
    kind,
    `openai: answered ${status}${providerCode ? ` ${providerCode}` : ''}${place}${words}`,
    {
      httpStatus: status,
      providerCode,
      providerRequestId: requestID ?? undefined,
      retryAfterMilliseconds: kind === 'rate_limited' ? findWaitMilliseconds(headers, said.message ?? '') : undefined,
      details: detailsOf(kind, said),
      billed: billedOf(kind, said),
    },
  )
}

/** A call that the network ended. Once an answer has begun, somebody has heard it. */
export function ofNetwork(error: Error, begun?: BegunAnswer): ProviderFailure {
  if (chainOf(error).some(({ message }) => message === 'unexpected redirect'))
    return new ProviderFailure('malformed', 'openai: answered with a redirect')
  return toNetworkFailure({ name: 'openai', error, isUnsent: !begun && wasNeverSent(error), begun })
}

/** What the package throws, as what the router understands. */
export function toFailure(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason
  for (const each of chainOf(error)) if (each instanceof GatewayError) return each
  if (error instanceof APIConnectionError) return ofNetwork(error)
  if (error instanceof APIError && error.status !== undefined) return ofAnswer(error)
  // Thrown before anything was sent, and it may quote a header: a key with a line break in it ends here.
  if (error instanceof TypeError && /header/i.test(error.message))
    return new ProviderFailure('auth', 'openai: the key has a character that no key has')
  return error
}
