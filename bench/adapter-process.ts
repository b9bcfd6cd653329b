import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import sharp from 'sharp'
import { request as send } from 'undici'
import { systemClock } from '../src/clock.ts'
import { createLogger } from '../src/log.ts'
import { createGuardedFetch } from '../src/media/guarded-fetch.ts'
import { createScratch } from '../src/media/scratch.ts'
import { createCatalogue } from '../src/providers/catalogue/catalogue.ts'
import { createProviders } from '../src/providers/create-providers.ts'
import type { Attempt, SourceImage } from '../src/providers/provider.ts'
import { createRemoteNews } from '../src/providers/remote-news.ts'
import type { AdapterFigures, AdapterTask } from './providers.ts'
import { largePicture } from './test-pictures.ts'

/** One adapter alone in a process, so that its memory is its own. The first argument is where the services are. */
const [services = ''] = process.argv.slice(2)
const directory = await mkdtemp(path.join(os.tmpdir(), 'photochanger-adapter-'))
const photoPath = path.join(directory, 'photo.jpg')
const bytes = await largePicture()
const { width, height } = await sharp(bytes).metadata()
await writeFile(photoPath, bytes)

const catalogue = createCatalogue()
const guarded = createGuardedFetch({ trustedOrigins: [services] })
const at = (name: string) => ({ apiKey: 'test-key', baseUrl: `${services}/${name}` })
const providers = createProviders({
  config: {
    gemini: at('gemini'),
    openai: { ...at('openai'), baseUrl: `${services}/openai/v1` },
    fal: at('fal'),
    turbotext: { ...at('turbotext'), hasWebhook: false },
  },
  keyOf: () => 'test-key',
  publicBaseUrl: 'http://127.0.0.1',
  fetchResult: guarded.fetch,
  news: createRemoteNews({ clock: systemClock }),
  tools: { clock: systemClock, scratch: createScratch({ directory: path.join(directory, 'scratch') }), catalogue },
  log: createLogger('silent'),
})

const photo: SourceImage = {
  ...{ type: 'image/jpeg', width, height, byteLength: bytes.length, sha256: 'bench' },
  read: async () => Buffer.from(bytes),
  open: async () => createReadStream(photoPath),
  lend: async () => `${services}/plain`,
}

const attempt = (): Attempt => ({
  signal: AbortSignal.timeout(60_000),
  remaining: () => 50_000,
  enter() {},
  async remember() {},
})

const settingsOf: Record<string, { operation: string; model: string }> = {
  gemini: { operation: 'edit', model: 'gemini-nano-banana-2.1' },
  openai: { operation: 'edit', model: 'gpt-image-2.6-flare' },
  fal: { operation: 'edit', model: 'fal-ai/flux-pro/kontext' },
  turbotext: { operation: 'image2image', model: 'generate_image2image' },
}

async function edit(name: string): Promise<void> {
  const { operation = '', model } = settingsOf[name] ?? {}
  const provider = providers[name as keyof typeof providers]
  const settings = { model, prompt: 'as a painting' }
  const output = { format: 'jpeg', quality: 90, longestSidePixels: null } as const
  await provider.edit({ operation, settings, photo, templates: {}, output }, attempt())
}

/** The same bytes there and back, and nothing else. */
async function floor(): Promise<void> {
  const there = await send(`${services}/plain`, { method: 'POST', body: createReadStream(photoPath) })
  await there.body.dump()
  const back = await send(`${services}/plain`)
  for await (const _ of back.body);
}

async function measure({ what, parallel, rounds }: AdapterTask): Promise<AdapterFigures> {
  const work = what === 'floor' ? floor : () => edit(what)
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  let most = before
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, 5)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const milliseconds: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all(
      Array.from({ length: parallel }, async () => {
        const startedAt = performance.now()
        await work()
        milliseconds.push(performance.now() - startedAt)
      }),
    )
  }
  delay.disable()
  clearInterval(look)
  return { addedMegabytes: (most - before) / 1e6, stallMilliseconds: delay.max / 1e6, milliseconds }
}

process.on('message', (message) => {
  if (message === 'stop') {
    void rm(directory, { recursive: true, force: true }).then(() => process.exit(0))
    return
  }
  measure(message as AdapterTask).then(
    (figures) => process.send?.(figures),
    (error: Error) => {
      process.stderr.write(`${error.stack}\n`)
      process.exit(1)
    },
  )
})
process.send?.('ready')
