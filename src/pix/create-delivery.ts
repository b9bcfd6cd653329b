import type { Guard } from '../accounts/guard.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database.ts'
import type { createHttpServer } from '../http-server.ts'
import type { Links } from '../links.ts'
import type { Logger } from '../log.ts'
import type { GuardedFetch } from '../media/guarded-fetch.ts'
import type { Language } from '../media/guest-words.ts'
import type { Store } from '../media/store.ts'
import type { Seal } from '../seal.ts'
import type { Disclosure } from './disclosure.ts'
import { disclosureRoutes } from './disclosure-routes.ts'
import { createExportArchive } from './exports/export-archive.ts'
import { createExportHandler } from './exports/export-handler.ts'
import { pixExportRoutes } from './exports/export-routes.ts'
import { createExports } from './exports/exports.ts'
import { createHandover } from './exports/handover.ts'
import { pixTargetRoutes } from './exports/target-routes.ts'
import { createExportTargets } from './exports/targets.ts'
import { pixCustomerRoutes } from './gallery/customer-routes.ts'
import { createGalleryAnswers } from './gallery/gallery-answers.ts'
import { createGalleryTokens } from './gallery/gallery-tokens.ts'
import { createGalleryZip } from './gallery/gallery-zip.ts'
import { createGalleryRelease } from './gallery/release.ts'
import { createShownGalleries } from './gallery/shown-gallery.ts'
import { pixStaffRoutes } from './gallery/staff-routes.ts'
import { senderOf } from './mail/choose-transport.ts'
import { createMailComposer } from './mail/compose.ts'
import type { MailTransport } from './mail/mail.ts'
import { pixMailRoutes } from './mail/mail-routes.ts'
import { createMailSender } from './mail/mail-sender.ts'
import { createMailOutbox, type MailOutcome } from './mail/outbox.ts'
import type { PixQueue } from './work.ts'

interface Dependencies {
  config: Config['pix']
  disclosure: Disclosure
  database: Database
  store: Store
  seal: Seal
  transport: MailTransport
  /** Where `pix-export` is put. */
  queue: PixQueue
  /** The way to customers' programs. */
  outside: { fetch: GuardedFetch; check(address: string): void }
  /** Fills a gallery anew that customers see as it was, before it is released again. */
  replaceShown?(jobId: string): Promise<void>
  links: Links
  publicBaseUrl(): string | null
  locale(): Language
  guard: Guard
  clock: Clock
  log: Logger
  onMailTried?: ((outcome: MailOutcome['kind']) => void) | undefined
}

/** What leaves the pix.immo side: galleries for customers, mails about them, and exports to their programs. */
export function createDelivery(dependencies: Dependencies) {
  const { config, database, store, seal, transport, links, publicBaseUrl, locale, guard, clock, log } = dependencies
  const { disclosure, queue, outside, replaceShown } = dependencies
  const tokens = createGalleryTokens({ database, seal })
  const outbox = createMailOutbox({ database, clock })
  const release = createGalleryRelease({ database, clock, tokens, outbox, replaceShown })
  const galleries = createShownGalleries({ database, store })
  const zip = createGalleryZip({ galleries, store })
  const answers = createGalleryAnswers({ galleries, zip, store })
  const compose = createMailComposer({ database, tokens, from: senderOf(config.mail), publicBaseUrl })
  const sender = createMailSender({ outbox, compose, transport, clock, log, onTried: dependencies.onMailTried })

  const { fetch, check: checkAddress } = outside
  const targets = createExportTargets({ database, seal, checkAddress, clock })
  const collect = createHandover({ database, galleries })
  const exports = createExports({ database, clock, collect, queue })
  const writeArchive = createExportArchive({ zip, store })
  const exportGallery = createExportHandler({
    ...{ database, clock, store, exports, targets, galleries, collect, writeArchive, fetch, log },
  })

  return {
    /** For the queue, as `pix-export`, and what ends one that has had all its tries. */
    exportGallery,
    giveUpExport: exports.giveUp,
    async registerRoutes(server: Pick<ReturnType<typeof createHttpServer>, 'register'>): Promise<void> {
      await server.register(pixCustomerRoutes, { galleries, answers, links, disclosure, locale })
      await server.register(disclosureRoutes, { disclosure, guard })
      await server.register(pixStaffRoutes, {
        ...{ galleries, release, tokens, outbox, answers, links, guard },
        isOutdated: release.isOutdated,
      })
      await server.register(pixMailRoutes, { outbox, guard })
      await server.register(pixTargetRoutes, { targets, guard })
      await server.register(pixExportRoutes, { exports, targets, galleries, store, guard })
    },
    async renewSeals(): Promise<void> {
      await Promise.all([tokens.renewSeals(), targets.renewSeals()])
    },
    countFailedMails: outbox.countFailed,
    /** On nodes that work. */
    start: sender.start,
    stop: sender.stop,
  }
}
