import type { Problem } from './remark.ts'

interface FailureBody {
  failure_reason?: string
  details?: string
  problems?: readonly Problem[]
  request_id?: string
}

/** The gateway said no, in its own words, or did not answer at all (`status` 0). */
export class Failure extends Error {
  readonly reason: string
  readonly status: number
  /** A sentence for a person, in English; null when there was none. */
  readonly details: string | null
  /** What it says beyond its reason, to be said in the reader's language. */
  readonly problems: readonly Problem[]
  readonly requestId: string | null

  constructor(status: number, body: FailureBody = {}, options?: ErrorOptions) {
    super(body.details ?? `HTTP ${status}`, options)
    this.name = 'Failure'
    this.status = status
    this.reason = body.failure_reason ?? (status === 0 ? 'unreachable' : 'unexplained')
    this.details = body.details ?? null
    this.problems = body.problems ?? []
    this.requestId = body.request_id ?? null
  }
}

export const isSignedOut = (error: unknown) => error instanceof Failure && error.reason === 'not_signed_in'

export const isTimeout = (error: unknown) => error instanceof DOMException && error.name === 'TimeoutError'

/** May be over in a moment, for all that is known of it. */
export const isPassing = (error: unknown) => !(error instanceof Failure) || error.status === 0 || error.status >= 500

/** The line broke in the middle of an answer, or the answer was waited for too long. */
const isBroken = (error: unknown) => error instanceof TypeError || isTimeout(error)

/** The answer's body, or a `Failure`. */
export async function unwrap<Data>(
  asking: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await asking.catch((cause: unknown) => {
    throw isBroken(cause) ? new Failure(0, {}, { cause }) : cause
  })
  if (response.ok) return data as Data
  throw new Failure(response.status, typeof error === 'object' && error ? (error as FailureBody) : {})
}
