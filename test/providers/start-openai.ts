import { readdir, readFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import type { Test } from 'tap'
import { createScratch } from '../../src/media/scratch.ts'
import { createCatalogue } from '../../src/providers/catalogue/catalogue.ts'
import { createEdit } from '../../src/providers/openai/edit.ts'
import { createOpenai } from '../../src/providers/openai/openai.ts'
import { createOpenaiClient } from '../../src/providers/openai/openai-client.ts'
import { startEmulator } from '../emulators/emulator.ts'
import { createOpenaiEmulator } from '../emulators/openai.ts'
import { testAttempt } from '../support/attempt.ts'
import { createTestClock } from '../support/test-clock.ts'
import { orderOf, type Picture } from './prepared-pictures.ts'

export const key = 'test-key-of-the-studio'
export const catalogue = createCatalogue({ today: () => '2026-11-21' })
export const prompt = 'Make them astronauts'
export const model = 'gpt-image-2.5-flare'

export async function openBench(t: Test, { apiKey = key, baseUrl }: { apiKey?: string; baseUrl?: string } = {}) {
  const emulator = await startEmulator({ services: [createOpenaiEmulator] })
  t.teardown(() => emulator.stop())
  const directory = t.testdir()
  const scratch = createScratch({ directory })
  const access = { apiKey, baseUrl: baseUrl ?? `${emulator.baseUrl('openai')}/v1` }
  const operation = createEdit(createOpenaiClient(access))
  const provider = createOpenai(access, { clock: createTestClock(), scratch, catalogue })

  /** One call of the adapter; what it delivered is read before its folder goes. */
  async function obtain({
    settings = { model, prompt },
    photo,
    templates,
    attempt = testAttempt(),
  }: {
    settings?: { model: string; prompt: string; parameters?: Record<string, string | number | boolean> }
    photo?: Picture
    templates?: Picture[]
    attempt?: ReturnType<typeof testAttempt>
  } = {}) {
    const workspace = await scratch.open()
    try {
      const order = await orderOf({ model: catalogue.require('openai', settings.model), workspace, photo, templates })
      const { file, report } = await operation.obtain(order, settings, attempt)
      const bytes = await readFile(file.path)
      return { bytes, size: file.bytes, report, hops: attempt.hops }
    } finally {
      await workspace.remove()
    }
  }

  return { emulator, scratch, directory, provider, obtain, left: () => readdir(directory) }
}

export async function maskOf(width: number, height: number): Promise<Buffer> {
  const hole = { r: 0, g: 0, b: 0, alpha: 0 }
  return sharp({ create: { width, height, channels: 4, background: hole } })
    .png()
    .toBuffer()
}

interface Wire {
  type?: string
  answer?: string
  /** It stops reading there and never answers. */
  mostBytes?: number
}

/** A server that writes down what comes, byte by byte. */
export async function openWire(
  t: Test,
  { type = 'application/json', answer = '{"data":[]}', mostBytes = Number.POSITIVE_INFINITY }: Wire = {},
) {
  const requests: {
    method: string | undefined
    url: string | undefined
    headers: IncomingHttpHeaders
    body: string
  }[] = []
  const full: IncomingMessage[] = []
  const closed: IncomingMessage[] = []
  const server = createServer((request, reply) => {
    const pieces: Buffer[] = []
    let bytes = 0
    request.on('data', (piece: Buffer) => {
      pieces.push(piece)
      bytes += piece.length
      if (bytes < mostBytes || full.includes(request)) return
      full.push(request)
      request.pause()
    })
    request.on('close', () => closed.push(request))
    request.on('error', () => {}) // it was hung up on
    request.on('end', () => {
      const { method, url, headers } = request
      requests.push({ method, url, headers, body: Buffer.concat(pieces).toString('latin1') })
      reply.writeHead(200, { 'content-type': type }).end(answer)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { baseUrl: `http://127.0.0.1:${port}/v1`, requests, full, closed }
}

/** Name, file name and type of every part, in their order. */
export function partsOf(body: string): string[] {
  const heads = body.matchAll(/name="([^"]+)"(?:; filename="([^"]+)"\r\nContent-Type: (\S+))?\r\n/gi)
  return [...heads].map(([, ...found]) => found.filter(Boolean).join(' '))
}
