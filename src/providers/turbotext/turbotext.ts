import { randomBytes } from 'node:crypto'
import type { GuardedFetch } from '../../media/guarded-fetch.ts'
import type { Model } from '../catalogue/catalogue.ts'
import { defineService } from '../define-service.ts'
import type { Attempt, Provider, RemoteWork } from '../provider.ts'
import type { RemoteNews } from '../remote-news.ts'
import type { Delivery, Order, ServiceOperation, ServiceTools } from '../service.ts'
import { type Answer, readAnswer, remainingOf } from './turbotext-answer.ts'
import { createConnection } from './turbotext-connection.ts'
import { createDownload } from './turbotext-download.ts'
import { orderForm } from './turbotext-form.ts'
import { createProbe } from './turbotext-probe.ts'
import { createResultWatch, type Work } from './turbotext-result.ts'
import { findTurbotextProblems, settingsOf, type TurbotextSettings } from './turbotext-settings.ts'
import { acceptedQueue } from './turbotext-submit.ts'

interface Dependencies {
  apiKey: string | undefined
  /** Undefined: the real service. */
  baseUrl: string | undefined
  /** Where the service may tell that work is done, without the token. Undefined: it is only asked. */
  webhookUrl?: string | undefined
  fetchResult: GuardedFetch
  news: RemoteNews
  /** Hears how many photos the tariff still allows, whenever the service says so. */
  onRemaining?: ((photos: number) => void) | undefined
}

const realBaseUrl = 'https://www.turbotext.ru'
const mostSubmitMilliseconds = 15_000
const tokenBytes = 24

/** The templates without which an operation cannot run. */
const operations: Readonly<Record<string, readonly string[]>> = {
  image2image: [],
  mix_images: ['style'],
  deepfake_photo: ['face'],
}

/**
 * Turbotext, https://www.turbotext.ru/photo_ai/docs/info: work is handed in with links to the pictures, asked for until
 * it is done, and its picture fetched. It cannot be cancelled, and every piece of work that is handed in is paid for.
 */
export function createTurbotext(dependencies: Dependencies, tools: ServiceTools): Provider {
  const { apiKey, webhookUrl, fetchResult, news, onRemaining } = dependencies
  const { clock, catalogue } = tools
  const baseUrl = (dependencies.baseUrl ?? realBaseUrl).replace(/\/+$/, '')
  const { models } = catalogue.requireProvider('turbotext')
  // Without a key nothing is called: `defineService` sees to it.
  const connection = createConnection({ apiKey: apiKey ?? '', baseUrl, clock })
  const download = createDownload({ connection, fetchResult, clock })
  const awaitPicture = createResultWatch({ connection, news, onAnswer: tellRemaining })

  function tellRemaining(answer: Answer): void {
    const photos = remainingOf(answer)
    if (photos !== undefined) onRemaining?.(photos)
  }

  /** The one paid request. Whatever becomes of it, it is not made again here. */
  async function handIn(order: Order, settings: TurbotextSettings, attempt: Attempt): Promise<Work> {
    const method = order.model.id
    const token = webhookUrl === undefined ? undefined : randomBytes(tokenBytes).toString('base64url')
    const form = await orderForm(order, settings, token && `${webhookUrl}/${token}`)
    const limits = { signal: attempt.signal, mostMilliseconds: mostSubmitMilliseconds }
    const reply = await connection.post(method, form, limits)
    const answer = readAnswer(reply)
    if (answer) tellRemaining(answer)
    const queue = acceptedQueue(reply, answer)
    const work = { id: token ?? queue, queue, method }
    await attempt.remember(work)
    return work
  }

  async function obtain(order: Order, settings: TurbotextSettings, attempt: Attempt): Promise<Delivery> {
    const { resume, signal } = attempt
    const work = resume ? workOf(resume, order.model) : await handIn(order, settings, attempt)
    // What is resumed was paid for by the call that handed it in.
    const billed = resume ? 'no' : 'yes'
    const link = await awaitPicture(work, attempt, billed)
    attempt.enter('download')
    const file = await download({ link, workspace: order.workspace, signal, billed })
    return { file, report: { httpStatus: 200, providerRequestId: work.queue, billed } }
  }

  /** The method is the operation: people need not choose. */
  function operationOf(operation: string): ServiceOperation<TurbotextSettings> {
    const method = models.find((model) => model.operations.includes(operation))
    if (!method) throw new Error(`the catalogue has no method of turbotext for ${operation}`)
    return {
      settings: settingsOf(method),
      templateRoles: operations[operation] ?? [],
      findProblems: findTurbotextProblems,
      obtain,
    }
  }

  return defineService(
    {
      name: 'turbotext',
      apiKey,
      keyName: 'TURBOTEXT_API_KEY',
      operations: Object.fromEntries(Object.keys(operations).map((name) => [name, operationOf(name)])),
      probe: createProbe({ connection, clock, methods: models.map(({ id }) => id), onAnswer: tellRemaining }),
    },
    tools,
  )
}

function workOf({ id, queue = id, method }: RemoteWork, model: Model): Work {
  return { id, queue, method: method ?? model.id }
}
