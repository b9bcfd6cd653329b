import type { Database } from '../../database.ts'
import { and, eq, lt, sql } from '../../drizzle.ts'
import { pixGalleryLink } from '../../links.ts'
import { pixJobs, pixNotifications } from '../../pix-schema.ts'
import type { GalleryTokens } from '../gallery/gallery-tokens.ts'
import { writeGalleryMail } from './gallery-mail.ts'
import { domainOf, isMailAddress, type Mail, MailError, nameForAddress } from './mail.ts'
import { remarksOfMails } from './mail-sentences.ts'
import { releasedKind, releasedPayload, type TakenMail } from './outbox.ts'

interface Dependencies {
  database: Database
  tokens: Pick<GalleryTokens, 'read'>
  from: string
  publicBaseUrl(): string | null
}

/**
 * A mail as it is true now: with the link of today, and not at all for a gallery that was withdrawn since (undefined).
 */
export function createMailComposer({ database, tokens, from, publicBaseUrl }: Dependencies) {
  async function isToldAgain({ jobId, revision }: TakenMail): Promise<boolean> {
    const isEarlier = and(
      eq(pixNotifications.jobId, jobId),
      eq(pixNotifications.kind, releasedKind),
      eq(pixNotifications.status, 'sent'),
      lt(pixNotifications.revision, revision),
    )
    const [found] = await database.select({ one: sql`1` }).from(pixNotifications).where(isEarlier).limit(1)
    return found !== undefined
  }

  return async function compose(mail: TakenMail): Promise<Mail | undefined> {
    const [job] = await database.select().from(pixJobs).where(eq(pixJobs.id, mail.jobId))
    if (job?.galleryVisibility !== 'customer' || job.releasedRevision !== mail.revision) return undefined
    if (!isMailAddress(mail.recipient)) throw new MailError('hopeless', remarksOfMails.say('no_address').text)
    const token = await tokens.read(job.galleryTokenSealed)
    if (token === null) throw new MailError('hopeless', remarksOfMails.say('link_unreadable').text)
    const base = publicBaseUrl() ?? releasedPayload.parse(mail.payload).base_url
    return {
      from,
      to: { name: nameForAddress(job.customerName ?? ''), address: mail.recipient },
      messageId: `<${mail.id}@${domainOf(from)}>`,
      ...writeGalleryMail({
        ...{ locale: mail.locale, jobNumber: job.jobNumber, customerName: job.customerName },
        link: pixGalleryLink(base, token),
        isAgain: await isToldAgain(mail),
      }),
    }
  }
}

export type ComposeMail = ReturnType<typeof createMailComposer>
