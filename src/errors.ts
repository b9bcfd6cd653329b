/**
 * Every way a request or a job can fail, in one table. The code travels unchanged through the HTTP body, the job row,
 * the metric label, the log and docs/errors.md.
 */
interface Failure {
  status: number
  /** Would the same thing, done again a little later, have a chance? */
  retryable: boolean
  /** For the person who meets it: one sentence, no internals. */
  sentence: string
}

const failures = {
  invalid_request: { status: 400, retryable: false, sentence: 'The request is not valid.' },
  invalid_password: { status: 401, retryable: false, sentence: 'The password is wrong.' },
  invalid_credentials: { status: 401, retryable: false, sentence: 'The e-mail address or the password is wrong.' },
  not_signed_in: { status: 401, retryable: false, sentence: 'Please sign in first.' },
  invalid_token: { status: 401, retryable: false, sentence: 'This token is not valid.' },
  token_expired: { status: 401, retryable: false, sentence: 'This token has expired.' },
  forbidden: { status: 403, retryable: false, sentence: 'Your role does not allow this.' },
  insufficient_scope: { status: 403, retryable: false, sentence: 'This token was not made for this.' },
  not_found: { status: 404, retryable: false, sentence: 'There is nothing at this address.' },
  slot_not_found: { status: 404, retryable: false, sentence: 'There is no slot with this name.' },
  slot_disabled: { status: 404, retryable: false, sentence: 'This slot is switched off.' },
  job_not_found: { status: 404, retryable: false, sentence: 'There is no job with this id.' },
  result_not_found: { status: 404, retryable: false, sentence: 'There is no finished picture with this id.' },
  media_not_found: { status: 404, retryable: false, sentence: 'There is no file at this link.' },
  template_not_found: { status: 404, retryable: false, sentence: 'There is no template with this id.' },
  gallery_not_found: { status: 404, retryable: false, sentence: 'There is no gallery with this id.' },
  pix_job_not_found: { status: 404, retryable: false, sentence: 'There is no pix.immo job with this id.' },
  shoot_not_found: { status: 404, retryable: false, sentence: 'There is no shoot with this id.' },
  image_not_found: { status: 404, retryable: false, sentence: 'There is no image with this id.' },
  export_not_found: { status: 404, retryable: false, sentence: 'There is no export with this id.' },
  target_not_found: { status: 404, retryable: false, sentence: 'There is no export target with this id.' },
  method_not_allowed: { status: 405, retryable: false, sentence: 'This address does not take this method.' },
  upload_timeout: { status: 408, retryable: true, sentence: 'The photo did not arrive in time.' },
  conflict: {
    status: 409,
    retryable: false,
    sentence: 'Somebody else changed this in the meantime. Load it again and repeat your change.',
  },
  idempotency_conflict: {
    status: 409,
    retryable: false,
    sentence: 'This Idempotency-Key was already used for another photo.',
  },
  slot_busy: { status: 409, retryable: true, sentence: 'Photos are still on their way through this slot.' },
  rehearsal_busy: {
    status: 409,
    retryable: true,
    sentence: 'Only one rehearsal can run at a time, and guests come first.',
  },
  template_in_use: { status: 409, retryable: false, sentence: 'This template is used by a slot.' },
  gallery_not_ready: {
    status: 409,
    retryable: true,
    sentence: 'This gallery has no draft that could be released yet.',
  },
  gallery_not_released: { status: 409, retryable: false, sentence: 'This gallery has not been released yet.' },
  images_pending: { status: 409, retryable: true, sentence: 'Images of this job are still being worked on.' },
  result_expired: {
    status: 410,
    retryable: false,
    sentence: 'This picture has reached the end of its time and was deleted.',
  },
  media_expired: { status: 410, retryable: false, sentence: 'This link has reached the end of its time.' },
  gallery_over: { status: 410, retryable: false, sentence: 'This gallery has reached the end of its time.' },
  payload_too_large: { status: 413, retryable: false, sentence: 'The photo is too large.' },
  unsupported_media_type: {
    status: 415,
    retryable: false,
    sentence: 'The file is not a JPEG, PNG, WebP, HEIC or AVIF picture.',
  },
  not_a_jpeg: { status: 415, retryable: false, sentence: 'The file is not a JPEG picture.' },
  range_not_satisfiable: { status: 416, retryable: false, sentence: 'The file has no such byte range.' },
  unreadable_image: { status: 422, retryable: false, sentence: 'The picture is damaged and cannot be read.' },
  invalid_settings: { status: 422, retryable: false, sentence: 'The settings are not valid.' },
  precondition_required: {
    status: 428,
    retryable: false,
    sentence: 'Send If-Match with the revision that you changed.',
  },
  rate_limited: { status: 429, retryable: true, sentence: 'Too many requests at once. Please try again in a moment.' },
  internal_error: { status: 500, retryable: false, sentence: 'Something went wrong inside the gateway.' },
  not_configured: { status: 501, retryable: false, sentence: 'This has not been set up here.' },
  provider_error: { status: 502, retryable: true, sentence: 'The picture service failed.' },
  provider_refused: { status: 502, retryable: false, sentence: 'The picture service refused this photo.' },
  provider_no_image: { status: 502, retryable: true, sentence: 'The picture service answered without a picture.' },
  budget_exhausted: { status: 503, retryable: false, sentence: 'The budget for these pictures is used up.' },
  queue_full: { status: 503, retryable: true, sentence: 'Too many photos are waiting. Please try again in a moment.' },
  slot_misconfigured: { status: 503, retryable: false, sentence: 'This slot is not set up completely.' },
  unavailable: {
    status: 503,
    retryable: true,
    sentence: 'The gateway cannot work right now. Please try again in a moment.',
  },
  cancelled: { status: 503, retryable: true, sentence: 'The work on this photo was stopped.' },
  provider_timeout: { status: 504, retryable: true, sentence: 'The picture was not ready in time.' },
  storage_full: {
    status: 507,
    retryable: true,
    sentence: 'The gateway has no room left for pictures. Its operator must free some space.',
  },
} satisfies Record<string, Failure>

export type FailureCode = keyof typeof failures

interface GatewayErrorOptions {
  cause?: unknown
  /** Replaces the table's sentence; must be fit for strangers. */
  details?: string
  retryAfterSeconds?: number
}

/** A failure the product knows. `message` is for the log and may name internals; `details` is for the caller. */
export class GatewayError extends Error {
  readonly code: FailureCode
  readonly details: string
  readonly retryAfterSeconds: number | undefined

  constructor(code: FailureCode, message: string, options: GatewayErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'GatewayError'
    this.code = code
    this.details = options.details ?? failures[code].sentence
    this.retryAfterSeconds = options.retryAfterSeconds
  }

  get status(): number {
    return failures[this.code].status
  }

  get retryable(): boolean {
    return failures[this.code].retryable
  }
}

export function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(failures, code)
}

/** The table itself, for docs/errors.md and the tests that compare it. */
export const failureTable: Readonly<Record<FailureCode, Failure>> = failures
