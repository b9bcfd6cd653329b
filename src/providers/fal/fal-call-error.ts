import { codeOf, wasNeverSent } from '../network-failure.ts'

interface Circumstances {
  status?: number | undefined
  headers?: Readonly<Record<string, string>> | undefined
  body?: string | undefined
  original?: unknown
}

/**
 * A call to fal that brought nothing.
 *
 * `answered`: fal said no, and `status`, `headers` and the beginning of the `body` say why. `unsent`: nobody has heard
 * it. `unknown`: it was sent, and the line broke before the whole answer was here. `unreadable`: a good status with
 * something that is not an answer.
 *
 * It must carry neither `cause` nor `code`: the client takes an error that has a network code in its chain for one that
 * it may repeat, and repeats submits too.
 */
export class FalCallError extends Error {
  readonly outcome: 'answered' | 'unsent' | 'unknown' | 'unreadable'
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly original: unknown

  constructor(
    outcome: FalCallError['outcome'],
    message: string,
    { status, headers, body, original }: Circumstances = {},
  ) {
    super(message)
    this.name = 'FalCallError'
    this.outcome = outcome
    this.status = status
    this.headers = headers ?? {}
    this.body = body ?? ''
    this.original = original
  }
}

/** What a `fetch` that threw means. */
export function brokenCall(error: unknown): FalCallError {
  const why = `no answer (${codeOf(error) ?? 'no code'})`
  return new FalCallError(wasNeverSent(error) ? 'unsent' : 'unknown', why, { original: error })
}

/** What a call through the client has thrown; what is none of ours is the client failing over an answer. */
export function asFalCallError(error: unknown): FalCallError {
  if (error instanceof FalCallError) return error
  return new FalCallError('unreadable', 'the client cannot read it', { original: error })
}
