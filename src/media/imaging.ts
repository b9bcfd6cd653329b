import os from 'node:os'
import sharp, { type Sharp } from 'sharp'
import { untilAborted } from '../deadline.ts'
import { GatewayError } from '../errors.ts'

/** No picture may unfold to more than this, whatever its header said. */
export const mostPixels = 100_000_000

// One thread per picture and as many pictures as cores: more of either only makes everybody slower. The operation cache
// never hits, because no picture comes twice.
sharp.cache(false)
sharp.concurrency(1)
// Formats that run programs of their own are not pictures to us.
sharp.block({ operation: ['VipsForeignLoadSvg', 'VipsForeignLoadPdf', 'VipsForeignLoadMagick'] })

const places = os.availableParallelism()
let taken = 0
const waiting: (() => void)[] = []

/** For what nobody waits for: never the last place, unless there is only one. */
const backgroundPlaces = Math.max(1, places - 1)
let takenInBackground = 0
const waitingInBackground: (() => void)[] = []

/**
 * Runs `work` when one of the places for image work is free; first come, first served. Ends with the signal: work that has
 * not begun never does, and of work that has begun only the result is dropped, because sharp cannot be stopped.
 */
export async function inImagingPlace<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
  await takePlace(signal)
  const done = workUnlessAborted(signal, work).finally(leavePlace)
  return untilAborted(signal, done)
}

/**
 * The same for work that no guest waits for. It gets a place only when nobody else wants one, and leaves one free, so that
 * a photo waits at most for a piece that has begun.
 */
export async function inBackgroundImagingPlace<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
  await waitForTurn(waitingInBackground, signal, beginInBackground)
  const done = workUnlessAborted(signal, work).finally(() => {
    takenInBackground -= 1
    leavePlace()
  })
  return untilAborted(signal, done)
}

function beginInBackground(): boolean {
  if (taken >= places || waiting.length > 0 || takenInBackground >= backgroundPlaces) return false
  taken += 1
  takenInBackground += 1
  return true
}

/** The signal may have fired between the turn and its use. */
async function workUnlessAborted<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
  signal.throwIfAborted()
  return work()
}

const takePlace = (signal: AbortSignal) => waitForTurn(waiting, signal, begin)

function begin(): boolean {
  if (taken >= places) return false
  taken += 1
  return true
}

/** Whoever can begin takes a place; who waits is given one. */
function waitForTurn(line: (() => void)[], signal: AbortSignal, tryToBegin: () => boolean): Promise<void> {
  signal.throwIfAborted()
  if (tryToBegin()) return Promise.resolve()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const giveUp = () => {
    line.splice(line.indexOf(enter), 1)
    reject(signal.reason)
  }
  const enter = () => {
    signal.removeEventListener('abort', giveUp)
    resolve()
  }
  signal.addEventListener('abort', giveUp, { once: true })
  line.push(enter)
  return promise
}

/** The place goes to the next in line, or becomes free. */
function leavePlace(): void {
  const next = waiting.shift()
  if (next) {
    next()
    return
  }
  taken -= 1
  if (waitingInBackground.length > 0 && beginInBackground()) waitingInBackground.shift()?.()
}

/** What the library reports when it runs a pipeline is a fault of the picture; what is thrown before that is a bug of ours. */
export async function orUnreadable<Value>(work: Promise<Value>): Promise<Value> {
  return work.catch((cause: unknown) => {
    if (cause instanceof GatewayError) throw cause
    throw new GatewayError('unreadable_image', 'the picture does not decode', { cause })
  })
}

/** Pixels, 8 bits a channel, in rows from the top. */
export interface RawImage {
  data: Buffer
  width: number
  height: number
  channels: 3 | 4
}

export async function toRaw(pipeline: Sharp): Promise<RawImage> {
  const { data, info } = await orUnreadable(pipeline.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }))
  return { data, width: info.width, height: info.height, channels: info.channels as 3 | 4 }
}

export function fromRaw({ data, width, height, channels }: RawImage): Sharp {
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: mostPixels })
}
