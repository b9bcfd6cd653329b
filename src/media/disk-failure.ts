import { GatewayError } from '../errors.ts'

const fullCodes = new Set(['ENOSPC', 'EDQUOT'])

/** Nothing went wrong with the object, but with the place: full, gone, read-only, broken. */
export function failureOf(error: unknown): GatewayError {
  const { code, syscall } = error as NodeJS.ErrnoException
  const message = `storage: ${code ?? 'failure'} in ${syscall ?? 'use'}`
  if (fullCodes.has(code ?? ''))
    return new GatewayError('storage_full', message, { cause: error, retryAfterSeconds: 30 })
  return new GatewayError('unavailable', message, { cause: error, retryAfterSeconds: 5 })
}

export const guarded = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw failureOf(error)
  })

/** Like `guarded`, but `fallback` when there is no such file. */
export const unlessMissing = <T, F>(work: Promise<T>, fallback: F): Promise<T | F> =>
  work.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return fallback
    throw failureOf(error)
  })
