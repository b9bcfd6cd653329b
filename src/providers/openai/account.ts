import type { OpenAI } from 'openai'
import { z } from 'zod'
import type { Probe } from '../provider.ts'
import { type FailureKind, ProviderFailure } from '../provider-failure.ts'
import { toFailure } from './openai-failure.ts'

/** https://developers.openai.com/api/reference/resources/models/methods/list */
const modelsSchema = z.object({
  data: z.array(z.object({ id: z.string(), shutdown_date: z.string().nullish().catch(null) })),
})

/** The last day of a model, as in 2026-12-01. */
export interface Shutdown {
  id: string
  shutdownOn: string
}

async function listModels(client: OpenAI, signal: AbortSignal) {
  const response = await client.models
    .list({ signal })
    .asResponse() // read here, because the package takes a page of HTML for an empty list
    .catch((error: unknown) => {
      throw toFailure(error, signal)
    })
  const parsed = modelsSchema.safeParse(await response.json().catch(() => undefined))
  if (parsed.success) return parsed.data.data
  signal.throwIfAborted()
  throw new ProviderFailure('malformed', 'openai: the list of models is no list', { httpStatus: response.status })
}

/** All models of the account whose last day the service has named. */
export async function listShutdowns(client: OpenAI, signal: AbortSignal): Promise<Shutdown[]> {
  const models = await listModels(client, signal)
  return models.flatMap(({ id, shutdown_date }) => {
    const day = /^\d{4}-\d{2}-\d{2}/.exec(shutdown_date ?? '')?.[0]
    return day ? [{ id, shutdownOn: day }] : []
  })
}

const sentences: Partial<Record<FailureKind, string>> = {
  auth: 'does not accept the key',
  rate_limited: 'accepts the key, but has had too many calls in a short time',
  quota_exhausted: 'accepts the key, but the account has no money left',
  overloaded: 'is overloaded or out of order',
  network_unsent: 'cannot be reached from here',
  network_unknown: 'broke the connection',
  malformed: 'answers, but not like OpenAI: look at the base URL',
  model_gone: 'answers, but not like OpenAI: look at the base URL',
}

/** Asks for the models that the key may use, which costs nothing. */
export async function probeAccount(client: OpenAI, known: readonly string[], signal: AbortSignal): Promise<Probe> {
  try {
    const ids = new Set((await listModels(client, signal)).map(({ id }) => id))
    const usable = known.filter((id) => ids.has(id))
    if (usable.length > 0) return { isFine: true, says: `accepts the key and offers ${usable.join(', ')}` }
    return { isFine: false, says: 'accepts the key, but offers none of the known image models to it' }
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error
    return { isFine: false, says: sentences[error.kind] ?? error.message }
  }
}
