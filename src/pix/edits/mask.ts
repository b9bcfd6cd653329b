import sharp from 'sharp'
import { GatewayError } from '../../errors.ts'
import { mostPixels } from '../../media/imaging.ts'
import type { Region } from './jpeg/replace-blocks.ts'

/** As a client has drawn it: white, or 1, is what shall disappear. */
export type GivenMask =
  | { format: 'png'; data: string }
  | { format: 'pixelmap'; width: number; height: number; encoding: 'bits' | 'rle'; data: string }

/** One byte a pixel: 255 where something shall disappear, else 0. */
export interface Mask {
  data: Buffer
  width: number
  height: number
}

interface Size {
  width: number
  height: number
}

const isWhite = 128
const mostCoverage = 0.6
const mostMaskSidePixels = 12_000

const refuse = (says: string) => new GatewayError('invalid_settings', `mask ${says}`, { details: `mask: ${says}` })

/** The mask in the size of the picture. Throws `invalid_settings` for one that cannot be meant. */
export async function readMask(given: GivenMask, size: Size): Promise<Mask> {
  const drawn = given.format === 'png' ? await readPng(given.data) : readPixelMap(given)
  if (Math.abs(drawn.width / drawn.height / (size.width / size.height) - 1) > 0.01)
    throw refuse('must have the proportions of the picture')
  const { width, height } = size
  const data = isSameSize(drawn, size)
    ? drawn.data
    : await fromMask(drawn).resize({ width, height, kernel: 'nearest', fit: 'fill' }).raw().toBuffer()
  let white = 0
  for (let at = 0; at < data.length; at += 1) {
    const value = (data[at] ?? 0) >= isWhite ? 255 : 0
    data[at] = value
    if (value === 255) white += 1
  }
  if (white === 0) throw refuse('must have a white part: what shall disappear')
  if (white > data.length * mostCoverage) throw refuse('must not cover more than 60 % of the picture')
  return { data, width, height }
}

const isSameSize = (one: Size, other: Size) => one.width === other.width && one.height === other.height

export const fromMask = ({ data, width, height }: Mask) =>
  sharp(data, { raw: { width, height, channels: 1 }, limitInputPixels: mostPixels }).toColourspace('b-w')

/** The smallest rectangle in which all that is not 0 lies. */
export function boundsOf({ data, width, height }: Mask): Region {
  const nothing = Buffer.alloc(width)
  let [top, bottom, left, right] = [height, 0, width, 0]
  for (let row = 0; row < height; row += 1) {
    const line = data.subarray(row * width, (row + 1) * width)
    if (line.equals(nothing)) continue
    top = Math.min(top, row)
    bottom = row + 1
    left = Math.min(
      left,
      line.findIndex((value) => value > 0),
    )
    right = Math.max(right, line.findLastIndex((value) => value > 0) + 1)
  }
  return { left, top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) }
}

async function readPng(base64: string): Promise<Mask> {
  const bytes = Buffer.from(base64, 'base64')
  try {
    const pipeline = sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error' })
    const { format, width, height } = await pipeline.metadata()
    if (format !== 'png' || Math.max(width, height) > mostMaskSidePixels) throw new Error('no PNG of a usual size')
    // What was not painted is transparent in some programs, black in others.
    const { data } = await pipeline
      .flatten({ background: '#000000' })
      .toColourspace('b-w')
      .extractChannel(0)
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    return { data, width, height }
  } catch {
    throw refuse('must be a PNG in base64 that can be read')
  }
}

function readPixelMap({ width, height, encoding, data }: GivenMask & { format: 'pixelmap' }): Mask {
  if (Math.max(width, height) > mostMaskSidePixels || width * height > mostPixels) throw notAMap()
  const mask = Buffer.alloc(width * height)
  if (encoding === 'bits') readBits(mask, Buffer.from(data, 'base64'))
  else readRuns(mask, data)
  return { data: mask, width, height }
}

const notAMap = () => refuse('must tell of exactly as many pixels as it has')

/** Row by row without gaps, the highest bit first. */
function readBits(mask: Buffer, bits: Buffer): void {
  if (bits.length !== Math.ceil(mask.length / 8)) throw notAMap()
  for (let at = 0; at < mask.length; at += 1) {
    if (((bits[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) mask[at] = 255
  }
}

/** Lengths in turn, `12,3,985`: what stays, what shall disappear, what stays. */
function readRuns(mask: Buffer, text: string): void {
  if (!/^\d{1,9}(,\d{1,9})*$/.test(text)) throw notAMap()
  let at = 0
  for (const [index, length] of text.split(',').map(Number).entries()) {
    if (at + length > mask.length) throw notAMap()
    if (index % 2 === 1) mask.fill(255, at, at + length)
    at += length
  }
  if (at !== mask.length) throw notAMap()
}
