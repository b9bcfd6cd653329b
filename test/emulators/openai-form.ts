import sharp from 'sharp'
import type { EmulatedRequest } from './emulator.ts'

interface EmulatedModel {
  id: string
  shutdown_date: string | null
  anySize: boolean
  qualities: string[]
  /** Fields that not every model has. */
  extras: string[]
}

const threeQualities = ['auto', 'low', 'medium', 'high']
const fiveQualities = [...threeQualities, 'xhigh', 'max']
const old = { shutdown_date: '2026-12-01', anySize: false, qualities: threeQualities, extras: ['input_fidelity'] }
const two = { shutdown_date: null, anySize: true, qualities: threeQualities, extras: ['moderation'] }
const ofSix = { ...two, qualities: fiveQualities, extras: ['moderation', 'complexity'] }

/** What the account sees; gpt-image-1 is gone. */
export const models: readonly EmulatedModel[] = [
  { ...ofSix, id: 'gpt-image-2.6-flare' },
  { ...ofSix, id: 'gpt-image-2.6-sunburst' },
  { ...two, qualities: fiveQualities, id: 'gpt-image-2.5-flare' },
  { ...two, qualities: fiveQualities, id: 'gpt-image-2.5-sunburst' },
  { ...two, id: 'gpt-image-2' },
  { ...old, id: 'gpt-image-1.5' },
  { ...old, id: 'gpt-image-1-mini' },
]

export const emulatedModels = models.map(({ id }) => id)

const types = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/webp', 'webp'],
])
const fixedSizes = ['auto', '1024x1024', '1536x1024', '1024x1536']
const everyModelHas = ['model', 'prompt', 'size', 'quality', 'output_format', 'output_compression', 'background', 'n']
export const mebibyte = 1024 ** 2

/** An answer that is no picture, in the service's shape. */
export class Refusal extends Error {
  readonly status: number
  readonly error: Record<string, unknown>
  readonly headers: Record<string, string>

  constructor(status: number, error: Record<string, unknown>, headers: Record<string, string> = {}) {
    super(String(error.message))
    this.status = status
    this.error = { type: 'invalid_request_error', param: null, code: null, ...error }
    this.headers = headers
  }
}

export const refuse = (message: string, param: string | null, code: string | null = 'invalid_value') =>
  new Refusal(400, { message, param, code })

export async function readForm({ headers, body }: EmulatedRequest): Promise<FormData> {
  const type = headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data'))
    throw refuse(`Unsupported content type: '${type}'.`, null, 'unsupported_content_type')
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData().catch(() => {
    throw refuse('Could not parse multipart form.', null, null)
  })
}

const filesOf = (form: FormData, name: string) => form.getAll(name).filter((value) => value instanceof File)

async function readPicture(file: File, param: string) {
  const format = types.get(file.type)
  if (!format) {
    const message = `Invalid file '${param}': unsupported mimetype ('${file.type}'). Supported file formats are 'image/jpeg', 'image/png', and 'image/webp'.`
    throw refuse(message, param, 'unsupported_file_mimetype')
  }
  if (file.size >= 50 * mebibyte) throw refuse('The image is too large.', param, 'image_too_large')
  const bytes = Buffer.from(await file.arrayBuffer())
  const found = await sharp(bytes, { failOn: 'error' })
    .metadata()
    .catch(() => undefined)
  if (found?.format !== format) throw refuse('Invalid image file or mode for image.', param, 'invalid_image_file')
  const { width, height } = found.autoOrient
  return { bytes, width, height, hasAlpha: found.hasAlpha }
}

/** Throws what the service would answer; the prompt and the picture to edit otherwise. */
export async function checkForm(form: FormData) {
  const model = checkFields(form)
  const prompt = form.get('prompt')
  if (typeof prompt !== 'string' || !prompt)
    throw refuse("Missing required parameter: 'prompt'.", 'prompt', 'missing_required_parameter')
  if (prompt.length > 32_000) throw refuse('The prompt is too long.', 'prompt', 'string_above_max_length')
  checkValues(form, model)
  const files = [...filesOf(form, 'image'), ...filesOf(form, 'image[]')]
  if (files.length === 0) throw refuse("Missing required parameter: 'image'.", 'image', 'missing_required_parameter')
  if (files.length > 16) throw refuse('Too many images: at most 16.', 'image', 'array_above_max_length')
  const read = await Promise.all(files.map((file, place) => readPicture(file, `image[${place}]`)))
  const [first] = read
  if (!first) throw new Error('unreachable')
  await checkMask(form, first)
  return { prompt, first }
}

function checkFields(form: FormData): EmulatedModel {
  const id = form.get('model')
  const model = models.find((each) => each.id === id)
  if (!model) {
    const message = `The model '${String(id)}' does not exist or you do not have access to it.`
    throw new Refusal(404, { message, code: 'model_not_found' })
  }
  const allowed = new Set([...everyModelHas, ...model.extras, 'image', 'image[]', 'mask'])
  for (const name of form.keys())
    if (!allowed.has(name)) throw refuse(`Unknown parameter: '${name}'.`, name, 'unknown_parameter')
  return model
}

function isAnySize(size: string): boolean {
  const [width = 0, height = 0] = (/^(\d+)x(\d+)$/.exec(size) ?? []).slice(1).map(Number)
  const pixels = width * height
  if (width % 16 || height % 16 || Math.max(width, height) > 3840) return false
  return pixels >= 655_360 && pixels <= 8_294_400 && width <= 3 * height && height <= 3 * width
}

function checkValues(form: FormData, { anySize, qualities }: EmulatedModel): void {
  const value = (name: string) => form.get(name)?.toString()
  const oneOf = (name: string, allowed: readonly string[]) => {
    const found = value(name)
    if (found !== undefined && !allowed.includes(found))
      throw refuse(`Invalid value: '${found}'. Supported values are: ${allowed.join(', ')}.`, name)
  }
  const size = value('size') ?? 'auto'
  if (!(anySize && isAnySize(size))) oneOf('size', fixedSizes)
  oneOf('quality', qualities)
  oneOf('output_format', ['png', 'jpeg', 'webp'])
  oneOf('background', ['auto', 'opaque', 'transparent'])
  oneOf('complexity', ['low', 'medium', 'high'])
  oneOf('input_fidelity', ['low', 'high'])
  oneOf('moderation', ['auto', 'low'])
  const format = value('output_format') ?? 'png'
  if (value('background') === 'transparent' && format === 'jpeg')
    throw refuse('Transparent background is not supported for JPEG.', 'background')
  const compression = value('output_compression')
  if (compression === undefined) return
  if (format === 'png') throw refuse('Compression is not supported for PNG.', 'output_compression')
  if (!/^(\d{1,2}|100)$/.test(compression)) throw refuse('Invalid compression.', 'output_compression')
}

async function checkMask(form: FormData, first: { width: number; height: number }): Promise<void> {
  const file = form.get('mask')
  if (file === null) return
  if (!(file instanceof File)) throw refuse('The mask must be a file.', 'mask')
  const mask = await readPicture(file, 'mask')
  if (file.type !== 'image/png' || file.size >= 4 * mebibyte)
    throw refuse('The mask must be a PNG of less than 4 MB.', 'mask')
  if (!mask.hasAlpha)
    throw refuse('Invalid mask image format - mask image missing alpha channel', 'mask', 'invalid_mask')
  if (mask.width !== first.width || mask.height !== first.height)
    throw refuse('Invalid mask image format - mask size does not match image size', 'mask', 'invalid_mask')
}
