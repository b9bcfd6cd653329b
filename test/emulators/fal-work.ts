import sharp from 'sharp'
import { anyPhoto, badPictures, drawEdited } from './draw.ts'
import { type Answer, complaint, resultRefusals } from './fal-answers.ts'
import { type EmulatedModel, findComplaints } from './fal-models.ts'
import { describePicture, drawDepth, drawMask, removeMasked } from './fal-vision.ts'

export interface Work {
  app: string
  /** Of the step. */
  name: string
  model: EmulatedModel
  input: Readonly<Record<string, unknown>>
}

interface Surroundings {
  fetch(url: string): Promise<Response>
  /** Resolves to the address where a file can be had from now on. */
  publish(bytes: Buffer, type: string | undefined): string
  /** Called when the work is charged for. */
  charge(): void
}

async function download(address: unknown, { fetch }: Surroundings): Promise<Buffer | undefined> {
  if (String(address).startsWith('data:')) return Buffer.from(String(address).split(',')[1] ?? '', 'base64')
  const answer = await fetch(String(address)).catch(() => undefined)
  return answer?.ok ? Buffer.from(await answer.arrayBuffer()) : undefined
}

/** Does what a model does: fetches the pictures itself, looks at them, and draws. */
export async function doFalWork(work: Work, surroundings: Surroundings): Promise<Answer> {
  const { model, input, name } = work
  const complaints = findComplaints(model, input)
  if (complaints.length > 0) return { status: 422, body: { detail: complaints } }
  const addresses = [model.photo ? input[model.photo] : [], model.mask ? input[model.mask] : []].flat()
  const pictures = await Promise.all(addresses.map((address) => download(address, surroundings)))
  const [photo = model.photo ? undefined : await anyPhoto()] = pictures
  // Others behind the photo are templates.
  const mask = model.mask && input[model.mask] ? pictures.at(-1) : undefined
  if (!photo || pictures.includes(undefined)) {
    return complaint(422, 'file_download_error', 'Failed to download the file.')
  }
  const isPicture = await sharp(photo)
    .stats()
    .then(
      () => true,
      () => false,
    )
  if (!isPicture) return complaint(422, 'image_load_error', 'Failed to load the image.')
  const refusal = resultRefusals[name]
  if (!refusal || refusal.status === 200) surroundings.charge()
  return refusal ?? { status: 200, body: await answer(work, { photo, mask }, surroundings) }
}

interface Pictures {
  photo: Buffer
  mask: Buffer | undefined
}

async function answer(work: Work, { photo, mask }: Pictures, surroundings: Surroundings): Promise<unknown> {
  const { model, input, name } = work
  const { publish } = surroundings
  if (model.answer === 'boxes' || model.answer === 'text') return describePicture(photo, model.answer, name)
  if (model.answer === 'video') return { video: { url: publish(mp4, 'video/mp4') } }
  if (model.answer === 'mask' || model.answer === 'depth') {
    const drawn = await (model.answer === 'mask' ? drawMask(photo, input) : drawDepth(photo))
    const { bytes, type } = await spoil(name, drawn, 'image/png')
    const url = input.sync_mode ? `data:image/png;base64,${bytes.toString('base64')}` : publish(bytes, type)
    return { image: { url, content_type: type } }
  }
  if (mask) {
    const { bytes, type } = await spoil(name, await removeMasked(photo, mask, name), 'image/png')
    const image = { url: publish(bytes, type), content_type: type }
    return model.answer === 'images' ? { images: [image] } : { image }
  }
  return draw(work, photo, surroundings)
}

/** The head of a file that players know; nobody plays it. */
const mp4 = Buffer.from('000000186674797069736f6d0000020069736f6d69736f32', 'hex')

async function draw({ model, input, name, app }: Work, photo: Buffer, { publish }: Surroundings): Promise<unknown> {
  const format = input.output_format === 'png' || input.output_format === 'webp' ? input.output_format : 'jpeg'
  const isBlack = name === 'nsfw'
  const good = isBlack
    ? await sharp(photo).linear(0, 0).toFormat(format).toBuffer()
    : await drawEdited(photo, { prompt: String(input[model.words ?? ''] ?? app), format })
  const { bytes, type } = await spoil(name, good, `image/${format}`)
  const { width, height } = await sharp(good).metadata()
  const url = name === 'data-uri' ? `data:${type};base64,${good.toString('base64')}` : publish(bytes, type)
  const image = { url, ...(type && { content_type: type }), width, height }
  const suspects = model.suspects ? { has_nsfw_concepts: [isBlack] } : {}
  return model.answer === 'image' ? { image, seed: 1, ...suspects } : { images: [image], seed: 1, ...suspects }
}

/** Pictures that are not what they should be. */
const odd: Readonly<Record<string, (good: Buffer) => { bytes: Buffer | Promise<Buffer>; type?: string | undefined }>> =
  {
    'mime-missing': (bytes) => ({ bytes, type: undefined }),
    'mime-wrong': (bytes) => ({ bytes, type: 'image/gif' }),
    svg: () => ({ bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), type: 'image/svg+xml' }),
    html: () => ({ bytes: Buffer.from('<html>Maintenance</html>'), type: 'text/html' }),
    text: () => ({ bytes: badPictures.text }),
    truncated: (good) => ({ bytes: badPictures.truncated(good) }),
    bomb: () => ({ bytes: badPictures.bomb(), type: 'image/png' }),
    zero: () => ({ bytes: badPictures.none }),
    oversized: () => ({ bytes: Buffer.alloc(41 * 1024 ** 2) }),
  }

export const oddPictures = [...Object.keys(odd), 'data-uri', 'nsfw']

async function spoil(name: string, good: Buffer, usual: string): Promise<{ bytes: Buffer; type: string | undefined }> {
  const given = odd[name]?.(good) ?? { bytes: good }
  return { bytes: await given.bytes, type: 'type' in given ? given.type : usual }
}
