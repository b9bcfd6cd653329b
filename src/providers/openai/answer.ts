import { z } from 'zod'
import { GatewayError } from '../../errors.ts'
import type { ScratchFile, Workspace } from '../../media/scratch.ts'
import { MalformedJson } from '../json-cursor.ts'
import { ProviderFailure } from '../provider-failure.ts'
import { readJsonDiverting } from '../streamed-json.ts'
import { type Usage, usageSchema } from './cost.ts'
import { type BegunAnswer, isOfNetwork, toNetworkFailure } from './network-failure.ts'

const mostPictureBytes = 40 * 1024 ** 2
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

function malformed(reason: string, call: BegunAnswer): ProviderFailure {
  return new ProviderFailure('malformed', `openai: ${call.httpStatus}, but ${reason}`, call)
}

/** The answer with its picture on the disk: as text in memory it would be there several times. */
async function readJson(response: Response, { workspace, signal, call }: Reading) {
  if (!response.body || !isJson(response)) {
    await response.body?.cancel()
    throw malformed('the answer is no JSON', call)
  }
  const limits = { longerThanCharacters: longestTextCharacters, mostFileBytes: mostPictureBytes, mostJsonBytes }
  const onFileTooLarge = () => new ProviderFailure('bad_media', 'openai: the picture has more than 40 MB', call)
  return readJsonDiverting(response.body, { workspace, signal, ...limits, onFileTooLarge }).catch((error: unknown) => {
    if (signal.aborted) throw signal.reason
    if (error instanceof GatewayError) throw error
    if (error instanceof MalformedJson) throw malformed('the JSON is broken', call)
    throw isOfNetwork(error) ? toNetworkFailure(error, call) : error
  })
}

/** Throws `malformed` for what is no answer of this service, `network_unknown` for half of one. */
export async function readAnswer(response: Response, reading: Reading): Promise<Answer> {
  const { json, files } = await readJson(response, reading)
  const parsed = answerSchema.safeParse(json)
  if (!parsed.success) throw malformed('the answer has another shape', reading.call)
  const { data, usage } = parsed.data
  const text = data[0]?.b64_json
  if (typeof text !== 'string') return { picture: undefined, usage }
  const picture = files.get(text) ?? (await writeShort(text, reading))
  return { picture, usage }
}

/** A picture so small that it came as text. */
function writeShort(text: string, { workspace, signal, call }: Reading): Promise<ScratchFile> {
  const onTooLarge = () => malformed('the picture is longer than its text', call)
  return workspace.write(pieceOf(text), { mostBytes: longestTextCharacters, onTooLarge, signal })
}

async function* pieceOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text, 'base64')
}
