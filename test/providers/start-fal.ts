import { readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import type { Clock } from '../../src/clock.ts'
import { createGuardedFetch } from '../../src/media/guarded-fetch.ts'
import { createScratch, type Scratch } from '../../src/media/scratch.ts'
import { createCatalogue } from '../../src/providers/catalogue/catalogue.ts'
import { createFal } from '../../src/providers/fal/fal.ts'
import { createRemoteNews } from '../../src/providers/remote-news.ts'
import { startEmulator } from '../emulators/emulator.ts'
import { createFalEmulator, type FalEmulator } from '../emulators/fal.ts'
import { testAttempt } from '../support/attempt.ts'
import { jpeg, sourceOf } from '../support/pictures.ts'
import { createTestClock } from '../support/test-clock.ts'

export const key = 'test-key-of-the-studio:secret-part'
export const catalogue = createCatalogue({ today: () => '2026-11-21' })
export const prompt = 'Make them astronauts'
export const model = 'fal-ai/nano-banana-2/edit'

/** Longer ones are limits, which are not reached here. */
const longestPauseMilliseconds = 2500

/** Pauses are over at once, and written down. */
export function createHastyClock(): Clock & { pauses: number[] } {
  const clock = createTestClock()
  const pauses: number[] = []
  return {
    ...clock,
    pauses,
    after(milliseconds, callBack) {
      if (milliseconds > longestPauseMilliseconds) return clock.after(milliseconds, callBack)
      pauses.push(milliseconds)
      const soon = setImmediate(callBack)
      return () => clearImmediate(soon)
    },
  }
}

interface Options {
  apiKey?: string | undefined
  baseUrl?: string | undefined
  webhookUrl?: string
  clock?: Clock
  scratch?: Scratch
  fetch?: typeof globalThis.fetch
}

type Parameters = Record<string, string | number | boolean>

interface Call {
  operation?: string
  settings?: { model: string; prompt?: string; parameters?: Parameters }
  /** By role. */
  templates?: Record<string, Buffer>
  attempt?: ReturnType<typeof testAttempt>
  format?: 'jpeg' | 'png' | 'webp'
}

export async function startFal(t: Test, options: Options = {}) {
  let fal: FalEmulator | undefined
  const emulator = await startEmulator({
    services: [
      (tools) => {
        fal = createFalEmulator(tools)
        return fal
      },
    ],
  })
  if (!fal) throw new Error('no stand-in')
  t.teardown(() => emulator.stop())
  const directory = t.testdir()
  const clock = options.clock ?? createHastyClock()
  const guarded = createGuardedFetch({ trustedOrigins: [emulator.origin] })
  t.teardown(() => guarded.close())
  const news = createRemoteNews({ clock })
  const provider = createFal(
    { apiKey: key, baseUrl: emulator.baseUrl('fal'), fetchResult: guarded.fetch, news, ...options },
    { clock, scratch: options.scratch ?? createScratch({ directory }), catalogue },
  )
  const photo = await jpeg(300, 200)

  function edit({ operation = 'edit', settings, templates = {}, attempt = testAttempt(), format = 'jpeg' }: Call = {}) {
    const sources = Object.entries(templates).map(([role, bytes]) => [role, sourceOf(bytes, 'image/png')] as const)
    return provider.edit(
      {
        operation,
        settings: settings ?? { model, prompt },
        photo: sourceOf(photo),
        templates: Object.fromEntries(sources),
        output: { format, quality: 90, longestSidePixels: null },
      },
      attempt,
    )
  }

  const calls = (method: string, path: RegExp) =>
    emulator.requests('fal').filter((each) => each.method === method && path.test(each.path))

  return {
    ...{ emulator, fal, provider, news, edit, calls, photo },
    submits: () => emulator.submits('fal').length,
    billed: () => emulator.billed('fal'),
    leftOnDisk: () => readdir(directory),
  }
}

/** An address at which nobody listens. */
export async function nobodysAddress(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}
