import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { systemClock } from '../src/clock.ts'
import { createDeadline } from '../src/deadline.ts'
import { createLogger } from '../src/log.ts'
import { createGuardedFetch } from '../src/media/guarded-fetch.ts'
import { createScratch } from '../src/media/scratch.ts'
import type { AttemptRecord } from '../src/providers/attempt-record.ts'
import { createCatalogue } from '../src/providers/catalogue/catalogue.ts'
import { createProviders } from '../src/providers/create-providers.ts'
import type { SourceImage } from '../src/providers/provider.ts'
import { createRemoteNews } from '../src/providers/remote-news.ts'
import { createRouter } from '../src/providers/router.ts'
import { type PictureService, startEmulator } from '../test/emulators/emulator.ts'
import { createFalEmulator } from '../test/emulators/fal.ts'
import { createGeminiEmulator } from '../test/emulators/gemini.ts'
import { createOpenaiEmulator } from '../test/emulators/openai.ts'
import { createTurbotextEmulator } from '../test/emulators/turbotext.ts'
import { machine } from './machine.ts'
import { smallPicture } from './test-pictures.ts'

/**
 * Every adapter through every step of its stand-in, with the router above it and nobody behind it: what the booth hears,
 * how often the service was asked, what it charged, and how long it all took of the window. A step goes wrong once; what
 * comes after it is good. A call is repeated only where half of its usual time is left, so slow models get a longer window.
 */
const windows: Record<PictureService, number> = { gemini: 24_000, openai: 24_000, fal: 10_000, turbotext: 10_000 }
const makers = {
  gemini: createGeminiEmulator,
  openai: createOpenaiEmulator,
  fal: createFalEmulator,
  turbotext: createTurbotextEmulator,
} as const
const links: Record<PictureService, { operation: string; model: string }> = {
  gemini: { operation: 'edit', model: 'gemini-nano-banana-2.1' },
  openai: { operation: 'edit', model: 'gpt-image-2.6-flare' },
  fal: { operation: 'edit', model: 'fal-ai/flux-pro/kontext' },
  turbotext: { operation: 'image2image', model: 'generate_image2image' },
}

const directory = await mkdtemp(path.join(os.tmpdir(), 'photochanger-scenarios-'))
const bytes = await smallPicture()

async function walk(name: PictureService): Promise<string[]> {
  let steps: readonly string[] = []
  const emulator = await startEmulator({
    services: [
      (tools) => {
        const service = makers[name](tools)
        steps = service.steps
        return service
      },
    ],
  })
  const at = (service: PictureService) => ({ apiKey: 'test-key', baseUrl: emulator.baseUrl(service) })
  const guarded = createGuardedFetch({ trustedOrigins: [emulator.origin] })
  const providers = createProviders({
    config: {
      gemini: at('gemini'),
      openai: { ...at('openai'), baseUrl: `${emulator.baseUrl('openai')}/v1` },
      fal: at('fal'),
      turbotext: { ...at('turbotext'), hasWebhook: false },
    },
    keyOf: () => 'test-key',
    publicBaseUrl: undefined,
    fetchResult: guarded.fetch,
    news: createRemoteNews({ clock: systemClock }),
    tools: { clock: systemClock, scratch: createScratch({ directory }), catalogue: createCatalogue() },
    log: createLogger('silent'),
  })
  const route = createRouter({ providers, clock: systemClock })
  const photo: SourceImage = {
    ...{ type: 'image/jpeg', width: 640, height: 480, byteLength: bytes.length, sha256: 'bench' },
    read: async () => bytes,
    open: async () => Readable.from([bytes], { objectMode: false }),
    // Turbotext fetches it from somewhere; the stand-in's own picture will do.
    lend: async () => `${emulator.origin}/__emu/photo`,
  }
  const { operation, model } = links[name]
  const rows: string[] = []
  for (const step of ['success', ...steps.filter((each) => each !== 'success')]) {
    emulator.reset()
    emulator.play(name, [step])
    const attempts: AttemptRecord[] = []
    const startedAt = performance.now()
    const routed = await route(
      [{ provider: name, operation, settings: { model, prompt: 'as a painting' } }],
      { photo, templates: {}, output: { format: 'jpeg', quality: 90, longestSidePixels: null } },
      {
        deadline: createDeadline(systemClock, windows[name]),
        signal: new AbortController().signal,
        onAttempted: (attempt) => attempts.push(attempt),
      },
    )
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    const kinds = attempts.map(({ kind, outcome }) => kind ?? outcome).join(', ')
    const said = 'image' in routed ? '200' : `${routed.failure.status} ${routed.failure.code}`
    const cells = [name, step, said, kinds, emulator.submits(name).length, emulator.billed(name), `${seconds} s`]
    rows.push(`| ${cells.join(' | ')} |`)
  }
  await guarded.close()
  await emulator.stop()
  return rows
}

try {
  const tables = await Promise.all((Object.keys(makers) as PictureService[]).map(walk))
  process.stdout.write(`${machine()}\n\n`)
  process.stdout.write('| service | step | the booth hears | attempts | submits | charged | time |\n')
  process.stdout.write('|---|---|---|---|---|---|---|\n')
  process.stdout.write(`${tables.flat().join('\n')}\n`)
} finally {
  await rm(directory, { recursive: true, force: true })
}
