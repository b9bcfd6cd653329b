import { z } from 'zod'
import type { Clock } from '../../clock.ts'
import { signalAt } from '../../deadline.ts'
import { type GuardedFetch, GuardedFetchError } from '../../media/guarded-fetch.ts'
import { readScratchFile, type Scratch } from '../../media/scratch.ts'
import { isRequestId, readAddress, readSubmitted } from '../../providers/fal/fal-answers.ts'
import { createFalConnection } from '../../providers/fal/fal-connection.ts'
import { createFalDownload } from '../../providers/fal/fal-download.ts'
import { during } from '../../providers/fal/fal-hand-in.ts'
import { createFalHosts } from '../../providers/fal/fal-hosts.ts'
import { createFalWait } from '../../providers/fal/fal-wait.ts'
import { ProviderFailure } from '../../providers/provider-failure.ts'
import { createRemoteNews } from '../../providers/remote-news.ts'

interface Dependencies {
  apiKey: string
  /** A stand-in. Undefined: fal itself. */
  baseUrl: string | undefined
  /** For pictures at addresses that fal names. */
  fetchResult: GuardedFetch
  scratch: Scratch
  clock: Clock
  fetch?: typeof globalThis.fetch
}

export interface Picture {
  bytes: Buffer
  type: 'image/jpeg' | 'image/png'
}

interface Call {
  /** By its name at fal. */
  model: string
  pictures: readonly Picture[]
  /** What the model gets, with the pictures' addresses in their order. */
  input(addresses: readonly string[]): Record<string, unknown>
  /** Of work that was handed in before. */
  requestId: string | null
  remember(requestId: string): Promise<void>
  /** Called once the model has done its part: from then on it can be fetched, and was paid for. */
  answered(): void
  signal: AbortSignal
}

/** Whoever holds the address of a file at fal can read it; it is gone soon. */
const pictureLivesSeconds = 600
const resultLivesSeconds = 3600
const cancelMilliseconds = 3000

export const falPicture = z.object({ url: z.string().max(60_000_000) })

/** What a model has answered, where it says what it must. */
export function readFalAnswer<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const read = schema.safeParse(answer)
  if (read.success) return read.data
  throw new ProviderFailure('malformed', 'fal: an answer of another shape', { billed: 'yes' })
}

/**
 * Calls of models of fal that look at pictures, through its queue: work that was handed in can be asked for again, whoever
 * dies meanwhile. It repeats no submit. Throws ProviderFailure, or the signal's reason.
 */
export function createFalCalls({
  apiKey,
  baseUrl,
  fetchResult,
  scratch,
  clock,
  fetch = globalThis.fetch,
}: Dependencies) {
  const connect = createFalConnection({ apiKey, hosts: createFalHosts(baseUrl), fetch })
  const wait = createFalWait({ clock, news: createRemoteNews({ clock }) })
  const bring = createFalDownload({ clock, fetchResult })

  async function upload({ bytes, type }: Picture, signal: AbortSignal): Promise<string> {
    const blob = new Blob([new Uint8Array(bytes)], { type })
    const lifecycle = { expiresIn: pictureLivesSeconds }
    return readAddress(await during('upload', signal, connect({ signal }).storage.upload(blob, { lifecycle })))
  }

  async function handIn({ model, pictures, input, remember, signal }: Call): Promise<string> {
    const addresses = await Promise.all(pictures.map((picture) => upload(picture, signal)))
    const submitting = connect({ signal }).queue.submit(model, {
      input: input(addresses),
      abortSignal: signal,
      storageSettings: { expiresIn: resultLivesSeconds },
      headers: { 'x-fal-no-retry': '1' },
    })
    const { request_id: id } = await during('submit', signal, submitting.then(readSubmitted))
    try {
      await remember(id)
    } catch (error) {
      // Nobody would ever ask for it again.
      await cancel(model, id)
      throw error
    }
    return id
  }

  /** What nobody waits for any more need not be done. */
  async function cancel(model: string, requestId: string): Promise<void> {
    const { signal, release } = signalAt(clock, cancelMilliseconds, new Error('fal: nobody answers the cancelling'))
    try {
      await connect({ signal }).queue.cancel(model, { requestId, abortSignal: signal })
    } catch {
      // Too late, or never heard of it: either way there is nothing left to do.
    } finally {
      release()
    }
  }

  return {
    async call(wanted: Call): Promise<{ answer: unknown; requestId: string }> {
      const { model, signal } = wanted
      const id = wanted.requestId ?? (await handIn(wanted))
      if (!isRequestId(id)) throw new ProviderFailure('malformed', 'fal: the work has an unreadable id')
      try {
        const isOld = wanted.requestId !== null
        const answer = await wait({ client: connect({ signal }), id, model, signal, isOld })
        wanted.answered()
        return { answer, requestId: id }
      } catch (error) {
        // Late is not stopped: another node goes on with what was stopped.
        if (signal.aborted && signal.reason instanceof ProviderFailure) await cancel(model, id)
        throw error
      }
    },

    /** The bytes of a picture that a model has answered with. */
    async download(address: string, signal: AbortSignal): Promise<Buffer> {
      const workspace = await scratch.open()
      const fail = (says: string, facts: { httpStatus?: number; cause?: unknown } = {}) =>
        new ProviderFailure(isOnTheWay(facts) ? 'network_unknown' : 'bad_media', `fal: ${says}`, {
          billed: 'yes',
          ...facts,
        })
      if (!/^(https?:|data:)/i.test(address)) throw fail('the result has something else instead of a picture')
      try {
        return await readScratchFile(await bring({ address, workspace, signal, fail }))
      } finally {
        await workspace.remove()
      }
    },
  }
}

/** Trouble between here and the picture, not with the picture: it may be fetched later. */
const isOnTheWay = ({ httpStatus = 0, cause }: { httpStatus?: number; cause?: unknown }) =>
  httpStatus === 429 ||
  httpStatus >= 500 ||
  (cause instanceof GuardedFetchError && (cause.reason === 'failed' || cause.reason === 'unsent'))

export type FalCalls = ReturnType<typeof createFalCalls>
