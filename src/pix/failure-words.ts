import { GatewayError } from '../errors.ts'

/** For rows and files: what the product knows, and nothing of its inside. */
export const codeOf = (error: unknown): string => (error instanceof GatewayError ? error.code : 'internal_error')

export const sentenceOf = (error: unknown): string =>
  (error instanceof GatewayError ? error : new GatewayError('internal_error', 'a bug')).details
