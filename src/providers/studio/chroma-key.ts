import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Sharp } from 'sharp'
import { z } from 'zod'
import { GatewayError } from '../../errors.ts'
import { fromRaw, type RawImage, toRaw } from '../../media/imaging.ts'
import { openImage } from '../../media/open-image.ts'
import { defineOperation } from '../define-provider.ts'
import type { KeyOptions } from './key-pixels.ts'
import { workOnPhoto } from './work-on-photo.ts'

const percent = (what: string) => z.number().min(0).max(100).describe(what)

const chromaKeySettings = z.strictObject({
  screen: z
    .union([
      z.enum(['green', 'blue']),
      z.string().regex(/^#[0-9a-f]{6}$/i, 'must be green, blue or a colour as in #00b140'),
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
  async edit({ photo, templates, output }, settings, signal) {
    const template = templates.background
    if (!template) throw new GatewayError('slot_misconfigured', 'no background')
    const backgroundBytes = await template.read()
    return workOnPhoto({ photo, output }, signal, async (pipeline) => {
      const subject = await toRaw(pipeline.flatten({ background: nominalOf(settings.screen) }))
      const behind = await openImage({ bytes: backgroundBytes, type: template.type }, signal)
      const { width, height } = subject
      const background = await toRaw(behind.flatten({ background: '#ffffff' }).resize({ width, height, fit: 'cover' }))
      const options = keyOptions(settings, await findKey(fromRaw(subject), settings.screen))
      return fromRaw(await keyInThread(subject, background, options, signal))
    })
  },
})

const nominalOf = (screen: string) => (screen === 'green' || screen === 'blue' ? nominal[screen] : screen)

/** 50 and 50 put the middle of the edge where half of the colour is the screen's. */
function keyOptions({ tolerance, softness, spill }: ChromaKeySettings, key: KeyOptions['key']): KeyOptions {
  const to = 0.95 - 0.7 * (tolerance / 100)
  const from = to - (0.04 + 0.4 * (softness / 100)) * to * 1.5
  return { key, from: Math.max(0.02, from), to, spill: spill / 100 }
}

function chromaOf(red: number, green: number, blue: number): [cb: number, cr: number] {
  return [-0.168736 * red - 0.331264 * green + 0.5 * blue, 0.5 * red - 0.418688 * green - 0.081312 * blue]
}

/** The mean chroma of what is near the nominal colour in a small copy; lamps and cloths differ. */
async function findKey(pipeline: Sharp, screen: string): Promise<KeyOptions['key']> {
  const hex = nominalOf(screen)
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
  const [cb, cr] = chromaOf(red, green, blue)
  if (hex === screen) return [cb, cr]

  const { data } = await toRaw(pipeline.resize({ width: thumbnailPixels, height: thumbnailPixels, fit: 'fill' }))
  const length = Math.hypot(cb, cr)
  let [sumCb, sumCr, found] = [0, 0, 0]
  for (let at = 0; at < data.length; at += 3) {
    const [pixelCb, pixelCr] = chromaOf(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0)
    const along = (pixelCb * cb + pixelCr * cr) / length
    const aside = Math.abs(pixelCr * cb - pixelCb * cr) / length
    if (along < length * 0.3 || aside > along * 0.6) continue
    sumCb += pixelCb
    sumCr += pixelCr
    found += 1
  }
  return found < thumbnailPixels ** 2 * leastShare ? [cb, cr] : [sumCb / found, sumCr / found]
}

/** Twelve million pixels take a tenth of a second: not on the thread that answers requests. */
async function keyInThread(
  subject: RawImage,
  background: RawImage,
  options: KeyOptions,
  signal: AbortSignal,
): Promise<RawImage> {
  const [photo, behind] = [ownBytes(subject.data), ownBytes(background.data)]
  const thread = new Worker(worker, {
    workerData: { photo, background: behind, options },
    transferList: [photo.buffer, behind.buffer],
  })
  try {
    const [keyed] = (await once(thread, 'message', { signal })) as [Uint8Array]
    return { ...subject, data: Buffer.from(keyed.buffer, keyed.byteOffset, keyed.byteLength) }
  } finally {
    await thread.terminate()
  }
}

/** Memory that sharp gave cannot be handed to another thread. */
function ownBytes(data: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(data)
}
