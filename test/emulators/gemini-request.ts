import sharp from 'sharp'
import type { EmulatedRequest } from './emulator.ts'

/** An answer in the form of https://cloud.google.com/apis/design/errors#error_model. */
export class Refusal extends Error {
  readonly code: number
  readonly status: string
  readonly details: readonly object[]

  constructor(code: number, status: string, message: string, details: readonly object[] = []) {
    super(message)
    this.code = code
    this.status = status
    this.details = details
  }

  get body() {
    const { code, message, status, details } = this
    return { error: { code, message, status, ...(details.length > 0 && { details }) } }
  }
}

export const invalid = (message: string, field?: string) =>
  new Refusal(
    400,
    'INVALID_ARGUMENT',
    message,
    field === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field, description: message }] }],
  )

export const unreadable = () => invalid('Unable to process input image. Please retry or report in the guide.')

const ten = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9']
const fourteen = [...ten, '1:4', '4:1', '1:8', '8:1']

/** What answers on 2026-11-21, and what each takes. */
const models: Record<string, { ratios: string[]; sizes: string[]; levels: string[] }> = {
  'gemini-nano-banana-2.1': { ratios: fourteen, sizes: ['1K', '2K', '4K'], levels: ['minimal', 'medium', 'high'] },
  'gemini-3.1-flash-lite-image': { ratios: ten, sizes: ['1K'], levels: [] },
  'gemini-3-pro-image': { ratios: ten, sizes: ['1K', '2K', '4K'], levels: [] },
}

export const modelNames = Object.keys(models)

const fields = {
  request: ['contents', 'generationConfig', 'safetySettings', 'systemInstruction'],
  content: ['role', 'parts'],
  part: ['text', 'inlineData', 'fileData'],
  inlineData: ['mimeType', 'data'],
  fileData: ['mimeType', 'fileUri'],
  config: ['responseModalities', 'imageConfig', 'thinkingConfig'],
  imageConfig: ['aspectRatio', 'imageSize'],
  thinkingConfig: ['thinkingLevel'],
  safety: ['category', 'threshold'],
}
const mimeTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/heic', 'image/heif']
const categories = ['HARASSMENT', 'HATE_SPEECH', 'SEXUALLY_EXPLICIT', 'DANGEROUS_CONTENT', 'CIVIC_INTEGRITY']
const thresholds = ['OFF', 'BLOCK_NONE', 'BLOCK_ONLY_HIGH', 'BLOCK_MEDIUM_AND_ABOVE', 'BLOCK_LOW_AND_ABOVE']
const mostInlineBytes = 100 * 1024 ** 2

type Fields = Record<string, unknown>

const camelCased = (name: string) => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** An object with the names it may have, in either spelling. */
function objectOf(value: unknown, kind: keyof typeof fields): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(`Invalid value at '${kind}'`, kind)
  const found = Object.entries(value).map(([name, each]) => [camelCased(name), each] as const)
  for (const [name] of found) {
    if (fields[kind].includes(name)) continue
    throw invalid(`Invalid JSON payload received. Unknown name "${name}" at '${kind}': Cannot find field.`, kind)
  }
  return Object.fromEntries(found)
}

function listOf(value: unknown, name: string): unknown[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw invalid(`Invalid value at '${name}'`, name)
  return value
}

export interface Picture {
  bytes: Buffer
  mimeType: string
}

export interface Submission {
  model: string
  pictures: Picture[]
  prompt: string
  longestSidePixels: number
}

