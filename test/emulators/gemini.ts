import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { badPictures, drawEdited } from './draw.ts'
import type { EmulatedRequest, EmulatedService, EmulatorTools } from './emulator.ts'
import { answerWithFault, faultSteps, isFault } from './faults.ts'
import { createEmulatedFiles, type FileOptions } from './gemini-files.ts'
import {
  invalid,
  modelNames,
  Refusal,
  readSubmission,
  requireModel,
  type Submission,
  unreadable,
} from './gemini-request.ts'

const megabyte = 1024 ** 2
const rpc = (type: string, fields: object) => ({ '@type': `type.googleapis.com/google.rpc.${type}`, ...fields })
const quota = (quotaId: string, quotaValue = '500') =>
  rpc('QuotaFailure', { violations: [{ quotaMetric: 'generate_requests', quotaId, quotaValue }] })
const exhausted = (message: string, ...details: object[]) => new Refusal(429, 'RESOURCE_EXHAUSTED', message, details)

/** Steps that end before any work. What a message may hold of the request must not come any further. */
const refusals: Record<string, (prompt: string, argument: string | undefined) => Refusal> = {
  'rate-limit': (_prompt, seconds = '3') =>
    exhausted(
      `You exceeded your current quota. Please retry in ${seconds}s.`,
      quota('GenerateRequestsPerMinutePerProjectPerModel'),
      rpc('Help', { links: [] }),
      rpc('RetryInfo', { retryDelay: `${seconds}s` }),
    ),
  'rate-limit-bare': () => exhausted('Resource has been exhausted (e.g. check quota).'),
  'quota-day': () => exhausted('You exceeded your current quota.', quota('GenerateRequestsPerDayPerProjectPerModel')),
  'quota-day-with-hint': () =>
    exhausted(
      'You exceeded your current quota. Please retry in 34.07s.',
      quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
      rpc('RetryInfo', { retryDelay: '34.07s' }),
    ),
  'quota-none': () => exhausted('You exceeded your quota.', quota('GenerateRequestsPerMinutePerProject', '0')),
  'spend-limit': () => exhausted('Your project has exceeded its spend limit for 10 minutes.'),
  internal: () => new Refusal(500, 'INTERNAL', 'An internal error has occurred.'),
  unavailable: () => new Refusal(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
  deadline: () => new Refusal(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'),
  'bad-request': (prompt) => invalid(`Request contains an invalid argument: "${prompt}".`, 'contents[0].parts[2]'),
  'no-billing': () => new Refusal(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
  forbidden: () => new Refusal(403, 'PERMISSION_DENIED', 'Your project has been denied access.'),
  'model-gone': () => new Refusal(404, 'NOT_FOUND', 'models/gone is not found for API version v1beta.'),
}

/** Steps that give out something else than the picture that was drawn. */
const pictures: Record<string, (drawn: Buffer, argument: string | undefined) => Buffer | Promise<Buffer>> = {
  'wrong-type': (drawn) => sharp(drawn).jpeg().toBuffer(),
  'text-picture': () => badPictures.text,
  'empty-picture': () => badPictures.none,
  'bomb-picture': () => badPictures.bomb(),
  'tiny-picture': () => badPictures.tiny(),
  'truncated-picture': (drawn) => badPictures.truncated(drawn),
  // Decoders stop at the end of the picture, so it may be as long as one likes.
  padded: (drawn, megabytes = '10') => Buffer.concat([drawn, Buffer.alloc(Number(megabytes) * megabyte, 'pad')]),
}

const inline = (bytes: Buffer) => ({ inlineData: { mimeType: 'image/png', data: bytes.toString('base64') } })
const ended = (finishReason: string, parts: object[] = []) => ({
  candidates: [{ content: { role: 'model', parts }, finishReason, index: 0 }],
})

/** Answers by what they hold. */
const answers: Record<string, (drawn: Buffer, draft: Buffer) => object> = {
  'prompt-blocked': () => ({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT', safetyRatings: [] } }),
  'image-safety': () => ended('IMAGE_SAFETY'),
  'image-prohibited': () => ended('IMAGE_PROHIBITED_CONTENT'),
  recitation: () => ended('IMAGE_RECITATION'),
  safety: (drawn) => ended('SAFETY', [inline(drawn)]),
  'no-image': () => ended('NO_IMAGE'),
  'image-other': () => ended('IMAGE_OTHER'),
  'text-only': () =>
    ended('STOP', [{ text: 'Thinking.', thought: true }, { text: 'I cannot\nedit "this". '.repeat(30) }]),
  nothing: () => ({}),
  'no-candidates': () => ({ candidates: null }),
  'thought-only': (drawn) => ended('STOP', [{ ...inline(drawn), thought: true }]),
  'thoughts-first': (drawn, draft) =>
    ended('STOP', [
      { text: 'A plan.', thought: true },
      { ...inline(draft), thought: true },
      { text: 'Here it is:' },
      inline(draft),
      { ...inline(drawn), thoughtSignature: Buffer.alloc(20_000, 'sign').toString('base64') },
    ]),
  'thoughts-last': (drawn, draft) => ended('STOP', [inline(drawn), { ...inline(draft), thought: true }]),
  'snake-case': (drawn) => ended('STOP', [{ inline_data: { mime_type: 'image/png', data: drawn.toString('base64') } }]),
  'url-safe': (drawn) => ended('STOP', [{ inlineData: { mimeType: 'image/png', data: drawn.toString('base64url') } }]),
  'no-usage': (drawn) => ended('STOP', [inline(drawn)]),
}
const withoutWork = new Set(['prompt-blocked', 'nothing', 'no-candidates'])

const otherSteps = ['success', 'slow', 'file-gone', 'error-list', 'error-in-200', 'bad-gateway', 'redirect']

/** `/gemini/v1beta/models/{model}:generateContent` and files, https://ai.google.dev/api */
export function createGeminiEmulator(
  { nextStep, origin }: EmulatorTools,
  options: FileOptions = {},
): EmulatedService & { fileIds(): string[] } {
  const files = createEmulatedFiles(origin, options)

  async function generate(request: EmulatedRequest, model: string): Promise<void> {
    const { record, reply } = request
    const submission = await readSubmission(request, model, files.find)
    record.isSubmit = true
    const { name, argument } = nextStep('gemini', submission.prompt)
    const refusal = refusals[name]?.(submission.prompt, argument)
    if (refusal?.code === 429) reply.setHeader('retry-after', '99') // the body knows better
    if (refusal) throw refusal
    if (name === 'file-gone') {
      const id = files.ids().at(-1) ?? ''
      throw new Refusal(403, 'PERMISSION_DENIED', `You do not have permission to access the File ${id}.`)
    }
    if (name === 'error-list') return send(reply, 503, [refusals.unavailable?.('', '').body])
    if (name === 'error-in-200') return send(reply, 200, refusals.unavailable?.('', '').body)
    if (name === 'redirect') return void reply.writeHead(302, { location: `${origin()}/gemini/elsewhere` }).end()
    if (name === 'bad-gateway')
      return void reply.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>')
    record.isBilled = !withoutWork.has(name)
    if (name === 'slow') await new Promise((resolve) => setTimeout(resolve, Number(argument ?? 100)))
    const body = toJson(await answerOf(submission, name, argument))
    if (isFault(name)) answerWithFault(name, request, body)
    else reply.writeHead(200, { ...jsonHeaders, 'content-length': String(body.length) }).end(body)
  }

  async function route(request: EmulatedRequest): Promise<void> {
    const { method, url, reply } = request
    // Its address is its key.
    if (files.isFinish(request)) return send(reply, 200, files.finish(request))
    checkKey(request)
    const [, model = '', verb] = /^\/v1(?:beta)?\/models\/([\w.-]+):(\w+)$/.exec(url.pathname) ?? []
    if (method === 'POST' && verb === 'generateContent') return generate(request, model)
    if (method === 'POST' && verb === 'countTokens') {
      requireModel(model)
      return send(reply, 200, { totalTokens: 1, promptTokensDetails: [{ modality: 'TEXT', tokenCount: 1 }] })
    }
    if (method === 'GET' && /^\/v1(beta)?\/models$/.test(url.pathname)) {
      return send(reply, 200, { models: modelNames.map((name) => ({ name: `models/${name}` })) })
    }
    const answer = files.handle(request)
    if (!answer) throw new Refusal(404, 'NOT_FOUND', 'Requested entity was not found.')
    send(reply, 200, answer)
  }

  async function handle(request: EmulatedRequest): Promise<void> {
    try {
      await route(request)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      send(request.reply, error.code, error.body)
    }
  }

  const steps = [refusals, pictures, answers].flatMap((each) => Object.keys(each)).concat(otherSteps, faultSteps)
  return { name: 'gemini', handle, steps, reset: files.reset, fileIds: files.ids }
}

const jsonHeaders = { 'content-type': 'application/json; charset=UTF-8', server: 'scaffolding on HTTPServer2' }

/** As the service writes it: on many lines, and with signs of HTML as numbers. */
function toJson(value: unknown): Buffer {
  const text = JSON.stringify(value, null, 2)
  return Buffer.from(text.replaceAll(/[=<>&']/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`))
}

function send(reply: EmulatedRequest['reply'], status: number, value: unknown): void {
  reply.writeHead(status, jsonHeaders).end(toJson(value))
}

function checkKey({ headers, url }: EmulatedRequest): void {
  const key = headers['x-goog-api-key']
  if (url.searchParams.has('key')) throw invalid('The key belongs into the header.')
  if (key === undefined) throw new Refusal(403, 'PERMISSION_DENIED', "Method doesn't allow unregistered callers.")
  if (key.startsWith('test-key')) return
  throw new Refusal(400, 'INVALID_ARGUMENT', `API key not valid: ${key}. Please pass a valid API key.`, [
    rpc('ErrorInfo', { reason: 'API_KEY_INVALID', domain: 'googleapis.com' }),
  ])
}

const imageTokens = 1120

async function answerOf(
  { model, pictures: given, prompt, longestSidePixels }: Submission,
  name: string,
  argument: string | undefined,
) {
  const [first] = given
  if (!first) throw invalid('Only pictures are made out of pictures here.')
  const drawn = await drawEdited(first.bytes, { prompt, longestSidePixels }).catch(() => {
    throw unreadable()
  })
  const bytes = await (pictures[name]?.(drawn, argument) ?? drawn)
  const answer = answers[name]?.(bytes, await badPictures.tiny()) ?? ended('STOP', [inline(bytes)])
  const isDrawn = !withoutWork.has(name)
  const [textIn, imageIn] = [Math.ceil(prompt.length / 4), given.length * 258]
  const usageMetadata = {
    promptTokenCount: textIn + imageIn,
    ...(isDrawn && { candidatesTokenCount: imageTokens, thoughtsTokenCount: 100 }),
    totalTokenCount: textIn + imageIn + (isDrawn ? imageTokens + 100 : 0),
    promptTokensDetails: [
      { modality: 'TEXT', tokenCount: textIn },
      { modality: 'IMAGE', tokenCount: imageIn },
    ],
    ...(isDrawn && { candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: imageTokens }] }),
  }
  const usage = name === 'no-usage' || name === 'nothing' ? {} : { usageMetadata }
  return name === 'nothing' ? {} : { ...answer, ...usage, modelVersion: model, responseId: `resp-${randomUUID()}` }
}
