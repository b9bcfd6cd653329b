import { type FailureCode, GatewayError } from '../errors.ts'

/** Whether the service has charged for a call. */
export type Billed = 'yes' | 'no' | 'unknown'

export interface Cost {
  /** US dollars. */
  usd: number
  /** `usage`: reckoned from what the service says it used. `table`: from the list price of the model. */
  basis: 'usage' | 'table'
  /** The day of the prices, as in 2026-11-21. */
  priceDate: string
}

/**
 * What the router does after a call that failed.
 *
 * `again`: the same call once more, where it stands. `pause`: after a growing pause. `hint`: when the service says, if
 * that fits into the window. `never`: paying twice, or the same answer twice, is all that would come of it.
 */
interface Rule {
  code: FailureCode
  repeat: 'again' | 'pause' | 'hint' | 'never'
  /** Calls of one link, the first included. */
  mostCalls: number
  /** May the next link of the chain try? `policy`: as the slot says. */
  next: boolean | 'policy'
  /** Opens the circuit of its provider, model and key: at once, or after several in a row. */
  circuit: 'opens' | 'counts' | 'ignores'
  /** Unless the failure says otherwise. */
  billed: Billed
}

/** Every way in which a service can fail. */
export const failureRules = {
  /** Too many calls in a short time. */
  rate_limited: { code: 'provider_error', repeat: 'hint', mostCalls: 3, next: true, circuit: 'ignores', billed: 'no' },
  /** The quota of the day is used up, or the account has no money. */
  quota_exhausted: {
    code: 'provider_error',
    repeat: 'never',
    mostCalls: 1,
    next: true,
    circuit: 'opens',
    billed: 'no',
  },
  /** No key, or one that the service does not take. */
  auth: { code: 'slot_misconfigured', repeat: 'never', mostCalls: 1, next: true, circuit: 'opens', billed: 'no' },
  /** The service does not know the model (any more). */
  model_gone: { code: 'slot_misconfigured', repeat: 'never', mostCalls: 1, next: true, circuit: 'opens', billed: 'no' },
  /** The service does not take a request like this. */
  bad_request: {
    code: 'provider_error',
    repeat: 'never',
    mostCalls: 1,
    next: false,
    circuit: 'ignores',
    billed: 'no',
  },
  /** Safety, moderation, celebrities: it does not want to. */
  refused: {
    code: 'provider_refused',
    repeat: 'never',
    mostCalls: 1,
    next: 'policy',
    circuit: 'ignores',
    billed: 'unknown',
  },
  /** It cannot do it with this photo: no face in it, too small. */
  subject: {
    code: 'provider_refused',
    repeat: 'never',
    mostCalls: 1,
    next: false,
    circuit: 'ignores',
    billed: 'unknown',
  },
  /** It answered, without a picture. Comes back within a second or two, and often not twice. */
  no_image: {
    code: 'provider_no_image',
    repeat: 'again',
    mostCalls: 5,
    next: true,
    circuit: 'ignores',
    billed: 'unknown',
  },
  /** 5xx. */
  overloaded: { code: 'provider_error', repeat: 'pause', mostCalls: 3, next: true, circuit: 'counts', billed: 'no' },
  /** Nobody has heard the request: no name, no connection, no TLS. */
  network_unsent: {
    code: 'provider_error',
    repeat: 'pause',
    mostCalls: 3,
    next: true,
    circuit: 'counts',
    billed: 'no',
  },
  /** The request was sent, and what came of it is not known. */
  network_unknown: {
    code: 'provider_error',
    repeat: 'never',
    mostCalls: 1,
    next: true,
    circuit: 'counts',
    billed: 'unknown',
  },
  /** An answer that cannot be understood. */
  malformed: {
    code: 'provider_error',
    repeat: 'never',
    mostCalls: 1,
    next: true,
    circuit: 'counts',
    billed: 'unknown',
  },
  /** What it calls a picture is none, or cannot be had. */
  bad_media: {
    code: 'provider_error',
    repeat: 'never',
    mostCalls: 1,
    next: true,
    circuit: 'counts',
    billed: 'yes',
  },
  /** Still nothing at the end of its time. */
  deadline: {
    code: 'provider_timeout',
    repeat: 'never',
    mostCalls: 1,
    next: true,
    circuit: 'counts',
    billed: 'unknown',
  },
} satisfies Record<string, Rule>

export type FailureKind = keyof typeof failureRules

interface Options {
  /** Of the service's answer. */
  httpStatus?: number | undefined
  /** When the service says how long to wait. */
  retryAfterMilliseconds?: number | undefined
  /** The service's own name for the failure, as in IMAGE_SAFETY. */
  providerCode?: string | undefined
  providerRequestId?: string | undefined
  billed?: Billed | undefined
  cost?: Cost | undefined
  /** Replaces the table's sentence; fit for strangers, at most 300 characters. */
  details?: string | undefined
  cause?: unknown
}

const mostSaidCharacters = 300

/** A service that did not do its part. `message` names provider and reason, never a key, never what was sent. */
export class ProviderFailure extends GatewayError {
  readonly kind: FailureKind
  readonly httpStatus: number | undefined
  readonly retryAfterMilliseconds: number | undefined
  readonly providerCode: string | undefined
  readonly providerRequestId: string | undefined
  readonly billed: Billed
  readonly cost: Cost | undefined

  constructor(kind: FailureKind, message: string, options: Options = {}) {
    const { retryAfterMilliseconds: wait, details, cause } = options
    super(failureRules[kind].code, message.slice(0, mostSaidCharacters), {
      cause,
      ...(details !== undefined && { details: details.slice(0, mostSaidCharacters) }),
      ...(wait !== undefined && { retryAfterSeconds: Math.ceil(wait / 1000) }),
    })
    this.name = 'ProviderFailure'
    this.kind = kind
    this.httpStatus = options.httpStatus
    this.retryAfterMilliseconds = wait
    this.providerCode = options.providerCode
    this.providerRequestId = options.providerRequestId
    this.billed = options.billed ?? failureRules[kind].billed
    this.cost = options.cost
  }
}
