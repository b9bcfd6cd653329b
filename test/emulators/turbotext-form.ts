import type { EmulatedRequest } from './emulator.ts'

/** What the service checks in a form; a failure is the name that it answers. */
interface FieldRule {
  isRequired?: boolean
  isPicture?: boolean
  fits?(value: string): boolean
}

const between = (least: number, most: number, isWhole: boolean) => (value: string) => {
  const number = Number(value)
  return value.trim() !== '' && number >= least && number <= most && (!isWhole || Number.isInteger(number))
}
const link: FieldRule = { isRequired: true, isPicture: true }

export const methods: Readonly<Record<string, Readonly<Record<string, FieldRule>>>> = {
  generate_image2image: {
    url: link,
    content: { isRequired: true },
    strength: { fits: between(0, 80, true) },
    seed: { fits: between(1, 10 ** 10, true) },
    scale: { fits: between(0.1, 20, false) },
    negative_prompt: { fits: (value) => value.split(/\s+/).length <= 80 },
    original_language: { fits: (value) => /^[a-z]{2}$/.test(value) },
    user_id: { fits: between(1, 2 ** 31, true) },
  },
  mix_images: { url: link, url_image_target: link, content: {} },
  deepfake_photo: {
    url: link,
    url_image_target: link,
    face_restore: { fits: (value) => value === 'True' || value === 'False' },
  },
}

/** The field that a file stands for: `file` is the photo. */
const photoFields: Readonly<Record<string, string>> = {
  generate_image2image: 'url',
  mix_images: 'url_image_target',
  deepfake_photo: 'url',
}

export interface SentForm {
  fields: ReadonlyMap<string, string>
  /** Pictures that came with the form, by the field that they stand for. */
  files: ReadonlyMap<string, Buffer>
}

/** Undefined: no form that the service reads. */
export async function readForm(method: string, { headers, body }: EmulatedRequest): Promise<SentForm | undefined> {
  const type = headers['content-type'] ?? ''
  if (/^application\/x-www-form-urlencoded(;|$)/.test(type)) {
    return { fields: new Map(new URLSearchParams(body.toString())), files: new Map() }
  }
  // A body without a length is refused by the server in front of PHP.
  if (!/^multipart\/form-data; boundary=/.test(type) || headers['content-length'] === undefined) return undefined
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  const fields = new Map<string, string>()
  const files = new Map<string, Buffer>()
  for (const [name, value] of form) {
    if (typeof value === 'string') fields.set(name, value)
    else files.set(name === 'file' ? (photoFields[method] ?? name) : name, Buffer.from(await value.arrayBuffer()))
  }
  return { fields, files }
}

const ownFields = new Set(['do', 'webhook'])

export function isComplete(method: string, { fields, files }: SentForm): boolean {
  const rules = methods[method] ?? {}
  const isKnown = [...fields.keys(), ...files.keys()].every((name) => ownFields.has(name) || Object.hasOwn(rules, name))
  const isRight = Object.entries(rules).every(([name, { isRequired, isPicture, fits }]) => {
    const value = fields.get(name)
    if (isPicture && files.has(name)) return value === undefined
    if (value === undefined || value === '') return !isRequired
    return fits?.(value) ?? true
  })
  return isKnown && isRight
}
