import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import type { EmulatedRequest } from './emulator.ts'
import { Refusal, refuse } from './openai-form.ts'

/** Part of a JSON schema as the service takes it in its strict way. */
interface Schema {
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean
  items?: Schema
  enum?: unknown[]
  anyOf?: Schema[]
  $ref?: string
  $defs?: Record<string, Schema>
  definitions?: Record<string, Schema>
}

interface Wanted {
  model: string
  prompt: string
  schema: Schema
  imageBytes: number
}

/** `refusal`: a 200 that says no. `cut-off`: it ran out of tokens. `other-json`: not of the schema. */
export const writingSteps = ['refusal', 'cut-off', 'other-json', 'prose']

const writers: Readonly<Record<string, { reasons: boolean }>> = {
  'gpt-5.5': { reasons: true },
  'gpt-4.1': { reasons: false },
}
const knownFields = new Set(['model', 'input', 'text', 'max_output_tokens', 'temperature', 'store'])

/** Throws what the service would answer. https://developers.openai.com/api/reference/resources/responses */
export async function checkWriting({ headers, body }: EmulatedRequest): Promise<Wanted> {
  if (!headers['content-type']?.startsWith('application/json'))
    throw refuse('Unsupported content type.', null, 'unsupported_content_type')
  // biome-ignore lint/suspicious/noExplicitAny: it is what came, and looked at here
  const wanted = JSON.parse(body.toString()) as any
  for (const name of Object.keys(wanted))
    if (!knownFields.has(name)) throw refuse(`Unknown parameter: '${name}'.`, name, 'unknown_parameter')
  const writer = writers[wanted.model]
  if (!writer) {
    const message = `The model '${wanted.model}' does not exist or you do not have access to it.`
    throw new Refusal(404, { message, code: 'model_not_found' })
  }
  if (writer.reasons && wanted.temperature !== undefined)
    throw refuse("Unsupported parameter: 'temperature' is not supported with this model.", 'temperature')
  if (!(wanted.max_output_tokens >= 16)) throw refuse('Invalid max_output_tokens.', 'max_output_tokens')
  const format = wanted.text?.format
  if (format?.type !== 'json_schema' || format.strict !== true || !/^[\w-]{1,64}$/.test(format.name))
    throw refuse('Invalid text.format.', 'text.format')
  checkStrict(format.schema)
  const parts = wanted.input.flatMap(({ content }: { content: object[] }) => content) as Record<string, string>[]
  const text = parts.find(({ type }) => type === 'input_text')?.text
  if (!text) throw refuse('Missing input.', 'input')
  return { model: wanted.model, prompt: text, schema: format.schema, imageBytes: await checkImage(parts) }
}

async function checkImage(parts: Record<string, string>[]): Promise<number> {
  const address = parts.find(({ type }) => type === 'input_image')?.image_url
  if (address === undefined) return 0
  const [, base64 = ''] = /^data:image\/jpeg;base64,(.+)$/s.exec(address) ?? []
  const bytes = Buffer.from(base64, 'base64')
  const isRead = await sharp(bytes)
    .stats()
    .then(
      () => true,
      () => false,
    )
  if (!isRead) throw refuse('Invalid image.', 'input', 'invalid_image')
  return bytes.length
}

const unsupported = ['minLength', 'maxLength', 'oneOf', 'allOf']

/** Every field is required and none other allowed; no limits of lengths. */
function checkStrict(schema: Schema, path = 'schema'): void {
  for (const name of unsupported)
    if (name in schema) throw refuse(`'${name}' is not permitted in ${path}.`, 'text.format.schema')
  const { properties, required = [], items, anyOf } = schema
  if (properties) {
    const names = Object.keys(properties)
    if (schema.additionalProperties !== false)
      throw refuse(`'additionalProperties' must be false in ${path}.`, 'text.format.schema')
    if (names.some((name) => !required.includes(name)))
      throw refuse(`'required' must name every property in ${path}.`, 'text.format.schema')
    for (const name of names) checkStrict(properties[name] ?? {}, `${path}.${name}`)
  }
  if (items) checkStrict(items, `${path}[]`)
  for (const each of [...(anyOf ?? []), ...Object.values(schema.$defs ?? schema.definitions ?? {})])
    checkStrict(each, path)
}

/** The shortest thing that the schema allows, with words that say where they stand. */
function fill(schema: Schema, root: Schema, path: string[] = []): unknown {
  if (schema.$ref) {
    const target = schema.$ref.split('/').slice(1)
    const found = target.reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], root)
    return fill(found as Schema, root, path)
  }
  if (schema.anyOf) return fill(schema.anyOf[0] ?? {}, root, path)
  if (schema.enum) return schema.enum.includes('living_room') ? 'living_room' : schema.enum[0]
  const [type] = [schema.type].flat()
  if (type === 'object') {
    const entries = Object.entries(schema.properties ?? {})
    return Object.fromEntries(entries.map(([name, inner]) => [name, fill(inner, root, [...path, name])]))
  }
  if (type === 'array') return [fill(schema.items ?? {}, root, path)]
  if (type === 'boolean') return false
  if (type === 'number' || type === 'integer') return path.includes('quality_score') ? 8 : 1
  return `Emulated ${path.join(' ')} ${path.includes('caption_short') ? 'x'.repeat(200) : ''}`.trim()
}

export function writeAnswer({ model, prompt, schema, imageBytes }: Wanted, step: string): unknown {
  const written = step === 'other-json' ? { hello: 'world' } : fill(schema, schema)
  const text = step === 'prose' ? 'I would say it is a lovely room.' : JSON.stringify(written)
  const said = { type: 'output_text', text: step === 'cut-off' ? text.slice(0, 40) : text, annotations: [] }
  const content = step === 'refusal' ? { type: 'refusal', refusal: 'I cannot help with that.' } : said
  const [inputTokens, outputTokens] = [
    Math.ceil(prompt.length / 4) + (imageBytes > 0 ? 765 : 0),
    Math.ceil(text.length / 4),
  ]
  return {
    ...{ id: `resp_${randomUUID().replaceAll('-', '')}`, object: 'response', created_at: 1_795_000_000, model },
    status: step === 'cut-off' ? 'incomplete' : 'completed',
    incomplete_details: step === 'cut-off' ? { reason: 'max_output_tokens' } : null,
    output: [{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [content] }],
    usage: {
      ...{ input_tokens: inputTokens, output_tokens: outputTokens, total_tokens: inputTokens + outputTokens },
      ...{ input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } },
    },
  }
}
