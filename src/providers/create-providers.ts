import type { Config } from '../config.ts'
import type { Logger } from '../log.ts'
import type { GuardedFetch } from '../media/guarded-fetch.ts'
import { createFal } from './fal/fal.ts'
import { followKey } from './follow-key.ts'
import { createGemini } from './gemini/gemini.ts'
import { createOpenai } from './openai/openai.ts'
import type { Provider } from './provider.ts'
import type { RemoteNews } from './remote-news.ts'
import type { ServiceTools } from './service.ts'
import { createStudio } from './studio/studio.ts'
import { createTurbotext } from './turbotext/turbotext.ts'

/** Answers at once: it is asked before every call. */
export type KeyOf = (provider: string) => string | undefined

interface Dependencies {
  config: Config['providers']
  /** The key that holds now. */
  keyOf: KeyOf
  /** Where services reach this gateway; without it they are not asked to call. */
  publicBaseUrl: string | undefined
  fetchResult: GuardedFetch
  news: RemoteNews
  tools: ServiceTools
  log: Logger
}

/** With fewer attempts left at Turbotext somebody has to buy new ones. */
const fewRemaining = 50

/** Everybody who can make a picture. A new provider is one more line here. */
export function createProviders({ config, publicBaseUrl, fetchResult, news, tools, log, keyOf }: Dependencies) {
  /** Services call nobody without TLS; a stand-in that the operator has named does. */
  const webhookUrl = (name: 'fal' | 'turbotext') =>
    publicBaseUrl?.startsWith('https://') || (publicBaseUrl && config[name].baseUrl)
      ? `${publicBaseUrl}/webhooks/${name}`
      : undefined
  let remaining: number | undefined

  const onRemaining = (count: number) => {
    remaining = count
    if (count < fewRemaining) log.warn({ provider: 'turbotext', remaining: count }, 'few calls are left in the tariff')
  }
  const { hasWebhook, ...access } = config.turbotext
  const ownWebhookUrl = hasWebhook ? webhookUrl('turbotext') : undefined
  const openTurbotext = (apiKey: string | undefined) => ({
    ...createTurbotext({ ...access, apiKey, webhookUrl: ownWebhookUrl, fetchResult, news, onRemaining }, tools),
    remainingCalls: () => remaining,
  })
  const falWebhookUrl = webhookUrl('fal')
  const openFal = (apiKey: string | undefined) =>
    createFal({ ...config.fal, apiKey, webhookUrl: falWebhookUrl, fetchResult, news }, tools)
  return {
    studio: createStudio(),
    gemini: followKey(
      () => keyOf('gemini'),
      (apiKey) => createGemini({ ...config.gemini, apiKey }, tools),
    ),
    openai: followKey(
      () => keyOf('openai'),
      (apiKey) => createOpenai({ ...config.openai, apiKey }, tools),
    ),
    fal: followKey(() => keyOf('fal'), openFal),
    turbotext: followKey(() => keyOf('turbotext'), openTurbotext),
  } satisfies Record<string, Provider>
}
