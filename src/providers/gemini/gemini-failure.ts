import { z } from 'zod'
import { type FailureKind, ProviderFailure } from '../provider-failure.ts'

const text = z.string().nullish().catch(null)
const texts = <Shape extends z.ZodRawShape>(shape: Shape) => z.array(z.object(shape)).nullish().catch(null)

/** https://cloud.google.com/apis/design/errors#error_model; sometimes it comes in a list of one. */
const errorSchema = z.object({
  code: z.number().nullish().catch(null),
  message: text,
  status: text,
  details: texts({
    reason: text,
    retryDelay: text,
    violations: texts({ quotaId: text, quotaValue: text }),
    fieldViolations: texts({ field: text }),
  }),
})

export type ServiceError = z.infer<typeof errorSchema>

/** The error in an answer, if it has one. */
export function findError(json: unknown): ServiceError | undefined {
  const document: unknown = Array.isArray(json) ? json[0] : json
  return z.object({ error: errorSchema }).safeParse(document).data?.error
}

interface Refusal {
  httpStatus: number
  /** By the answer's headers. */
  retryAfterMilliseconds?: number | undefined
  error: ServiceError | undefined
}

function kindOfTooMany({ message, details }: ServiceError): FailureKind {
  const violations = details?.flatMap((detail) => detail.violations ?? []) ?? []
  // A day's quota comes with a hint to wait some seconds, which only leads to the same answer.
  const isHopeless = violations.some(({ quotaId, quotaValue }) => /PerDay/i.test(quotaId ?? '') || quotaValue === '0')
  return isHopeless || /spend|credits|billing account/i.test(message ?? '') ? 'quota_exhausted' : 'rate_limited'
}

function isAboutKey({ message, status, details }: ServiceError): boolean {
  if (details?.some(({ reason }) => /^API_KEY_/.test(reason ?? ''))) return true
  // No billing, or a region where it is not offered: nobody with this key gets anything.
  return status === 'FAILED_PRECONDITION' || /API key/i.test(message ?? '')
}

function kindOf(httpStatus: number, error: ServiceError | undefined): FailureKind {
  if (httpStatus === 429) return error ? kindOfTooMany(error) : 'rate_limited'
  if (httpStatus === 401 || httpStatus === 403) return 'auth'
  if (httpStatus === 400) return error && isAboutKey(error) ? 'auth' : 'bad_request'
  if (httpStatus === 404) return 'model_gone'
  if (httpStatus >= 500 || httpStatus === 408 || httpStatus === 499) return 'overloaded'
  return httpStatus >= 400 ? 'bad_request' : 'malformed'
}

function millisecondsOf(duration: string | null | undefined): number | undefined {
  const [, seconds] = /^(\d{1,6}(?:\.\d+)?)s?$/.exec(duration ?? '') ?? []
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1000)
}

/**
 * A call that the service turned down. Errors in its own form are not charged,
 * https://ai.google.dev/gemini-api/docs/billing; of others nobody knows how far the request came.
 */
export function toRefusal({ httpStatus: sent, retryAfterMilliseconds, error }: Refusal): ProviderFailure {
  const httpStatus = sent < 400 && error?.code ? error.code : sent
  const details = error?.details ?? []
  const wait = millisecondsOf(details.find(({ retryDelay }) => retryDelay)?.retryDelay) ?? retryAfterMilliseconds
  const named = [
    error?.status,
    ...details.map(({ reason }) => reason),
    ...details.flatMap(({ violations }) => violations?.map(({ quotaId }) => quotaId) ?? []),
    ...details.flatMap(({ fieldViolations }) => fieldViolations?.map(({ field }) => field) ?? []),
  ].filter((name) => name && /^[\w.[\]-]{1,100}$/.test(name)) // never the message: it quotes what was sent
  const kind = kindOf(httpStatus, error)
  const says = named.length > 0 ? named.join(' ') : 'without a reason'
  return new ProviderFailure(kind, `gemini: ${httpStatus} ${says}`, {
    httpStatus,
    providerCode: error?.status ?? undefined,
    ...(kind === 'rate_limited' && { retryAfterMilliseconds: wait }),
    ...(!error && { billed: httpStatus >= 400 && httpStatus < 500 ? 'no' : 'unknown' }),
  })
}
