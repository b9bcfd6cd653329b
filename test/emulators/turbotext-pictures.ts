import { badPictures } from './draw.ts'
import type { EmulatedRequest } from './emulator.ts'

const oversizedBytes = 41_000_000
const html = { 'content-type': 'text/html; charset=utf-8' }

/** What may be wrong with a picture itself. */
const spoilt: Readonly<Record<string, (picture: Buffer) => Buffer | Promise<Buffer>>> = {
  'text-picture': () => badPictures.text,
  'empty-picture': () => badPictures.none,
  'tiny-picture': () => badPictures.tiny(),
  bomb: () => badPictures.bomb(),
  'truncated-picture': badPictures.truncated,
}

/** Where a redirect leads. */
const traps: Readonly<Record<string, string>> = {
  'redirect-loopback': 'http://127.0.0.1:9/secret.png',
  'redirect-metadata': 'http://169.254.169.254/latest/meta-data/',
  'redirect-private': 'https://10.0.0.1/secret.png',
}

export const pictureSteps = [
  ...Object.keys(spoilt),
  ...Object.keys(traps),
  'wrong-type',
  'oversized',
  'redirect-self',
  'download-404',
  'download-410',
  'download-502',
  'download-reset',
  'download-stall',
]

/** A picture that was made and waits to be fetched. The service lets it be fetched twice, and then it is gone. */
export interface StoredPicture {
  bytes: Buffer
  step: string
  /** Of the step; how often something goes wrong before it goes well. */
  times: number
  fetched: number
  asked: number
}

const mostFetched = 2

export async function answerDownload(request: EmulatedRequest, stored: StoredPicture | undefined): Promise<void> {
  const { reply, url } = request
  const status = stored && Number(/^download-(\d{3})$/.exec(stored.step)?.[1])
  if (!stored || stored.fetched >= mostFetched) {
    reply.writeHead(404, html).end('<h1>404</h1>')
    return
  }
  stored.asked += 1
  const trap = traps[stored.step]
  if (trap !== undefined) {
    reply.writeHead(302, { location: trap }).end()
  } else if (stored.step === 'redirect-self' && stored.asked <= stored.times) {
    reply.writeHead(302, { location: `download.php${url.search}` }).end()
  } else if (status && stored.asked <= stored.times) {
    reply.writeHead(status, html).end(`<h1>${status}</h1>`)
  } else if (stored.step === 'oversized') {
    await sendOversized(request)
  } else await sendPicture(request, stored)
}

async function sendPicture({ reply, socket }: EmulatedRequest, stored: StoredPicture): Promise<void> {
  const bytes = (await spoilt[stored.step]?.(stored.bytes)) ?? stored.bytes
  const type = stored.step === 'wrong-type' ? html : { 'content-type': 'image/png' }
  reply.writeHead(200, { ...type, 'content-length': String(bytes.length) })
  const isCutShort = stored.step === 'download-reset' && stored.asked <= stored.times
  if (isCutShort || stored.step === 'download-stall') {
    reply.write(badPictures.truncated(bytes), () => isCutShort && socket.resetAndDestroy())
    return
  }
  stored.fetched += 1
  reply.end(bytes)
}

/** Says nothing of its length, so that only counting helps. */
async function sendOversized({ reply }: EmulatedRequest): Promise<void> {
  reply.writeHead(200, { 'content-type': 'image/png' })
  const piece = Buffer.alloc(1_000_000)
  for (let sent = 0; sent < oversizedBytes && !reply.destroyed; sent += piece.length) {
    await new Promise((resolve) => {
      reply.once('close', resolve)
      reply.write(piece, resolve)
    })
  }
  reply.end()
}
