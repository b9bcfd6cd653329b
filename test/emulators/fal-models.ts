/** What the stand-in knows of a model: its own table, so that a slip in the catalogue does not go unnoticed. */
export interface EmulatedModel {
  /** Undefined: it wants words alone. */
  photo?: 'image_url' | 'image_urls'
  mask?: 'mask_url'
  /** Where the words go; required unless said otherwise. */
  words?: string
  mayBeWordless?: boolean
  /** What is in its answer; `boxes` and `text` are Florence-2’s. */
  answer: 'image' | 'images' | 'boxes' | 'text' | 'mask' | 'depth' | 'video'
  /** Which of its other fields there may be, and what each must be. */
  more?: Readonly<Record<string, (value: unknown) => boolean>>
  formats?: readonly string[]
  /** Tells of every picture whether it is indecent. */
  suspects?: boolean
}

const kontext: EmulatedModel = {
  photo: 'image_url',
  words: 'prompt',
  answer: 'images',
  formats: ['jpeg', 'png'],
  suspects: true,
}
const banana: EmulatedModel = {
  photo: 'image_urls',
  words: 'prompt',
  answer: 'images',
  formats: ['jpeg', 'png', 'webp'],
}
const seedream: EmulatedModel = { photo: 'image_urls', words: 'prompt', answer: 'images' }
const masked: EmulatedModel = { photo: 'image_url', mask: 'mask_url', answer: 'images' }
const quality = (value: unknown) => /^(low|medium|high|best)_quality$/.test(String(value))

const flag = (value: unknown) => typeof value === 'boolean'
const between = (least: number, most: number) => (value: unknown) =>
  typeof value === 'number' && value >= least && value <= most
const isBox = (value: unknown) => {
  const corners = ['x_min', 'y_min', 'x_max', 'y_max'].map((name) => (value as Record<string, unknown>)[name])
  const [left = 0, top = 0, right = 0, bottom = 0] = corners as number[]
  return corners.every((corner) => typeof corner === 'number') && left < right && top < bottom
}
const florence = (answer: 'boxes' | 'text'): EmulatedModel => ({ photo: 'image_url', answer, more: {} })

export const emulatedModels: Readonly<Record<string, EmulatedModel>> = {
  'fal-ai/flux-pro/kontext': kontext,
  'fal-ai/flux-pro/kontext/multi': { ...kontext, photo: 'image_urls' },
  'fal-ai/nano-banana/edit': banana,
  'fal-ai/nano-banana-pro/edit': banana,
  'fal-ai/nano-banana-2/edit': banana,
  'fal-ai/bytedance/seedream/v4/edit': seedream,
  'fal-ai/bytedance/seedream/v4.5/edit': seedream,
  'fal-ai/qwen-image-edit-plus': banana,
  'fal-ai/birefnet/v2': { photo: 'image_url', answer: 'image', formats: ['webp', 'png', 'gif'] },
  'fal-ai/clarity-upscaler': { photo: 'image_url', words: 'prompt', mayBeWordless: true, answer: 'image' },
  'fal-ai/seedvr/upscale/image': { photo: 'image_url', answer: 'image', formats: ['png', 'jpg', 'webp'] },
  'fal-ai/object-removal': { photo: 'image_url', words: 'prompt', answer: 'images' },
  'fal-ai/object-removal/mask': { ...masked, more: { mask_expansion: between(0, 50), model: quality } },
  'fal-ai/bria/eraser': { ...masked, answer: 'image' },
  'fal-ai/image-apps-v2/object-removal': { photo: 'image_url', words: 'object_to_remove', answer: 'images' },
  'fal-ai/florence-2-large/object-detection': florence('boxes'),
  'fal-ai/florence-2-large/caption': florence('text'),
  'fal-ai/florence-2-large/detailed-caption': florence('text'),
  'fal-ai/florence-2-large/more-detailed-caption': florence('text'),
  'fal-ai/florence-2-large/dense-region-caption': florence('boxes'),
  'fal-ai/sam2/image': {
    photo: 'image_url',
    answer: 'mask',
    formats: ['jpeg', 'png', 'webp'],
    more: {
      apply_mask: flag,
      sync_mode: flag,
      box_prompts: (value) => Array.isArray(value) && value.every(isBox),
      prompts: Array.isArray,
    },
  },
  'fal-ai/imageutils/depth': {
    photo: 'image_url',
    answer: 'depth',
    more: { a: Number.isFinite, bg_th: Number.isFinite, depth_and_normal: flag },
  },
  'fal-ai/emulated-video': { words: 'prompt', answer: 'video' },
  'fal-ai/codeformer': { photo: 'image_url', answer: 'image' },
  'fal-ai/image-editing/retouch': { photo: 'image_url', answer: 'images' },
}

/** `{loc, msg, type}`, as fal's models say what they do not like. */
export interface Complaint {
  loc: string[]
  msg: string
  type: string
}

const complain = (field: string, type: string, msg: string): Complaint => ({ loc: ['body', field], msg, type })

/** What a model says about its input before it looks at the pictures. */
export function findComplaints(model: EmulatedModel, input: Readonly<Record<string, unknown>>): Complaint[] {
  const complaints: Complaint[] = []
  const { photo, mask, words, mayBeWordless, formats } = model
  const isMissing = (field: string) => {
    if (input[field] !== undefined) return false
    complaints.push(complain(field, 'missing', 'Field required'))
    return true
  }
  if (photo && !isMissing(photo)) {
    const isList = Array.isArray(input[photo])
    if (isList !== (photo === 'image_urls')) complaints.push(complain(photo, 'value_error', 'Wrong kind of value'))
  }
  if (mask) isMissing(mask)
  if (words && !mayBeWordless && !isMissing(words) && typeof input[words] !== 'string') {
    complaints.push(complain(words, 'string_type', 'Input should be a valid string'))
  }
  const format = input.output_format
  if (format !== undefined && !formats?.some((each) => each === format)) {
    complaints.push(complain('output_format', 'literal_error', 'Unexpected value'))
  }
  const { more } = model
  const known = new Set([photo, mask, words, 'output_format', ...Object.keys(more ?? {})])
  for (const [name, value] of Object.entries(more ? input : {})) {
    if (!known.has(name)) complaints.push(complain(name, 'extra_forbidden', 'Extra inputs are not permitted'))
    else if (more?.[name]?.(value) === false) complaints.push(complain(name, 'value_error', 'Wrong kind of value'))
  }
  return complaints
}
