import { inspect } from 'node:util'
import { ProviderFailure } from '../../src/providers/provider-failure.ts'

/** Rejects when the work went well, or broke in any other way. */
export async function failureOf(work: Promise<unknown>): Promise<ProviderFailure> {
  const error = await work.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof ProviderFailure)) throw new Error('not a provider failure', { cause: error })
  return error
}

/** Everything that a log could write of an error. */
export const everythingIn = (error: unknown) => inspect(error, { depth: 12, showHidden: true, maxStringLength: null })

/** Lets everything else run until it is so; one that waits for good ends at the time limit of the file. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}