/** `findFile` throws a Refusal for a file that is not there. */
export async function readSubmission(
  { headers, body }: EmulatedRequest,
  model: string,
  findFile: (uri: string) => Picture,
): Promise<Submission> {
  if (!/^application\/json\b/.test(headers['content-type'] ?? ''))
    throw invalid('Content-Type must be application/json.')
  if (body.length > mostInlineBytes) throw invalid('Request payload size exceeds the limit: 104857600 bytes.')
  const request = objectOf(parse(body), 'request')
  checkSafety(request.safetySettings)
  const imageSize = checkConfig(request.generationConfig ?? {}, requireModel(model))
  const contents = listOf(request.contents, 'contents').map((content) => objectOf(content, 'content'))
  if (contents.length === 0) throw invalid('* GenerateContentRequest.contents: contents is not specified', 'contents')
  const parts = contents.flatMap(({ parts: each }) => listOf(each, 'parts')).map((part) => objectOf(part, 'part'))
  const pictures = parts.flatMap((part) => pictureOf(part, findFile))
  for (const { bytes } of pictures) {
    await sharp(bytes)
      .metadata()
      .catch(() => {
        throw unreadable()
      })
  }
  const prompt = parts
    .map(({ text }) => text ?? '')
    .join('\n')
    .trim()
  if (prompt === '') throw invalid('* GenerateContentRequest.contents: no text')
  if (pictures.length > 14) throw invalid('Too many images.')
  return { model, pictures, prompt, longestSidePixels: Number.parseInt(imageSize, 10) * 1024 }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    throw invalid('Invalid JSON payload received. Unexpected token.')
  }
}

export function requireModel(id: string) {
  const model = models[id]
  if (model) return model
  const says = `models/${id} is not found for API version v1beta, or is not supported for generateContent.`
  throw new Refusal(404, 'NOT_FOUND', says)
}

function checkSafety(settings: unknown): void {
  for (const setting of listOf(settings, 'safetySettings')) {
    const { category, threshold } = objectOf(setting, 'safety')
    if (!categories.some((name) => category === `HARM_CATEGORY_${name}`)) throw invalid('Invalid value at category')
    if (!thresholds.includes(String(threshold))) throw invalid('Invalid value at threshold')
  }
}

/** The size of the picture. */
function checkConfig(
  config: unknown,
  { ratios, sizes, levels }: { ratios: string[]; sizes: string[]; levels: string[] },
) {
  const { responseModalities, imageConfig = {}, thinkingConfig = {} } = objectOf(config, 'config')
  if (!listOf(responseModalities, 'responseModalities').every((each) => each === 'IMAGE' || each === 'TEXT'))
    throw invalid('Invalid value at response_modalities')
  const { aspectRatio = '1:1', imageSize = '1K' } = objectOf(imageConfig, 'imageConfig')
  if (!ratios.includes(String(aspectRatio)))
    throw invalid('aspect_ratio must be one of the supported ones.', 'aspect_ratio')
  if (!sizes.includes(String(imageSize))) throw invalid(`Unsupported image size: ${String(imageSize)}.`, 'image_size')
  const { thinkingLevel } = objectOf(thinkingConfig, 'thinkingConfig')
  if (thinkingLevel !== undefined && !levels.includes(String(thinkingLevel)))
    throw invalid('Thinking level is not supported for this model.')
  return String(imageSize)
}

function pictureOf({ text, inlineData, fileData }: Fields, findFile: (uri: string) => Picture): Picture[] {
  if ([text, inlineData, fileData].filter((each) => each !== undefined).length !== 1)
    throw invalid('part must have exactly one of its fields')
  if (fileData !== undefined) {
    const { fileUri, mimeType } = objectOf(fileData, 'fileData')
    const file = findFile(String(fileUri))
    if (mimeType !== file.mimeType) throw invalid('mime_type does not match the file')
    return [file]
  }
  if (inlineData === undefined) return []
  const { mimeType, data } = objectOf(inlineData, 'inlineData')
  if (!mimeTypes.includes(String(mimeType))) throw invalid(`Unsupported MIME type: ${String(mimeType)}`)
  const bytes = Buffer.from(String(data), 'base64')
  if (bytes.length === 0 || bytes.toString('base64') !== data) throw invalid('Base64 decoding failed', 'data')
  return [{ bytes, mimeType: String(mimeType) }]
}
