import { z } from 'zod'
import { jsonOf } from './picture-of-answer.ts'
import { ConnectionFailure, type PhotoAnswer } from './post-photo.ts'

const failureSchema = z.object({
  failure_reason: z.string(),
  details: z.string(),
  retry_after: z.number().optional(),
})

const advice: Record<string, string> = {
  invalid_password: 'Give the ingest password with --password - or in PHOTOCHANGER_PASSWORD.',
  slot_not_found: 'Look at --slot.',
}

/** What the gateway calls this refusal; undefined when the answer is not one of its own. */
export function failureReasonOf(answer: PhotoAnswer): string | undefined {
  const { data } = failureSchema.safeParse(jsonOf(answer.body))
  return data && printable(data.failure_reason)
}

/** One line for a person: why this answer has no picture. */
export function explainAnswer(answer: PhotoAnswer, url: URL): string {
  const { status, headers, body } = answer
  const { data } = failureSchema.safeParse(jsonOf(body))
  if (data) {
    const wait = data.retry_after === undefined ? '' : ` Try again in ${data.retry_after} s.`
    const hint = advice[data.failure_reason] ? ` ${advice[data.failure_reason]}` : ''
    return `${status} ${printable(data.failure_reason)}: ${printable(data.details)}${wait}${hint}`
  }
  if (status === 200) {
    return `${url.host} answered 200 without a picture (${printable(headers['content-type'] ?? 'no type')}).`
  }
  return `${url.host} answered ${status}, but not as PhotoChanger does. Is ${url.origin} the right address?`
}

const unreachable = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN'])

/** One line for a person: why there is no answer. What is not the line's fault is thrown on. */
export function explainNoAnswer(error: unknown, { origin, hostname }: URL): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return `${origin} did not answer in time; a booth would now print the original.`
  }
  if (!(error instanceof ConnectionFailure)) throw error
  const { code = '', answerHadBegun, message } = error
  if (answerHadBegun) return `${origin} broke off in the middle of its answer.`
  if (code === 'ECONNREFUSED') return `Nothing listens there: is the gateway running at ${origin}?`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `There is no computer named ${hostname} in reach.`
  if (unreachable.has(code)) return `${origin} cannot be reached from here.`
  if (code === 'ECONNRESET' || code === 'EPIPE') return `${origin} closed the connection without an answer.`
  if (/^HPE_|SSL|EPROTO/.test(code)) return `${origin} does not speak this protocol: is it http:// or https://?`
  if (/CERT|SIGNATURE/.test(code)) return `The certificate of ${origin} is not trusted (${code}).`
  return `The photo could not be sent to ${origin} (${code || printable(message)}).`
}

/** What a stranger's server says must not be able to steer a terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 300)
}
