import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { inspect } from 'node:util'
import sharp from 'sharp'
import type { Test } from 'tap'
import { createScratch } from '../../src/media/scratch.ts'
import { createCatalogue } from '../../src/providers/catalogue/catalogue.ts'
import { createGemini, openGemini } from '../../src/providers/gemini/gemini.ts'
import { ProviderFailure } from '../../src/providers/provider-failure.ts'
import type { Order, PreparedImage } from '../../src/providers/service.ts'
import { startEmulator } from '../emulators/emulator.ts'
import { createGeminiEmulator } from '../emulators/gemini.ts'
import type { FileOptions } from '../emulators/gemini-files.ts'
import { testAttempt } from '../support/attempt.ts'
import { quarters } from '../support/pictures.ts'
import { createTestClock } from '../support/test-clock.ts'

export const key = 'test-key-of-the-studio'
export const prompt = 'Make them astronauts'
export const model = 'gemini-nano-banana-2.1'
export const catalogue = createCatalogue({ today: () => '2026-11-21' })

export interface Picture {
  role: string
  format?: 'jpeg' | 'png' | 'webp'
  width?: number
  height?: number
  bytes?: Buffer
}

interface Bench {
  apiKey?: string
  baseUrl?: string
  files?: FileOptions
}

export interface Wish {
  settings?: { model: string; prompt: string; parameters?: Record<string, string>; safety?: 'OFF' }
  photo?: Picture
  templates?: Picture[]
  attempt?: ReturnType<typeof testAttempt>
}

export async function openBench(t: Test, { apiKey = key, baseUrl, files = {} }: Bench = {}) {
  let fileIds: () => string[] = () => []
  const emulator = await startEmulator({
    services: [
      (tools) => {
        const service = createGeminiEmulator(tools, files)
        fileIds = service.fileIds
        return service
      },
    ],
  })
  t.teardown(() => emulator.stop())
  const directory = t.testdir()
  const scratch = createScratch({ directory })
  const clock = createTestClock()
  const access = { apiKey, baseUrl: baseUrl ?? emulator.baseUrl('gemini') }
  const { edit } = openGemini(access, { clock })
  const provider = createGemini(access, { clock, scratch, catalogue })

  /** One call of the adapter; what it delivered is read before its folder goes. */
  async function obtain({
    settings = { model, prompt },
    photo = { role: 'photo' },
    templates = [],
    attempt = testAttempt(),
  }: Wish = {}) {
    const workspace = await scratch.open()
    try {
      const order: Order = {
        photo: await prepare(photo, workspace.newPath()),
        templates: await Promise.all(templates.map((template) => prepare(template, workspace.newPath()))),
        model: catalogue.require('gemini', settings.model),
        workspace,
        wanted: { format: 'jpeg', longestSidePixels: null },
      }
      const { file, report } = await edit.obtain(order, settings, attempt)
      return { bytes: await readFile(file.path), size: file.bytes, report, hops: attempt.hops }
    } finally {
      await workspace.remove()
    }
  }

  return {
    emulator,
    clock,
    scratch,
    directory,
    provider,
    edit,
    model: catalogue.require('gemini', model),
    obtain,
    fileIds: () => fileIds(),
    left: () => readdir(directory),
  }
}

/** A picture on the disk, as an adapter gets it. */
async function prepare({ role, format = 'jpeg', width = 300, height = 200, bytes }: Picture, path: string) {
  const picture = sharp(await quarters(width, height)).toFormat(format)
  const content = bytes ?? (await picture.toBuffer())
  await writeFile(path, content)
  const prepared: PreparedImage = {
    role,
    path,
    type: `image/${format}`,
    bytes: content.length,
    width,
    height,
    sha256: createHash('sha256').update(content).digest('hex'),
    link: async () => {
      throw new Error('nobody asks for a link')
    },
  }
  return prepared
}

export async function failureOf(work: Promise<unknown>): Promise<ProviderFailure> {
  const error = await work.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof ProviderFailure)) throw new Error('not a provider failure', { cause: error })
  return error
}

/** Everything that a log could write of an error. */
export const everythingIn = (error: unknown) => inspect(error, { depth: 12, showHidden: true, maxStringLength: null })

/** Lets everything else run until it is so; one that waits for good ends at the time limit of the file. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}
