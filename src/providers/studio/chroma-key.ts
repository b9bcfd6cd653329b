import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Sharp } from 'sharp'
import { z } from 'zod'
import { fromRaw, toRaw } from '../../media/imaging.ts'
import { defineOperation } from '../define-provider.ts'
import { templatePixels } from '../template-pixels.ts'
import { channelsOf, type Rgb } from './colour.ts'
import { chromaOf, type KeyOptions } from './key-pixels.ts'
import type { KeyOrder } from './key-worker.ts'
import { workOnPhoto } from './work-on-photo.ts'

/** Of a screen; less is grey, and would take the subject with it. */
const leastChroma = 30

const percent = (what: string) => z.number().min(0).max(100).describe(what)

const chromaKeySettings = z.strictObject({
  screen: z
    .union([
      z.enum(['green', 'blue']),
      z
        .string()
        .regex(/^#[0-9a-f]{6}$/i, 'must be green, blue or a colour as in #00b140')
        .refine(
          (hex) => Math.hypot(...chromaOf(channelsOf(hex))) >= leastChroma,
          'must be a strong colour, not a grey',
        ),
    ])
    .describe('Colour of the screen. For green and blue the exact shade is taken from the photo.'),
  tolerance: percent('How far from that colour still counts as screen, 0 to 100; 50 suits an evenly lit cloth.'),
  softness: percent('Width of the soft edge, 0 to 100.'),
  spill: percent("How much of the screen's light is taken off the subject, 0 to 100."),
})

type ChromaKeySettings = z.infer<typeof chromaKeySettings>

const nominal = { green: '#00b140', blue: '#0047bb' } as const
const thumbnailPixels = 96
/** A screen that fills less of the picture than this is not trusted to tell its shade. */
const leastShare = 0.04
const worker = new URL('./key-worker.ts', import.meta.url)

/** The green or blue behind a subject is replaced by the template, which fills the photo's area. */
export const chromaKey = defineOperation({
  settings: chromaKeySettings,
  templateRoles: ['background'],
  edit({ templates, ...work }, settings, { signal }) {
    return workOnPhoto(work, signal, async (pipeline) => {
      const subject = await toRaw(pipeline.flatten({ background: nominalOf(settings.screen) }))
      const { width, height } = subject
      const background = await templatePixels(
        {
          template: templates.background,
          change: (behind) => behind.flatten({ background: '#ffffff' }).resize({ width, height, fit: 'cover' }),
        },
        signal,
      )
      const screen = await findScreen(fromRaw(subject), settings.screen)
      const options = keyOptions(settings, screen)
      return fromRaw({ ...subject, data: await keyInThread(subject.data, background.data, options, signal) })
    })
  },
})

const nominalOf = (screen: string) => (screen === 'green' || screen === 'blue' ? nominal[screen] : screen)

/** The edge ends where the pixel counts as screen. With full softness it begins at the first trace of the screen. */
function keyOptions({ tolerance, softness, spill }: ChromaKeySettings, screen: Rgb): KeyOptions {
  const to = 0.95 - 0.7 * (tolerance / 100)
  const from = to * (0.94 - 0.94 * (softness / 100))
  return { screen, from: Math.max(0.02, from), to, spill: spill / 100 }
}

/** The mean colour of what is near the nominal one in a small copy; lamps and cloths differ. A given shade is taken as it is. */
async function findScreen(pipeline: Sharp, screen: string): Promise<Rgb> {
  const hex = nominalOf(screen)
  const expected = channelsOf(hex)
  if (hex === screen) return expected

  const { data } = await toRaw(pipeline.resize({ width: thumbnailPixels, height: thumbnailPixels, fit: 'fill' }))
  const [sum, count] = [[0, 0, 0], data.length / 3]
  let found = 0
  for (let pixel = 0; pixel < count; pixel += 1) {
    const colour = [data[pixel * 3], data[pixel * 3 + 1], data[pixel * 3 + 2]] as unknown as Rgb
    if (!isLike(colour, expected)) continue
    for (const channel of [0, 1, 2] as const) sum[channel] = (sum[channel] ?? 0) + colour[channel]
    found += 1
  }
  return found < count * leastShare ? expected : (sum.map((value) => value / found) as unknown as Rgb)
}

/** Much the same hue, and a third of the colour at least. */
function isLike(pixel: Rgb, expected: Rgb): boolean {
  const [cb, cr] = chromaOf(pixel)
  const [expectedCb, expectedCr] = chromaOf(expected)
  const along = cb * expectedCb + cr * expectedCr
  const aside = Math.abs(cr * expectedCb - cb * expectedCr)
  return along > 0.3 * (expectedCb ** 2 + expectedCr ** 2) && aside < along * 0.6
}

/** Twelve million pixels take a tenth of a second: not on the thread that answers requests. */
async function keyInThread(subject: Buffer, behind: Buffer, options: KeyOptions, signal: AbortSignal): Promise<Buffer> {
  const [photo, background] = [await copyInPieces(subject), await copyInPieces(behind)]
  signal.throwIfAborted()
  const order: KeyOrder = { photo, background, options }
  const thread = new Worker(worker, { workerData: order, transferList: [photo.buffer, background.buffer] })
  try {
    const [keyed] = (await once(thread, 'message', { signal })) as [KeyOrder['photo']]
    return Buffer.from(keyed.buffer)
  } finally {
    await thread.terminate()
  }
}

const pieceBytes = 2 * 1024 ** 2

/** Memory that sharp gave cannot be handed to another thread, and copying all of it at once would make requests wait. */
async function copyInPieces(data: Buffer): Promise<Uint8Array<ArrayBuffer>> {
  const copy = new Uint8Array(data.length)
  for (let at = 0; at < data.length; at += pieceBytes) {
    copy.set(data.subarray(at, at + pieceBytes), at)
    await setImmediate()
  }
  return copy
}
