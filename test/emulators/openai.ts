import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { badPictures, drawEdited } from './draw.ts'
import type { EmulatedRequest, EmulatedService, EmulatorTools } from './emulator.ts'
import { answerWithFault, faultSteps, isFault } from './faults.ts'
import { checkForm, mebibyte, models, Refusal, readForm, refuse } from './openai-form.ts'
import { checkWriting, writeAnswer, writingSteps } from './openai-responses.ts'

const safety = (stage: string, category: string) =>
  new Refusal(400, {
    message: `Your request was rejected by the safety system. Include the request ID req_1. safety_violations=[${category}].`,
    type: 'image_generation_user_error',
    code: 'moderation_blocked',
    moderation_details: { moderation_stage: stage, categories: [category] },
  })

const tooMany = (message: string, headers: Record<string, string> = {}) =>
  new Refusal(429, { message, type: 'requests', code: 'rate_limit_exceeded' }, headers)

const perMinute = (limit: number) =>
  `Rate limit exceeded for images per minute in organization org-emulated. Limit: ${limit}/1min. Current: ${limit + 1}/1min. Please visit https://platform.openai.com/docs/guides/rate-limits to learn more.`

/** Steps that end without a picture. */
const refusals: Record<string, (prompt: string, argument: string | undefined) => Refusal> = {
  'rate-limit': (_prompt, wait = '1500') =>
    tooMany('Rate limit reached. Please try again in 20s.', { 'retry-after-ms': wait, 'retry-after': '2' }),
  'rate-limit-seconds': () => tooMany('Rate limit reached.', { 'retry-after': '7' }),
  'rate-limit-text': () => tooMany('Rate limit reached for gpt-image-2. Please try again in 1m2.5s.'),
  'images-per-minute': () => tooMany(perMinute(5)),
  'no-images-per-minute': () => tooMany(perMinute(0)),
  quota: () =>
    new Refusal(429, {
      message: 'You exceeded your current quota.',
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    }),
  'server-error': () =>
    new Refusal(500, { message: 'The server had an error.', type: 'server_error' }, { 'x-should-retry': 'false' }),
  unavailable: () => new Refusal(503, { message: 'Overloaded.', type: 'server_error', code: 'server_is_overloaded' }),
  moderation: () => safety('input', 'sexual'),
  'moderation-output': () => safety('output', 'violence'),
  'moderation-text': () =>
    new Refusal(400, { message: 'Rejected. safety_violations=[self-harm].', code: 'moderation_blocked' }),
  'bad-request': (prompt) => refuse(`Invalid value: '${prompt}' with key sk-test-key-1234.`, 'prompt'),
  unprocessable: () => new Refusal(422, { message: 'Unprocessable.' }),
  forbidden: () =>
    new Refusal(403, { message: 'Country not supported.', code: 'unsupported_country_region_territory' }),
  unverified: () =>
    new Refusal(403, {
      message: 'Your organization must be verified to use the model `gpt-image-2`. Please go to the settings.',
    }),
  'model-gone': () =>
    new Refusal(404, { message: 'The model does not exist or you do not have access to it.', code: 'model_not_found' }),
}

/** Steps that give out something else than the picture that was drawn. */
const pictures: Record<string, (drawn: Buffer, argument: string | undefined) => Buffer | Promise<Buffer>> = {
  'text-picture': () => badPictures.text,
  'empty-picture': () => badPictures.none,
  'bomb-picture': () => badPictures.bomb(),
  'tiny-picture': () => badPictures.tiny(),
  'truncated-picture': (drawn) => badPictures.truncated(drawn),
  'wrong-type': (drawn) => sharp(drawn).png().toBuffer(),
  // Decoders stop at the end of the picture, so it may be as long as one likes.
  padded: (drawn, megabytes = '10') => Buffer.concat([drawn, Buffer.alloc(Number(megabytes) * mebibyte, 'pad')]),
}

const otherSteps = ['success', 'slow', 'no-image', 'no-data', 'no-bytes', 'redirect', 'bad-gateway']

