import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import sharp from 'sharp'
import { GatewayError } from '../errors.ts'
import { isBarePicture } from '../media/bare-picture.ts'
import { type EncodedImage, encodeImage, longestSideOf, type OutputFormat } from '../media/encode-image.ts'
import type { ImageType } from '../media/image-type.ts'
import { inImagingPlace, mostPixels, orUnreadable } from '../media/imaging.ts'
import { inspectImage } from '../media/inspect-image.ts'
import { openImage } from '../media/open-image.ts'
import { readFromScratchFile, type ScratchFile, type Workspace } from '../media/scratch.ts'
import type { Model } from './catalogue/catalogue.ts'
import type { SourceImage } from './provider.ts'
import type { PreparedImage } from './service.ts'

interface Preparation {
  /** `photo`, or the role of a template. */
  role: string
  source: SourceImage
  limits: Model['input']
  workspace: Workspace
}

type Sent = Omit<PreparedImage, 'role' | 'link'>

/**
 * A picture in the form in which a model takes it. One that is so already stays as it is, byte for byte. A photo that
 * cannot be read is `unreadable_image`, a template `slot_misconfigured`.
 */
export async function prepareImage(preparation: Preparation, signal: AbortSignal): Promise<PreparedImage> {
  const { role, source } = preparation
  const sent = await prepare(preparation, signal).catch((error: unknown) => {
    if (!(error instanceof GatewayError) || !faultsOfPicture.has(error.code)) throw error
    const code = role === 'photo' ? 'unreadable_image' : 'slot_misconfigured'
    throw new GatewayError(code, `${role}: ${error.message}`, { cause: error })
  })
  return {
    role,
    ...sent,
    async link() {
      if (source.lend) return source.lend({ path: sent.path, type: sent.type })
      const details =
        'The service of this slot fetches pictures itself, and this gateway has no address to the outside.'
      throw new GatewayError('slot_misconfigured', `${role} cannot be lent`, { details })
    },
  }
}

const faultsOfPicture: ReadonlySet<string> = new Set([
  'unsupported_media_type',
  'unreadable_image',
  'payload_too_large',
])

async function prepare(preparation: Preparation, signal: AbortSignal): Promise<Sent> {
  const { source, workspace } = preparation
  signal.throwIfAborted()
  const copy = await copyOf(source, workspace, signal)
  const asItIs = await findSendable(copy, preparation)
  if (asItIs) return asItIs
  // Pixels, and the file itself, are in memory only while they have a place.
  const sent = await inImagingPlace(signal, async () => {
    const { bytes, type, width, height } = await encodeFitting(copy, preparation, signal)
    const file = await writeHashed(workspace, slicesOf(bytes), bytes.length, signal)
    return { ...file, type: type as Sent['type'], width, height }
  })
  await rm(copy.path, { force: true }).catch(() => {}) // its workspace goes soon
  return sent
}

async function copyOf(source: SourceImage, workspace: Workspace, signal: AbortSignal): Promise<HashedFile> {
  const stream = await source.open()
  try {
    return await writeHashed(workspace, stream, source.byteLength, signal)
  } finally {
    stream.destroy()
  }
}

/** The copy, if nothing needs to be done to it. */
async function findSendable(copy: HashedFile, { source, limits }: Preparation): Promise<Sent | undefined> {
  return readFromScratchFile(copy, async (read) => {
    const type = limits.types.find((each) => each === source.type)
    const file = { type: source.type, byteLength: copy.bytes, read }
    const { width, height } = await inspectImage({ ...file, maxPixels: mostPixels })
    const fits = copy.bytes <= limits.mostBytes && Math.max(width, height) <= limits.longestSidePixels
    return type && fits && (await isBarePicture(file)) ? { ...copy, type, width, height } : undefined
  })
}

const firstQuality = 92
/** Less is seen, and fewer pixels are seen less. */
const leastQuality = 72
const qualityStep = 10
const mostSteps = 8

/** In the first form that is small enough: with less quality, then with fewer pixels. */
async function encodeFitting(
  { path }: ScratchFile,
  { role, source: { type }, limits }: Preparation,
  signal: AbortSignal,
): Promise<EncodedImage> {
  const format = chooseFormat(limits.types, role !== 'photo' && (await hasHoles(path, type)))
  let quality = format === 'png' ? leastQuality : firstQuality // which means nothing to PNG
  let { longestSidePixels } = limits
  for (let step = 0; step < mostSteps; step += 1) {
    const output: OutputFormat = { format, quality, longestSidePixels }
    const picture = await openImage({ path, type, longestSidePixels: longestSideOf(output) }, signal)
    const encoded = await encodeImage(picture, output)
    signal.throwIfAborted()
    const share = limits.mostBytes / encoded.bytes.length
    if (share >= 1) return encoded
    if (quality > leastQuality) quality -= qualityStep
    else longestSidePixels = Math.max(1, Math.floor(Math.max(encoded.width, encoded.height) * Math.sqrt(share) * 0.9))
  }
  throw new GatewayError('unreadable_image', `does not become smaller than ${limits.mostBytes} bytes`)
}

/** A photo is a JPEG where it may be, and what is seen through must stay so. */
function chooseFormat(types: Model['input']['types'], isSeenThrough: boolean): OutputFormat['format'] {
  const wanted = isSeenThrough ? (['png', 'webp', 'jpeg'] as const) : (['jpeg', 'webp', 'png'] as const)
  return wanted.find((format) => types.includes(`image/${format}`)) ?? 'jpeg'
}

/** Really, not only by having a channel for it. */
async function hasHoles(path: string, type: ImageType): Promise<boolean> {
  if (type === 'image/jpeg' || type === 'image/heic') return false
  const { isOpaque } = await orUnreadable(sharp(path, { limitInputPixels: mostPixels }).stats())
  return !isOpaque
}

interface HashedFile extends ScratchFile {
  sha256: string
}

async function writeHashed(
  workspace: Workspace,
  source: AsyncIterable<Uint8Array>,
  mostBytes: number,
  signal: AbortSignal,
): Promise<HashedFile> {
  const hash = createHash('sha256')
  async function* hashed() {
    for await (const piece of source) {
      hash.update(piece)
      yield piece
    }
  }
  const onTooLarge = () => new GatewayError('unreadable_image', 'the file is longer than it was')
  const file = await workspace.write(hashed(), { mostBytes, onTooLarge, signal })
  return { ...file, sha256: hash.digest('hex') }
}

const sliceBytes = 256 * 1024

/** Hashing all of it at once would make requests wait. */
async function* slicesOf(bytes: Buffer): AsyncGenerator<Buffer, void, void> {
  for (let at = 0; at < bytes.length; at += sliceBytes) yield bytes.subarray(at, at + sliceBytes)
}
