import { z } from 'zod'
import type { ScratchFile, Workspace } from '../../media/scratch.ts'
import { type BegunAnswer, codeOf } from '../network-failure.ts'
import { readPictureJson, toMalformed } from '../picture-in-json.ts'
import { type Usage, usageSchema } from './cost.ts'
import { ofNetwork } from './openai-failure.ts'

const mostJsonBytes = 1024 ** 2
/** Pictures are longer, and a prompt that the service has rewritten is shorter. */
const longestTextCharacters = 64 * 1024

/** Only what is read here, https://developers.openai.com/api/reference/resources/images/methods/edit */
const answerSchema = z.object({
  data: z.array(z.object({ b64_json: z.string().nullish() })),
  usage: usageSchema.optional().catch(undefined),
})

interface Answer {
  /** Undefined: the service answered without one. */
  picture: ScratchFile | undefined
  usage: Usage | undefined
}

interface Reading {
  workspace: Workspace
  signal: AbortSignal
  call: BegunAnswer
}

const isJson = (response: Response) =>
  /^application\/([\w.-]+\+)?json\b/i.test(response.headers.get('content-type') ?? '')

/** Throws `malformed` for what is no answer of this service, `network_unknown` for half of one. */
export async function readAnswer(response: Response, { workspace, signal, call }: Reading): Promise<Answer> {
  if (!response.body || !isJson(response)) {
    await response.body?.cancel()
    throw toMalformed('openai', 'the answer is no JSON', call)
  }
  const { json, fileOf } = await readPictureJson(response.body, {
    ...{ name: 'openai', workspace, signal, call, longestTextCharacters, mostJsonBytes },
    toFailure: (error) => (error instanceof Error && codeOf(error) !== undefined ? ofNetwork(error, call) : error),
  })
  const parsed = answerSchema.safeParse(json)
  if (!parsed.success) throw toMalformed('openai', 'the answer has another shape', call)
  const { data, usage } = parsed.data
  const text = data[0]?.b64_json
  return { picture: typeof text === 'string' ? await fileOf(text) : undefined, usage }
}
