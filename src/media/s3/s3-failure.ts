import { GatewayError } from '../../errors.ts'

/** What a service calls it when there is no room: MinIO, Ceph, and the status that others use. */
const fullNames = new Set(['XMinioStorageFull', 'QuotaExceeded', 'InsufficientCapacity'])

interface ServiceError extends Error {
  code?: string
  $metadata?: { httpStatusCode?: number }
}

const statusOf = (error: unknown) => (error as ServiceError).$metadata?.httpStatusCode

/** The service's own name for it: `NoSuchKey`, `PreconditionFailed`; or the system's: `ECONNRESET`. */
export function nameOf(error: unknown): string {
  const { code, name } = error as ServiceError
  return typeof code === 'string' && code !== '' ? code : name
}

/** Answers of the service to a question, and no failures of it: not there, not so, not that far, not here. */
export const isMissing = (error: unknown) => statusOf(error) === 404 && nameOf(error) !== 'NoSuchBucket'
export const isRefusedCondition = (error: unknown) => statusOf(error) === 412
export const isBeyondEnd = (error: unknown) => statusOf(error) === 416
export const isNotOffered = (error: unknown) => statusOf(error) === 501

export const isAnswer = (error: unknown) =>
  [isMissing, isRefusedCondition, isBeyondEnd, isNotOffered].some((test) => test(error))

/** Passes by itself: the connection broke or did not come about, or the service asks to come again. */
export function mayPass(error: unknown): boolean {
  if (error instanceof GatewayError || !(error instanceof Error)) return false
  const status = statusOf(error)
  if (status === undefined) return 'code' in error || error.name === 'TimeoutError'
  return status === 429 || status === 409 || (status >= 500 && status !== 501 && status !== 507)
}

/** Nothing went wrong with the object, but with the place. Messages of the service may name keys, and stay in the cause. */
export function failureOf(error: unknown, what: string): GatewayError {
  if (error instanceof GatewayError) return error
  const name = nameOf(error)
  const status = statusOf(error)
  const message = `storage: ${name}${status === undefined ? '' : ` (${status})`} in ${what}`
  if (fullNames.has(name) || status === 507)
    return new GatewayError('storage_full', message, { cause: error, retryAfterSeconds: 30 })
  return new GatewayError('unavailable', message, { cause: error, retryAfterSeconds: 5 })
}

export const notInTime = (what: string, milliseconds: number) =>
  new GatewayError('unavailable', `storage: no answer to ${what} in ${milliseconds} ms`, { retryAfterSeconds: 5 })
