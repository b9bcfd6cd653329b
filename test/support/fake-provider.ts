import { z } from 'zod'
import { defineOperation, defineProvider } from '../../src/providers/define-provider.ts'
import type { CallFacts, EditedImage, EditRequest, Provider } from '../../src/providers/provider.ts'

type Edit = (photo: EditRequest['photo'], signal: AbortSignal) => Promise<EditedImage>

/** A provider that does what the test says; its one operation is called `edit` and takes no settings. */
export function fakeProvider(
  edit: Edit,
  { name = 'fake', maxConcurrent, facts }: { name?: string; maxConcurrent?: number; facts?: CallFacts } = {},
): Provider {
  const operation = defineOperation({
    settings: z.strictObject({}),
    templateRoles: [],
    ...(facts && { describe: () => facts }),
    edit: ({ photo }, _settings, { signal }) => edit(photo, signal),
  })
  return {
    ...defineProvider({ name, operations: { edit: operation } }),
    ...(maxConcurrent !== undefined && { maxConcurrent }),
  }
}

/** The chain of a slot that uses it. */
export const fakeChain = (provider = 'fake') => [{ provider, operation: 'edit', settings: {} }]

/** Hands the photo back as the result. */
export async function echo(photo: EditRequest['photo']): Promise<EditedImage> {
  return { bytes: await photo.read(), type: photo.type, width: photo.width, height: photo.height }
}

/** A provider that waits until the test lets each photo go, and counts how many it holds. */
export function gatedProvider(options: { name?: string; maxConcurrent?: number; facts?: CallFacts } = {}) {
  const waiting: (() => void)[] = []
  const arrivals: (() => void)[] = []
  let inside = 0
  let mostInside = 0
  let calls = 0
  const aborted: unknown[] = []
  const provider = fakeProvider(async (photo, signal) => {
    calls += 1
    inside += 1
    mostInside = Math.max(mostInside, inside)
    const gate = Promise.withResolvers<void>()
    waiting.push(gate.resolve)
    for (const arrive of arrivals.splice(0)) arrive()
    signal.addEventListener('abort', () => {
      aborted.push(signal.reason)
      waiting.splice(waiting.indexOf(gate.resolve), 1)
      gate.reject(signal.reason)
    })
    try {
      await gate.promise
      return await echo(photo)
    } finally {
      inside -= 1
    }
  }, options)
  return {
    provider,
    inside: () => inside,
    mostInside: () => mostInside,
    calls: () => calls,
    aborted,
    /** Resolves when so many photos wait to be let go. */
    async holds(count: number): Promise<void> {
      while (waiting.length < count) await new Promise<void>((resolve) => arrivals.push(resolve))
    },
    /** Lets the longest waiting photo go on. */
    release: () => waiting.shift()?.(),
    releaseAll(): void {
      for (const open of waiting.splice(0)) open()
    },
  }
}
