import { readdir, readFile } from 'node:fs/promises'
import type { Test } from 'tap'
import { createScratch } from '../../src/media/scratch.ts'
import { createCatalogue } from '../../src/providers/catalogue/catalogue.ts'
import { createGemini, openGemini } from '../../src/providers/gemini/gemini.ts'
import { startEmulator } from '../emulators/emulator.ts'
import { createGeminiEmulator } from '../emulators/gemini.ts'
import type { FileOptions } from '../emulators/gemini-files.ts'
import { testAttempt } from '../support/attempt.ts'
import { skipShortWaits } from '../support/skip-short-waits.ts'
import { createTestClock } from '../support/test-clock.ts'
import { orderOf, type Picture } from './prepared-pictures.ts'

export const key = 'test-key-of-the-studio'
export const prompt = 'Make them astronauts'
export const model = 'gemini-nano-banana-2.1'
/** Between two looks at a file. */
const pauseMilliseconds = 500
export const catalogue = createCatalogue({ today: () => '2026-11-21' })

interface Bench {
  apiKey?: string
  baseUrl?: string
  files?: FileOptions
  /** Time passes only where somebody waits for the service to be ready. */
  skipsPauses?: boolean
}

export interface Wish {
  settings?: { model: string; prompt: string; parameters?: Record<string, string>; safety?: 'OFF' }
  photo?: Picture
  templates?: Picture[]
  attempt?: ReturnType<typeof testAttempt>
}

export async function openBench(t: Test, { apiKey = key, baseUrl, files = {}, skipsPauses = false }: Bench = {}) {
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
  const clock = skipsPauses
    ? skipShortWaits(createTestClock({ standsStill: true }), pauseMilliseconds)
    : createTestClock()
  const access = { apiKey, baseUrl: baseUrl ?? emulator.baseUrl('gemini') }
  const { edit } = openGemini(access, { clock })
  const provider = createGemini(access, { clock, scratch, catalogue })

  /** One call of the adapter; what it delivered is read before its folder goes. */
  async function obtain({ settings = { model, prompt }, photo, templates, attempt = testAttempt() }: Wish = {}) {
    const workspace = await scratch.open()
    try {
      const order = await orderOf({ model: catalogue.require('gemini', settings.model), workspace, photo, templates })
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
