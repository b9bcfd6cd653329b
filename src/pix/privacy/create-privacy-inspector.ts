import { randomBytes } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import type { Clock } from '../../clock.ts'
import { GatewayError } from '../../errors.ts'
import { inBackgroundImagingPlace, type RawImage, toRaw } from '../../media/imaging.ts'
import { openImage } from '../../media/open-image.ts'
import type { ImageMeta } from '../shapes/image-meta.ts'
import type { ThreadAnswer, ThreadOptions, ThreadOrder } from './privacy-thread.ts'

/** What was looked for and found; with the moment it is the `privacy` of an image's file. */
export type PrivacyReport = Omit<NonNullable<ImageMeta['privacy']>, 'checked_at'>

interface InspectOptions {
  /** Only there a bare number is that of a house. */
  exterior: boolean
  signal: AbortSignal
}

export interface PrivacyInspector {
  /**
   * Finds faces, texts and plates in a JPEG, on this machine. Takes a place that no photo wants by itself. Rejects when it could
   * not look: what was not looked at is not clear.
   */
  inspect(picture: Buffer, options: InspectOptions): Promise<PrivacyReport>
  close(): Promise<void>
}

interface Dependencies {
  /** The same on every node and after every start, and secret: texts are only known by their hash with it. Null: there is none. */
  findTextKey(): Promise<Buffer | null>
  clock: Clock
  /** For tests, which break it. */
  startThread?: (options: ThreadOptions) => Worker
}

/** Changes whenever a picture would be judged differently, so that it is known which ones were not yet. */
const engine = 'face-api-ssd-1.7.15+pp-ocr-v4/1'
/** As large as a service may see it. */
const longestSidePixels = 2048
/** Of a picture that takes some seconds on an idle machine. */
const mostMilliseconds = 180_000
/** The networks hold memory; a shoot's images come one after the other. */
const idleMilliseconds = 5 * 60_000
const mostHeapMegabytes = 512

const thread = new URL('./privacy-thread.ts', import.meta.url)
const startRealThread = (options: ThreadOptions) =>
  new Worker(thread, { workerData: options, resourceLimits: { maxOldGenerationSizeMb: mostHeapMegabytes } })

/**
 * One thread of its own for each node, and one picture at a time in it. The thread is started by the first picture and
 * ended when none has come for some minutes. When it dies or hangs, that is the failure of the picture it had, and the next
 * picture gets a new one.
 */
export function createPrivacyInspector({
  findTextKey,
  clock,
  startThread = startRealThread,
}: Dependencies): PrivacyInspector {
  let current: Worker | undefined
  let cancelIdle = () => {}
  let before: Promise<unknown> = Promise.resolve()
  let textKey: Buffer | undefined

  async function endThread(): Promise<void> {
    cancelIdle()
    const ended = current
    current = undefined
    await ended?.terminate()
  }

  async function requireTextKey(): Promise<Buffer> {
    // Without one, hashes are good for as long as this process runs.
    textKey ??= (await findTextKey()) ?? randomBytes(32)
    return textKey
  }

  function openThread(key: Buffer): Worker {
    cancelIdle()
    if (current) return current
    const opened = startThread({ textKey: Uint8Array.from(key) })
    current = opened
    // Dead while nobody waits: the next picture must not be given to it.
    opened.once('exit', () => {
      if (current === opened) current = undefined
    })
    // Whoever waits listens as well; unheard, it would end the process.
    opened.on('error', () => {})
    return opened
  }

  async function ask(order: ThreadOrder, signal: AbortSignal): Promise<ThreadAnswer> {
    const key = await requireTextKey()
    signal.throwIfAborted()
    const worker = openThread(key)
    const { promise, resolve, reject } = Promise.withResolvers<ThreadAnswer>()
    const failed = (cause: unknown) => reject(new GatewayError('unavailable', 'the privacy check ended', { cause }))
    const onExit = (code: number) => failed(new Error(`its thread ended with ${code}`))
    const onAbort = () => reject(signal.reason)
    const cancel = clock.after(mostMilliseconds, () => failed(new Error(`nothing after ${mostMilliseconds} ms`)))
    worker.once('message', resolve).once('error', failed).once('exit', onExit)
    signal.addEventListener('abort', onAbort, { once: true })
    worker.postMessage(order, [order.pixels.data.buffer as ArrayBuffer])
    try {
      return await promise
    } catch (error) {
      await endThread() // a network that runs cannot be stopped otherwise
      throw error
    } finally {
      cancel()
      signal.removeEventListener('abort', onAbort)
      worker.off('message', resolve).off('error', failed).off('exit', onExit)
    }
  }

  async function look(picture: Buffer, { exterior, signal }: InspectOptions): Promise<PrivacyReport> {
    signal.throwIfAborted()
    const { data, width, height } = await inBackgroundImagingPlace(signal, () => decode(picture, signal))
    // Memory that sharp gave cannot be handed to another thread.
    const answer = await ask({ pixels: { data: new Uint8Array(data), width, height }, exterior }, signal)
    cancelIdle = clock.after(idleMilliseconds, () => void endThread())
    if ('failure' in answer) throw new GatewayError('unavailable', `the privacy check failed: ${answer.failure}`)
    const { findings } = answer
    return {
      engine,
      // No network for logos comes inside a package; those with letters in them are found as texts.
      checks: { faces: 'done', plates: 'done', logos: 'skipped', text: 'done' },
      findings,
      verdict: findings.length === 0 ? 'clear' : 'flagged',
    }
  }

  return {
    inspect(picture, options) {
      const mine = before.then(() => look(picture, options))
      before = mine.catch(() => {})
      return mine
    },
    async close() {
      await before
      await endThread()
    },
  }
}

async function decode(bytes: Buffer, signal: AbortSignal): Promise<RawImage> {
  return toRaw(await openImage({ bytes, type: 'image/jpeg', longestSidePixels }, signal))
}
