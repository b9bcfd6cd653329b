import type { PgBoss } from 'pg-boss'
import type { Guard } from '../accounts/guard.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database.ts'
import type { createHttpServer } from '../http-server.ts'
import type { Links } from '../links.ts'
import type { Logger } from '../log.ts'
import type { GuardedFetch } from '../media/guarded-fetch.ts'
import type { Language } from '../media/guest-words.ts'
import type { Scratch } from '../media/scratch.ts'
import type { Store } from '../media/store.ts'
import type { Metrics } from '../metrics.ts'
import type { Notifications } from '../queue/notifications.ts'
import type { Seal } from '../seal.ts'
import { concurrency, createBackground } from './create-background.ts'
import { createDelivery } from './create-delivery.ts'
import { createPixEntry } from './create-entry.ts'
import { createPixServices } from './create-services.ts'
import { disclosureOf } from './disclosure.ts'
import { createImageCopies } from './image-copies.ts'
import { factsOf } from './image-facts.ts'
import { mailDirectoryOf } from './mail/choose-transport.ts'
import type { MailTransport } from './mail/mail.ts'
import { createPixCounters } from './pix-counters.ts'
import { createPixFigures, observeFigures } from './pix-figures.ts'
import { createCopyForServices } from './privacy/copy-for-services.ts'
import { createPrivacyInspector } from './privacy/create-privacy-inspector.ts'
import type { PixKind } from './work.ts'

interface Dependencies {
  config: Pick<Config, 'pix' | 'providers' | 'storage' | 'database'>
  /** For requests. */
  database: Database
  /** For what may take longer than a caller would wait. */
  upkeep: Database
  boss: PgBoss
  notifications: Notifications
  store: Store
  scratch: Pick<Scratch, 'open'>
  seal: Seal
  transport: MailTransport
  /** The way to customers' programs. */
  outside: { fetch: GuardedFetch; check(address: string): void }
  links: Links
  publicBaseUrl(): string | null
  locale(): Language
  guard: Guard
  clock: Clock
  log: Logger
  metrics: Pick<Metrics, 'registry' | 'observe' | 'observeEach' | 'cleaned'>
  /** Fires when those who wait for an answer are let go. */
  stopping: AbortSignal
}

type Server = Pick<ReturnType<typeof createHttpServer>, 'register'>

/** The pix.immo side: ways in, what happens in the background, services, and what leaves it. */
export function createPix(dependencies: Dependencies) {
  const { database, upkeep, boss, notifications, store, scratch, seal, transport, outside, guard } = dependencies
  const { config, links, publicBaseUrl, locale, clock, log, metrics, stopping } = dependencies
  const { vision, gpt, privacyMode, finalInputPollSeconds, editorQuietMinutes } = config.pix

  const counters = createPixCounters(metrics.registry)
  const inspector = createPrivacyInspector({ findTextKey: () => seal.keyFor('texts of pix.immo'), clock })
  const background = createBackground({
    ...{ config: config.pix, upkeep, boss, notifications, store, clock, log },
    inspectPrivacy: inspector.inspect,
    hasDepth: vision.models.depth !== undefined && vision.apiKey !== undefined,
    mailDirectory: mailDirectoryOf(config.database),
    ...{ onCleaned: metrics.cleaned, counters },
  })
  const { queue, mergeImageMeta, buildJobExpose, syncGallery } = background

  const entry = createPixEntry({
    ...{ database, upkeep, store, scratch, queue, guard, clock, log, finalInputPollSeconds, editorQuietMinutes },
    ...{ locale: gpt.locale, hasVision: vision.apiKey !== undefined, privacyMode },
    onLook: counters.looked,
  })
  const services = createPixServices({
    ...{ config, database, upkeep, store, queue, publicBaseUrl, clock, log, stopping, mergeImageMeta },
    copyForServices: createImageCopies({
      store,
      copyChecked: createCopyForServices({ mode: privacyMode }),
      findingsOf: (image) => factsOf(image)?.privacy?.findings,
    }),
    onAsked: counters.serviceAsked,
  })
  const delivery = createDelivery({
    ...{ config: config.pix, disclosure: disclosureOf(config), database, store, seal, transport, queue, outside },
    ...{ links, publicBaseUrl, locale, guard, clock, log },
    replaceShown: (jobId) => syncGallery(jobId, { replacesShown: true }),
    onMailTried: counters.mailTried,
  })

  background.join(
    {
      ...services.handlers,
      async 'pix-expose'({ jobId }, signal) {
        await services.refreshExposeTexts(jobId, signal)
        await buildJobExpose(jobId, signal)
        await services.summaries.buildOfJob(jobId)
      },
      'pix-export': delivery.exportGallery,
    },
    { 'pix-export': delivery.giveUpExport },
  )
  const figures = createPixFigures({ database, clock, kinds: Object.keys(concurrency) as PixKind[] })
  observeFigures(metrics, figures)
  metrics.observe(
    'photochanger_pix_node_look_age_seconds',
    'How long ago this node has looked for work with success; only where it works.',
    background.secondsSinceLook,
  )

  return {
    countFailedMails: delivery.countFailedMails,
    findLongWait: figures.findLongWait,
    clean: background.clean,
    renewSeals: delivery.renewSeals,
    /** For nodes that answer. */
    async registerRoutes(server: Server): Promise<void> {
      await server.register(entry.routes)
      await server.register(services.routes, { guard })
      await delivery.registerRoutes(server)
    },
    /** For nodes that work. */
    start(): void {
      background.start()
      services.start()
      entry.start()
      delivery.start()
    },
    async stop(graceMilliseconds: number): Promise<void> {
      await Promise.all([entry.stop(), delivery.stop(), background.stop(graceMilliseconds)])
      await Promise.all([services.close(), inspector.close()])
    },
  }
}
