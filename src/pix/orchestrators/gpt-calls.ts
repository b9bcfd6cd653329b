import { zodTextFormat } from 'openai/helpers/zod'
import { z } from 'zod'
import type { PixConfig } from '../../pix-config.ts'
import { createOpenaiClient } from '../../providers/openai/openai-client.ts'
import { toFailure } from '../../providers/openai/openai-failure.ts'
import { ProviderFailure } from '../../providers/provider-failure.ts'
import type { AskService } from './ask-service.ts'
import { estimatedMicros } from './service-prices.ts'

interface Dependencies {
  access: { apiKey: string; baseUrl: string | undefined }
  config: PixConfig['gpt'] & { model: string }
  timeoutMilliseconds: number
  ask: AskService
}

interface Writing<Schema extends z.ZodType> {
  imageId: string
  /** Of everything that is sent. */
  inputSha256: string
  prompt(isAfterNonsense: boolean): string
  /** A JPEG; without one it is about words alone. */
  picture?: Buffer
  name: string
  schema: Schema
  /** How many times GPT_MAX_TOKENS it may take: two languages, and more words of an exposé. */
  mostAnswers: number
  signal: AbortSignal
}

const count = z.int().nonnegative()

/** What is kept of an answer: what it says, and what it took. */
const keptSchema = <Schema extends z.ZodType>(said: Schema) =>
  z.object({ said, usage: z.object({ input_tokens: count, output_tokens: count }) })

/** OpenAI's Responses, https://developers.openai.com/api/docs/guides/structured-outputs, with a schema it must keep to. */
export function createGptCalls({ access, config, timeoutMilliseconds, ask }: Dependencies) {
  const client = createOpenaiClient(access)
  const { model, maxTokens, temperature } = config

  return async function write<Schema extends z.ZodType>(wanted: Writing<Schema>) {
    const { imageId, inputSha256, prompt, picture, name, schema, mostAnswers, signal } = wanted
    return ask({
      question: {
        imageId,
        stage: 'gpt',
        provider: 'openai',
        model,
        inputSha256,
        estimateMicros: estimatedMicros.texts,
      },
      ...{ schema: keptSchema(schema), signal, timeoutMilliseconds },
      async work(how) {
        const url = picture && `data:image/jpeg;base64,${picture.toString('base64')}`
        const image = url ? [{ type: 'input_image' as const, image_url: url, detail: 'high' as const }] : []
        const text = { type: 'input_text' as const, text: prompt(how.isAfterNonsense) }
        try {
          const answer = await client.responses.create(
            {
              ...{ model, max_output_tokens: maxTokens * mostAnswers, store: false },
              // Models that reason take no other than their own.
              ...(temperature !== undefined && { temperature }),
              input: [{ role: 'user', content: [text, ...image] }],
              text: { format: zodTextFormat(schema, name) },
            },
            { signal: how.signal },
          )
          return { answer: { said: read(answer), usage: usageOf(answer) }, requestId: answer.id }
        } catch (error) {
          throw toFailure(error, how.signal)
        }
      },
    })
  }
}

export type GptCalls = ReturnType<typeof createGptCalls>

interface GivenAnswer {
  output: readonly { type: string; content?: unknown }[]
  output_text: string
  status?: string | undefined
}

/** A refusal is a 200; so is an answer that was cut off. */
function read({ output, output_text, status }: GivenAnswer): unknown {
  const parts = output.flatMap(({ content }) => (Array.isArray(content) ? content : []) as { type?: string }[])
  if (parts.some(({ type }) => type === 'refusal'))
    throw new ProviderFailure('refused', 'openai: refused', { billed: 'yes' })
  const nonsense = (why: string) => new ProviderFailure('malformed', `openai: ${why}`, { billed: 'yes' })
  if (status === 'incomplete') throw nonsense('the answer was cut off; GPT_MAX_TOKENS may be too low')
  try {
    return JSON.parse(output_text)
  } catch {
    throw nonsense('the answer is no JSON')
  }
}

const usageOf = ({ usage }: { usage?: { input_tokens: number; output_tokens: number } | undefined }) => ({
  input_tokens: usage?.input_tokens ?? 0,
  output_tokens: usage?.output_tokens ?? 0,
})