/** `/openai/v1/images/edits` and `/openai/v1/models`, https://developers.openai.com/api/reference/resources/images */
export function createOpenaiEmulator({ nextStep }: EmulatorTools): EmulatedService {
  async function edit(request: EmulatedRequest): Promise<void> {
    const form = await readForm(request)
    const { prompt, first } = await checkForm(form)
    request.record.isSubmit = true
    const { name, argument } = nextStep('openai', prompt)
    const refusal = refusals[name]
    if (refusal) throw refusal(prompt, argument)
    if (name === 'redirect') return void request.reply.writeHead(307, { location: '/openai/v1/elsewhere' }).end()
    if (name === 'bad-gateway')
      return void request.reply.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>')
    request.record.isBilled = true
    if (name === 'slow') await new Promise((resolve) => setTimeout(resolve, Number(argument ?? 100)))
    const body = await answerOf(form, { prompt, first, name, argument })
    if (isFault(name)) answerWithFault(name, request, body)
    else request.reply.writeHead(200, { ...jsonHeaders(), 'content-length': String(body.length) }).end(body)
  }

  async function respond(request: EmulatedRequest): Promise<void> {
    const wanted = await checkWriting(request)
    request.record.isSubmit = true
    const { name, argument } = nextStep('openai', wanted.prompt)
    const refusal = refusals[name]
    if (refusal) throw refusal(wanted.prompt, argument)
    request.record.isBilled = true
    const body = Buffer.from(JSON.stringify(writeAnswer(wanted, name)))
    if (isFault(name)) answerWithFault(name, request, body)
    else request.reply.writeHead(200, { ...jsonHeaders(), 'content-length': String(body.length) }).end(body)
  }

  async function handle(request: EmulatedRequest): Promise<void> {
    const { method, url, reply } = request
    try {
      checkKey(request)
      if (method === 'POST' && url.pathname === '/v1/images/edits') return await edit(request)
      if (method === 'POST' && url.pathname === '/v1/responses') return await respond(request)
      if (method === 'GET' && url.pathname === '/v1/models') {
        const data = models.map(({ id, shutdown_date }) => ({
          id,
          object: 'model',
          created: 1,
          owned_by: 'system',
          shutdown_date,
        }))
        reply.writeHead(200, jsonHeaders()).end(JSON.stringify({ object: 'list', data }))
        return
      }
      throw new Refusal(404, { message: `Invalid URL (${method} ${url.pathname})`, code: 'unknown_url' })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      reply.writeHead(error.status, { ...jsonHeaders(), ...error.headers }).end(JSON.stringify({ error: error.error }))
    }
  }

  const steps = [...Object.keys(refusals), ...Object.keys(pictures), ...otherSteps, ...writingSteps, ...faultSteps]
  return { name: 'openai', handle, steps, reset() {} }
}

const jsonHeaders = () => ({
  'content-type': 'application/json',
  'x-request-id': `req_${randomUUID().replaceAll('-', '')}`,
  'openai-processing-ms': '12',
  'x-ratelimit-limit-requests': '5',
  'x-ratelimit-remaining-requests': '4',
  'x-ratelimit-reset-requests': '12s',
})

function checkKey({ headers }: EmulatedRequest): void {
  const key = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
  if (key?.startsWith('test-key')) return
  const message = key
    ? `Incorrect API key provided: ${key}. You can find your API key in the settings.`
    : "You didn't provide an API key."
  throw new Refusal(401, { message, code: key ? 'invalid_api_key' : null })
}

interface Work {
  prompt: string
  first: { bytes: Buffer; width: number; height: number }
  name: string
  argument: string | undefined
}

async function answerOf(form: FormData, { prompt, first, name, argument }: Work): Promise<Buffer> {
  const format = (form.get('output_format')?.toString() ?? 'png') as 'png' | 'jpeg' | 'webp'
  const [width = 1024, height = 1024] = (form.get('size')?.toString() ?? '').split('x').map(Number).filter(Boolean)
  const drawn = await drawEdited(first.bytes, { prompt, format, longestSidePixels: Math.max(width, height) })
  const bytes = await (pictures[name]?.(drawn, argument) ?? drawn)
  const [textTokens, imageTokens, outputTokens] = [Math.ceil(prompt.length / 4), 1024, 1056]
  const good = {
    created: 1_795_000_000,
    background: form.get('background')?.toString() ?? 'opaque',
    output_format: format,
    quality: form.get('quality')?.toString() ?? 'medium',
    size: `${width}x${height}`,
    data: [{ b64_json: bytes.toString('base64'), revised_prompt: 'A "quoted" \\ prompt\n' }],
    usage: {
      input_tokens: textTokens + imageTokens,
      input_tokens_details: { text_tokens: textTokens, image_tokens: imageTokens },
      output_tokens: outputTokens,
      output_tokens_details: { text_tokens: 0, image_tokens: outputTokens },
      total_tokens: textTokens + imageTokens + outputTokens,
    },
  }
  if (name === 'no-image') return Buffer.from(JSON.stringify({ ...good, data: [] }))
  if (name === 'no-bytes') return Buffer.from(JSON.stringify({ ...good, data: [{}] }))
  return Buffer.from(JSON.stringify(name === 'no-data' ? { created: 1 } : good))
}
