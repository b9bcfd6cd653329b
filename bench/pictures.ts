import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Readable } from 'node:stream'
import sharp from 'sharp'
import type { SourceImage } from '../src/providers/provider.ts'
import { createStudio } from '../src/providers/studio/studio.ts'
import { testAttempt } from '../test/support/attempt.ts'
import { percentile, type Row, sorted } from './measure.ts'

const runs = 5
const output = { format: 'jpeg', quality: 90, longestSidePixels: null } as const

const operations: [operation: string, settings: object][] = [
  ['passthrough', {}],
  ['enhance', { tone: 50, colour: 40, sharpness: 40 }],
  ['look', { style: 'sepia', strength: 100 }],
  ['frame', { fit: 'cover', position: 'centre' }],
  ['chroma_key', { screen: 'green', tolerance: 50, softness: 50, spill: 80 }],
]

/** Each operation of the studio beside plain decoding and encoding of the same photo, and how long it stalls the event loop. */
export async function measurePictures(): Promise<Row[]> {
  const rows: Row[] = []
  for (const [megapixels, width, height] of [
    [12, 4000, 3000],
    [24, 6000, 4000],
  ] as const) {
    const photo = await greenScreen(width, height)
    const frame = await sharp({
      create: { width, height, channels: 4, background: { r: 20, g: 20, b: 20, alpha: 0.2 } },
    })
      .png({ compressionLevel: 1 })
      .toBuffer()
    const templates = {
      frame: source(frame, 'image/png', width, height),
      background: source(photo, 'image/jpeg', width, height),
    }
    const floor = await p50(() => sharp(photo).jpeg({ quality: 90 }).toBuffer())
    const studio = createStudio()
    for (const [operation, settings] of operations) {
      const delay = monitorEventLoopDelay({ resolution: 5 })
      delay.enable()
      const request = { operation, settings, photo: source(photo, 'image/jpeg', width, height), templates, output }
      const value = await p50(() => studio.edit(request, testAttempt()))
      delay.disable()
      rows.push({
        what: `${operation}, ${megapixels} MP (event loop held ≤ ${(delay.max / 1e6).toFixed(0)} ms)`,
        value: `${value.toFixed(0)} ms`,
        floor: `${floor.toFixed(0)} ms decode and encode`,
        ratio: `${(value / floor).toFixed(1)}×`,
        goal: megapixels === 12 ? 'well under 1 s' : '',
      })
    }
  }
  return rows
}

async function p50(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now()
    await work()
    times.push(performance.now() - startedAt)
  }
  return percentile(sorted(times), 0.5)
}

function source(bytes: Buffer, type: SourceImage['type'], width: number, height: number): SourceImage {
  const open = async () => Readable.from([bytes])
  return { type, width, height, byteLength: bytes.length, sha256: '', read: async () => bytes, open }
}

async function greenScreen(width: number, height: number): Promise<Buffer> {
  const subject = await sharp({
    create: {
      width: Math.round(width / 2),
      height: Math.round(height * 0.8),
      channels: 3,
      background: '#b07a58',
      noise: { type: 'gaussian', mean: 128, sigma: 20 },
    },
  })
    .png({ compressionLevel: 1 })
    .toBuffer()
  return sharp({ create: { width, height, channels: 3, background: '#1fa04a' } })
    .composite([{ input: subject, gravity: 'south' }])
    .jpeg({ quality: 90 })
    .toBuffer()
}
