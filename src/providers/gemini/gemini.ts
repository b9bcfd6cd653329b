import { defineService } from '../define-service.ts'
import type { Provider } from '../provider.ts'
import type { ServiceTools } from '../service.ts'
import { createPictureReader } from './gemini-answer.ts'
import { createConnection } from './gemini-connection.ts'
import { createEdit } from './gemini-edit.ts'
import { createFiles } from './gemini-files.ts'
import { createProbe } from './gemini-probe.ts'
import { createUpload } from './gemini-upload.ts'
import { createPackage } from './package.ts'

interface Dependencies {
  apiKey: string | undefined
  /** Undefined: the real service. */
  baseUrl: string | undefined
}

const realBaseUrl = 'https://generativelanguage.googleapis.com'

/** The operation, and the calls that are free. */
export function openGemini({ apiKey, baseUrl = realBaseUrl }: Dependencies, { clock }: Pick<ServiceTools, 'clock'>) {
  // Without a key nothing is called: `defineService` sees to it.
  const access = { apiKey: apiKey ?? '', baseUrl: baseUrl.replace(/\/+$/, '') }
  const connection = createConnection(access)
  const client = createPackage(access)
  const upload = createUpload({ access, realBaseUrl, connection, files: client, clock })
  const files = createFiles({ upload, files: client, clock })
  return { edit: createEdit({ access, connection, files, readPicture: createPictureReader(connection) }), client }
}

/** Google's image models, https://ai.google.dev/gemini-api/docs/image-generation */
export function createGemini(dependencies: Dependencies, tools: ServiceTools): Provider {
  const { edit, client } = openGemini(dependencies, tools)
  const { catalogue } = tools
  return defineService(
    {
      name: 'gemini',
      apiKey: dependencies.apiKey,
      keyName: 'GEMINI_API_KEY',
      operations: { edit },
      probe: createProbe({ countTokens: client.countTokens, catalogue }),
    },
    tools,
  )
}
