import { signalAt } from '../../deadline.ts'
import type { GuardedFetch } from '../../media/guarded-fetch.ts'
import type { Attempt, Probe, RemoteWork } from '../provider.ts'
import { type FailureKind, ProviderFailure } from '../provider-failure.ts'
import type { RemoteNews } from '../remote-news.ts'
import type { Delivery, Order, ServiceTools } from '../service.ts'
import { findPicture, isRequestId } from './fal-answers.ts'
import { createFalConnection } from './fal-connection.ts'
import { createFalDownload } from './fal-download.ts'
import { createFalHandIn, during } from './fal-hand-in.ts'
import { createFalHosts } from './fal-hosts.ts'
import { priceOf } from './fal-price.ts'
import type { FalSettings } from './fal-settings.ts'
import { createFalWait } from './fal-wait.ts'

export interface FalConfig {
  /** Undefined: not set up. */
  apiKey: string | undefined
  /** A stand-in, with the folders `queue`, `rest` and `cdn`. Undefined: fal itself. */
  baseUrl?: string | undefined
  /** Where fal may tell that a result is there. Undefined: it is only asked. */
  webhookUrl?: string | undefined
  fetchResult: GuardedFetch
  news: RemoteNews
  fetch?: typeof globalThis.fetch
}

const cancelMilliseconds = 3000

const probeSentences: Partial<Record<FailureKind, string>> = {
  auth: 'fal does not take the key',
  quota_exhausted: 'the account at fal has no money',
  network_unsent: 'fal cannot be reached',
  overloaded: 'fal is overloaded',
}

/** What the operations have in common: they differ in their settings and models alone. */
export function createFalService(config: FalConfig, { clock, catalogue }: Pick<ServiceTools, 'clock' | 'catalogue'>) {
  const { apiKey = '', baseUrl, webhookUrl, fetchResult, news, fetch = globalThis.fetch } = config
  const hosts = createFalHosts(baseUrl)
  const connect = createFalConnection({ apiKey, hosts, fetch })
  const handIn = createFalHandIn({ connect, webhookUrl })
  const wait = createFalWait({ clock, news })
  const download = createFalDownload({ clock, fetchResult })

  const reconnect = ({ statusUrl }: RemoteWork, signal: AbortSignal) =>
    connect({ signal, queueHost: hosts.queueHostOf(statusUrl) })

  async function obtain(order: Order, settings: FalSettings, attempt: Attempt): Promise<Delivery> {
    const { signal, resume } = attempt
    const work = resume ?? (await handIn(order, settings, attempt))
    const { id } = work
    if (!isRequestId(id)) throw new ProviderFailure('malformed', 'fal: the work has an unreadable id')
    const model = catalogue.find('fal', work.model ?? '') ?? order.model
    const client = reconnect(work, signal)
    const data = await wait({ client, id, model: model.id, signal, isOld: resume !== undefined })

    attempt.enter('download')
    const { address, megapixels } = findPicture(model, data, id)
    const cost = { usd: priceOf(model, settings, megapixels), basis: 'table', priceDate: model.price.date } as const
    const report = { httpStatus: 200, providerRequestId: id, billed: 'yes', cost } as const
    const fail = (says: string, facts: { httpStatus?: number; cause?: unknown } = {}) =>
      new ProviderFailure('bad_media', `fal: ${says}`, { ...report, ...facts })
    return { file: await download({ address, workspace: order.workspace, signal, fail }), report }
  }

  async function cancel(work: RemoteWork): Promise<void> {
    const { id, model } = work
    if (model === undefined || !isRequestId(id)) return
    const { signal, release } = signalAt(clock, cancelMilliseconds, new Error('fal: nobody answers the cancelling'))
    try {
      await reconnect(work, signal).queue.cancel(model, { requestId: id, abortSignal: signal })
    } catch {
      // Too late, or never heard of it: either way there is nothing left to do.
    } finally {
      release()
    }
  }

  /** A file of one byte into the storage: the first thing that every job does, and free. */
  async function probe(signal: AbortSignal): Promise<Probe> {
    const file = new Blob(['.'], { type: 'text/plain' })
    const client = connect({ signal })
    try {
      await during('upload', signal, client.storage.upload(file, { lifecycle: { expiresIn: 'immediate' } }))
      return { isFine: true, says: 'fal takes the key and a file; whether there is money shows with the first picture' }
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error
      const sentence = probeSentences[error.kind]
      return { isFine: false, says: sentence ? `${sentence} (${error.message})` : error.message }
    }
  }

  return { obtain, cancel, probe }
}
