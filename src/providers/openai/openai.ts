import { defineService } from '../define-service.ts'
import type { Provider } from '../provider.ts'
import type { ServiceTools } from '../service.ts'
import { listShutdowns, probeAccount, type Shutdown } from './account.ts'
import { createEdit } from './edit.ts'
import { createOpenaiClient, type OpenaiAccess } from './openai-client.ts'

interface Openai extends Provider {
  /** All models with a last day that the account can see; none without a key. */
  listShutdowns(signal: AbortSignal): Promise<Shutdown[]>
}

/** OpenAI's image models, https://developers.openai.com/api/docs/guides/image-generation */
export function createOpenai(access: OpenaiAccess, tools: ServiceTools): Openai {
  const name = 'openai'
  const { apiKey } = access
  const client = createOpenaiClient(access)
  const known = () => tools.catalogue.requireProvider(name).models.map(({ id }) => id)
  const provider = defineService(
    {
      name,
      apiKey,
      keyName: 'OPENAI_API_KEY',
      operations: { edit: createEdit(client) },
      probe: (signal) => probeAccount(client, known(), signal),
    },
    tools,
  )
  return { ...provider, listShutdowns: async (signal) => (apiKey === undefined ? [] : listShutdowns(client, signal)) }
}
