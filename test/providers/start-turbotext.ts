import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { createDeadline } from '../../src/deadline.ts'
import { createGuardedFetch } from '../../src/media/guarded-fetch.ts'
import { createScratch } from '../../src/media/scratch.ts'
import { createCatalogue } from '../../src/providers/catalogue/catalogue.ts'
import type { EditedImage, RemoteWork, SourceImage } from '../../src/providers/provider.ts'
import { ProviderFailure } from '../../src/providers/provider-failure.ts'
import { createRemoteNews } from '../../src/providers/remote-news.ts'
import { createTurbotext } from '../../src/providers/turbotext/turbotext.ts'
import { startEmulator } from '../emulators/emulator.ts'
import { createTurbotextEmulator } from '../emulators/turbotext.ts'
import { testAttempt } from '../support/attempt.ts'
import { jpeg, sourceOf } from '../support/pictures.ts'
import { skipShortWaits } from '../support/skip-short-waits.ts'
import { createTestClock } from '../support/test-clock.ts'
import { everythingIn } from './outcome.ts'

export const apiKey = 'test-key-of-turbotext-4711'
const output = { format: 'png', quality: 90, longestSidePixels: null } as const
const longestPauseMilliseconds = 9000

/** A gateway's public address, as far as a service sees it: it hands out what was lent. */
async function startLending(t: Test) {
  const files = new Map<string, { path: string; type: string }>()
  const server = createServer((request, reply) => {
    const file = files.get(request.url ?? '')
    if (!file) return reply.writeHead(410).end()
    reply.writeHead(200, { 'content-type': file.type })
    createReadStream(file.path).pipe(reply)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return async (file: { path: string; type: string }) => {
    const address = `/public/media/${files.size + 1}`
    files.set(address, file)
    return origin + address
  }
}

export interface Wish {
  operation?: string
  settings?: object
  photo?: SourceImage
  templates?: Record<string, SourceImage>
  signal?: AbortSignal
  resume?: RemoteWork
  windowMilliseconds?: number
  onRemember?: (remote: RemoteWork) => Promise<void>
}

export const imageSettings = { model: 'generate_image2image', prompt: 'a knight' }

interface Options {
  key?: string
  baseUrl?: string
  webhookUrl?: string
}

/** Turbotext over real sockets, against its stand-in. */
export async function startTurbotext(t: Test, { key = apiKey, webhookUrl, ...options }: Options = {}) {
  const emulator = await startEmulator({ services: [createTurbotextEmulator] })
  t.teardown(() => emulator.stop())
  const clock = skipShortWaits(createTestClock({ standsStill: true }), longestPauseMilliseconds)
  const elsewhere = emulator.origin.replace('127.0.0.1', 'localhost')
  const guarded = createGuardedFetch({ trustedOrigins: [emulator.origin, elsewhere] })
  t.teardown(() => guarded.close())
  const directory = t.testdir()
  const remaining: number[] = []
  const news = createRemoteNews({ clock })
  const provider = createTurbotext(
    {
      apiKey: key,
      baseUrl: options.baseUrl ?? emulator.baseUrl('turbotext'),
      webhookUrl,
      fetchResult: guarded.fetch,
      news,
      onRemaining: (photos) => remaining.push(photos),
    },
    { clock, scratch: createScratch({ directory }), catalogue: createCatalogue() },
  )
  const lend = await startLending(t)
  const lent = (source: SourceImage): SourceImage => ({ ...source, lend })
  const photo = lent(sourceOf(await jpeg(160, 120)))

  async function edit({ operation = 'image2image', settings = imageSettings, ...wish }: Wish = {}) {
    const deadline = createDeadline(clock, wish.windowMilliseconds ?? 40_000)
    const attempt = Object.assign(testAttempt(wish), { remaining: () => deadline.remaining() })
    const request = { operation, settings, photo: wish.photo ?? photo, templates: wish.templates ?? {}, output }
    const outcome = await provider.edit(request, attempt).catch((error: unknown) => error)
    t.same(await readdir(directory), [], 'nothing stays on the disk')
    if (outcome instanceof Error) t.notMatch(everythingIn(outcome), key, 'the key is in no error')
    return { outcome, attempt }
  }

  const asked = () => emulator.requests('turbotext').filter(({ path }) => path.startsWith('/api_ai/'))
  return {
    ...{ provider, emulator, clock, news, remaining, edit, lent, photo, lend, directory },
    looks: () => asked().filter(({ isSubmit }) => !isSubmit).length,
    downloads: () => emulator.requests('turbotext').filter(({ path }) => path.startsWith('/download.php')),
    submits: () => emulator.submits('turbotext').length,
    billed: () => emulator.billed('turbotext'),
  }
}

/** Of what a call came to: `done`, or the kind of its failure. */
export function nameOf(outcome: unknown): string {
  if (outcome instanceof ProviderFailure) return outcome.kind
  return outcome instanceof Error ? outcome.message : 'done'
}

export function requireImage(outcome: unknown): EditedImage {
  if (outcome instanceof Error) throw outcome
  return outcome as EditedImage
}
