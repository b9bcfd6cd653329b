import type { Config } from '../config.ts'
import type { Logger } from '../log.ts'
import type { GuardedFetch } from '../media/guarded-fetch.ts'
import { createFal } from './fal/fal.ts'
import { createGemini } from './gemini/gemini.ts'
import { createOpenai } from './openai/openai.ts'
import type { Provider } from './provider.ts'
import type { RemoteNews } from './remote-news.ts'
import type { ServiceTools } from './service.ts'
import { createStudio } from './studio/studio.ts'
import { createTurbotext } from './turbotext/turbotext.ts'

interface Dependencies {
  config: Config['providers']
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
export function createProviders({ config, publicBaseUrl, fetchResult, news, tools, log }: Dependencies) {
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
  const turbotext = createTurbotext({ ...access, webhookUrl: ownWebhookUrl, fetchResult, news, onRemaining }, tools)
  return {
    studio: createStudio(),
    gemini: createGemini(config.gemini, tools),
    openai: createOpenai(config.openai, tools),
    fal: createFal({ ...config.fal, webhookUrl: webhookUrl('fal'), fetchResult, news }, tools),
    turbotext: { ...turbotext, remainingCalls: () => remaining },
  } satisfies Record<string, Provider>
}
