import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { Sharp } from 'sharp'
import { GatewayError } from '../errors.ts'
import { isBarePicture } from '../media/bare-picture.ts'
import type { EncodedImage } from '../media/encode-image.ts'
import { type ImageType, sniffImageType } from '../media/image-type.ts'
import { inImagingPlace, mostPixels, orUnreadable } from '../media/imaging.ts'
import { inspectImage } from '../media/inspect-image.ts'
import { openImage } from '../media/open-image.ts'
import type { NewTemplate } from './templates.ts'

const mostTemplateBytes = 25 * 1024 ** 2
/** The label and what a form puts around the parts. */
const envelopeBytes = 64 * 1024
const limits = { files: 1, fileSize: mostTemplateBytes + 1, fields: 4, fieldSize: 1024, headerPairs: 20 }
const mostLabelLength = 80
const testSidePixels = 64

const tooLarge = () =>
  new GatewayError('payload_too_large', 'template over the limit', { details: 'A template has at most 25 MB.' })
const notOnePicture = (cause?: unknown) =>
  new GatewayError('invalid_request', 'not one picture in a form', {
    details: 'Send one picture as multipart/form-data.',
    cause,
  })

/** By the head alone, before the body is asked for. */
export async function refuseLargeTemplate({ headers }: FastifyRequest): Promise<void> {
  if (Number(headers['content-length']) > mostTemplateBytes + envelopeBytes) throw tooLarge()
}

/**
 * One checked picture out of a form. It is held in memory, unlike a photo: its key is the hash of all of its bytes, it
 * is small, and only administrators send it.
 */
export async function receiveTemplate(request: FastifyRequest): Promise<NewTemplate> {
  const { bytes, fileName, label } = await readForm(request)
  const type = sniffImageType(bytes)
  if (!type) throw new GatewayError('unsupported_media_type', `starts with ${bytes.subarray(0, 8).toString('hex')}`)
  const read = async (start: number, end: number) => bytes.subarray(start, end + 1)
  const file = { type, byteLength: bytes.length, read }
  const size = await inspectImage({ ...file, maxPixels: mostPixels })
  const isBare = await isBarePicture(file)
  if (isBare) await proveDecodable(bytes, type)
  const picture = isBare ? { bytes, type, ...size } : await makeBare(bytes, type)
  const sha256 = createHash('sha256').update(picture.bytes).digest('hex')
  return { ...picture, sha256, label: cleanLabel(label, fileName) }
}

/**
 * The same picture upright and with nothing beside its pixels: whoever gave the frame needs not tell where they took it.
 * HEIC and AVIF become formats that every service takes, and that cost a guest less time. The same bytes always become the
 * same bytes, so that a picture is still found by its content, and what came out stays as it is when it comes again.
 */
async function makeBare(bytes: Buffer, type: ImageType): Promise<EncodedImage> {
  const { signal } = new AbortController()
  return inImagingPlace(signal, async () => {
    const pipeline = await openImage({ bytes, type }, signal)
    const { hasAlpha } = await orUnreadable(pipeline.metadata())
    const become = kept[type] ?? (hasAlpha ? 'image/png' : 'image/jpeg')
    const { data, info } = await orUnreadable(encoders[become](pipeline).toBuffer({ resolveWithObject: true }))
    return { bytes: data, type: become, width: info.width, height: info.height }
  })
}

type KeptType = 'image/jpeg' | 'image/png' | 'image/webp'
const kept: Partial<Record<ImageType, KeptType>> = {
  'image/jpeg': 'image/jpeg',
  'image/png': 'image/png',
  'image/webp': 'image/webp',
}
const encoders: Record<KeptType, (pipeline: Sharp) => Sharp> = {
  'image/jpeg': (pipeline) => pipeline.jpeg({ quality: 95, chromaSubsampling: '4:4:4', optimiseCoding: false }),
  'image/png': (pipeline) => pipeline.png({ compressionLevel: 3 }),
  'image/webp': (pipeline) => pipeline.webp({ lossless: true, effort: 2 }),
}

async function readForm(request: FastifyRequest): Promise<{ bytes: Buffer; fileName: string; label: string }> {
  let file: { bytes: Buffer; fileName: string } | undefined
  let label = ''
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'file') file = { bytes: await readFile(part.file), fileName: part.filename ?? '' }
      else if (part.fieldname === 'label') label = String(part.value)
    }
  } catch (error) {
    throw error instanceof GatewayError ? error : notOnePicture(error)
  }
  if (!file || file.bytes.length === 0) throw notOnePicture()
  return { ...file, label }
}

/** Not by the parser's own limit alone: its event may come before anybody listens, and what it cuts off it calls complete. */
async function readFile(file: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of file as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > mostTemplateBytes) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A photo's damage is one guest's; a template's would be found by every guest of the evening. */
async function proveDecodable(bytes: Buffer, type: ImageType): Promise<void> {
  const { signal } = new AbortController()
  const decode = async () => (await openImage({ bytes, type, longestSidePixels: testSidePixels }, signal)).toBuffer()
  await inImagingPlace(signal, () => orUnreadable(decode()))
}

/** As given, or the file's name without its ending. */
export function cleanLabel(given: string, fileName = ''): string {
  const oneLine = (text: string) =>
    text
      .toWellFormed()
      .replaceAll(/\p{Cc}+/gu, ' ')
      .trim()
  const label = oneLine(given) || oneLine(fileName.replace(/\.[a-z0-9]{1,5}$/i, ''))
  // By characters: half of an emoji cannot be stored.
  return [...label].slice(0, mostLabelLength).join('').trim() || 'Template'
}
