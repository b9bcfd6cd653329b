import { GoogleGenerativeAI } from '@google/generative-ai'
import { GoogleAIFileManager, type RequestOptions } from '@google/generative-ai/server'
import { z } from 'zod'
import { ProviderFailure } from '../provider-failure.ts'
import type { Access } from './gemini-connection.ts'
import { findError, toRefusal } from './gemini-failure.ts'

const fileSchema = z.object({
  name: z.string().regex(/^files\/[\w-]{1,100}$/),
  uri: z.string(),
  mimeType: z.string(),
  state: z.string().optional(),
  createTime: z.string().optional(),
  expirationTime: z.string().optional(),
})

/** A file at the service, https://ai.google.dev/api/files#File */
export type RemoteFile = z.infer<typeof fileSchema>

export function parseRemoteFile(json: unknown): RemoteFile {
  const { success, data } = fileSchema.safeParse(json)
  if (!success)
    throw new ProviderFailure('malformed', 'gemini: a file of another shape than expected', { billed: 'no' })
  return data
}

/**
 * All that is left to `@google/generative-ai`, whose life has ended: calls that are free and carry no pictures. With
 * pictures it would hold each of them in memory four times.
 *
 * It reads neither a signal that has fired before, nor does it say what broke: both is done here. A `timeout` is never
 * given, because its timers are never taken back, and every call has a signal of its own, because it never stops
 * listening to one.
 */
export function createPackage({ apiKey, baseUrl }: Access) {
  async function call<Value>(signal: AbortSignal, work: (own: AbortSignal) => Promise<Value>): Promise<Value> {
    signal.throwIfAborted()
    try {
      return await work(AbortSignal.any([signal]))
    } catch (error) {
      signal.throwIfAborted()
      throw toFailure(error)
    }
  }

  /** Beyond its types, the package takes a signal for all calls of a manager; to delete there is no other way. */
  const filesUntil = (signal: AbortSignal) =>
    new GoogleAIFileManager(apiKey, { baseUrl, signal } as RequestOptions & { signal: AbortSignal })

  return {
    /** Throws ProviderFailure, as all of these do. */
    findFile: (name: string, signal: AbortSignal): Promise<RemoteFile> =>
      call(signal, async (own) => parseRemoteFile(await filesUntil(own).getFile(name))),

    deleteFile: (name: string, signal: AbortSignal): Promise<void> =>
      call(signal, (own) => filesUntil(own).deleteFile(name)),

    /** Reaches the model itself, and costs nothing: https://ai.google.dev/gemini-api/docs/tokens */
    async countTokens(model: string, signal: AbortSignal): Promise<void> {
      const client = new GoogleGenerativeAI(apiKey).getGenerativeModel({ model }, { baseUrl })
      await call(signal, (own) => client.countTokens('photo', { signal: own }))
    },
  }
}

export type Package = ReturnType<typeof createPackage>

/** Its classes exist twice and all have the same name, so that only their fields tell them apart. */
function toFailure(error: unknown): unknown {
  if (error instanceof ProviderFailure || !(error instanceof Error)) return error
  const { status: httpStatus, errorDetails: details } = error as { status?: unknown; errorDetails?: unknown }
  if (typeof httpStatus === 'number')
    return toRefusal({ httpStatus, error: findError({ error: { message: error.message, details } }) })
  if (error instanceof SyntaxError) return new ProviderFailure('malformed', 'gemini: no JSON', { billed: 'no' })
  return new ProviderFailure('network_unsent', 'gemini: cannot be reached', { billed: 'no' })
}
