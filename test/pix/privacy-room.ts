import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import sharp from 'sharp'
import type { Test } from 'tap'
import type { Clock } from '../../src/clock.ts'
import { isBarePicture } from '../../src/media/bare-picture.ts'
import { fromRaw } from '../../src/media/imaging.ts'
import { createPrivacyInspector, type PrivacyReport } from '../../src/pix/privacy/create-privacy-inspector.ts'
import type { ThreadOptions } from '../../src/pix/privacy/privacy-thread.ts'
import { drawRoom } from '../support/letters.ts'
import { createTestClock } from '../support/test-clock.ts'

export const textKey = Buffer.from('the key of the tests, of 32 byte')
export const never = new AbortController().signal
export const roomSize = { width: 1000, height: 667 }

/** A room in which something may be drawn, as a JPEG. */
export async function roomWith(draw: (room: ReturnType<typeof drawRoom>) => void = () => {}): Promise<Buffer> {
  const room = drawRoom(roomSize.width, roomSize.height)
  draw(room)
  return fromRaw(room).jpeg({ quality: 92 }).toBuffer()
}

/** Five women on a staircase: one of the pictures that come with the face detector, which is under the MIT licence. */
export async function people(width: number): Promise<Buffer> {
  const file = createRequire(import.meta.url).resolve('@vladmandic/face-api/demo/sample5.jpg')
  return sharp(file).resize({ width }).jpeg({ quality: 92 }).toBuffer()
}

/** The real thread, where every way out of the machine throws. */
const withoutNetwork = `
  import net from 'node:net'
  import dns from 'node:dns'
  const refuse = () => { throw new Error('the network was touched') }
  net.Socket.prototype.connect = refuse
  globalThis.fetch = refuse
  dns.lookup = refuse
`

export function startOfflineThread(workerData: ThreadOptions): Worker {
  const execArgv = ['--import', `data:text/javascript,${encodeURIComponent(withoutNetwork)}`]
  return new Worker(new URL('../../src/pix/privacy/privacy-thread.ts', import.meta.url), { workerData, execArgv })
}

interface Given {
  startThread?: (options: ThreadOptions) => Worker
  clock?: Clock
}

export function openInspector(t: Test, { startThread = startOfflineThread, clock = createTestClock() }: Given = {}) {
  const inspector = createPrivacyInspector({ findTextKey: async () => textKey, clock, startThread })
  t.teardown(() => inspector.close())
  return inspector
}

/** What was found at a place, given as shares of the picture's sides. */
export const findingAt = ({ findings }: PrivacyReport, px: number, py: number) =>
  findings.find(({ box: [x, y, w, h] }) => px >= x && px <= x + w && py >= y && py <= y + h)

export async function pixelsOf(bytes: Buffer) {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

export const isBare = (bytes: Buffer) =>
  isBarePicture({
    type: 'image/jpeg',
    byteLength: bytes.length,
    read: async (start: number, end: number) => bytes.subarray(start, end + 1),
  })
