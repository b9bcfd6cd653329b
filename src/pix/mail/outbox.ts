import { z } from 'zod'
import { recordChange } from '../../accounts/audit.ts'
import type { Clock } from '../../clock.ts'
import type { Database, Transaction } from '../../database.ts'
import { and, count, desc, eq, inArray, lt, sql } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import { pixJobs, pixNotifications } from '../../pix-schema.ts'
import type { PixLocale } from '../rooms.ts'

export type Notification = typeof pixNotifications.$inferSelect

/** What the row of a mail says; the rest is looked up when it is sent. */
export const releasedPayload = z.object({
  /** Where the gateway was reached when it was written. */
  base_url: z.string(),
})

/** A mail in the hands of a sender. */
export interface TakenMail {
  id: string
  jobId: string
  revision: number
  recipient: string
  locale: PixLocale
  payload: unknown
  attempts: number
  step: number
  /** An earlier try may have gone out. */
  maybeSent: boolean
}

/** What came of one try. `unclear`: it may have gone out. */
export type MailOutcome =
  | { kind: 'sent'; providerId: string | null }
  | { kind: 'again'; error: string; delaySeconds: number; isUnclear: boolean }
  | { kind: 'over'; error: string; isUnclear: boolean }
  | { kind: 'broken off'; error: string; isUnclear: boolean }

interface Dependencies {
  database: Database
  clock: Clock
}

/** A sender that has not said what came of it for so long is dead, and another one sends it again. */
const leaseSeconds = 120
const mostAtOnce = 5
export const releasedKind = 'gallery_released'

const { id, status, jobId, createdAt } = pixNotifications

/** Mails that wait to be sent, and what became of those that were. */
export function createMailOutbox({ database, clock }: Dependencies) {
  const now = () => clock.databaseNow()

  /**
   * In the transaction of the release. Each revision is told of once: one that is released again after it was withdrawn
   * finds its row there. What still waits to tell of an older revision has nothing more to say.
   */
  async function tellReleased(tx: Transaction, job: typeof pixJobs.$inferSelect, baseUrl: string): Promise<void> {
    const isOlder = and(
      eq(jobId, job.id),
      eq(pixNotifications.kind, releasedKind),
      inArray(status, ['queued', 'failed']),
      lt(pixNotifications.revision, job.galleryRevision),
    )
    await tx.update(pixNotifications).set({ status: 'superseded' }).where(isOlder)
    if (job.customerEmail === null) return
    await tx
      .insert(pixNotifications)
      .values({
        kind: releasedKind,
        jobId: job.id,
        revision: job.galleryRevision,
        recipient: job.customerEmail,
        locale: job.locale,
        payload: { base_url: baseUrl } satisfies z.infer<typeof releasedPayload>,
        dedupeKey: `${releasedKind}:${job.id}:${job.galleryRevision}`,
        nextAt: now(),
        createdAt: now(),
      })
      .onConflictDoNothing({ target: pixNotifications.dedupeKey })
  }

  /**
   * What is due, and still true: a mail about a gallery that was withdrawn waits until it is released again. It goes to
   * the address, and in the language, that the job names now: what was mistyped has been put right since. Each goes to one
   * sender; the lease tells that it lives.
   */
  async function take(): Promise<TakenMail[]> {
    const { rows } = await database.execute<Record<string, unknown> & TakenMail>(sql`
      with due as (
        select mail.id, job.locale, coalesce(job.customer_email, '') as recipient,
          mail.maybe_sent and mail.recipient = coalesce(job.customer_email, '') as maybe_sent
        from ${pixNotifications} as mail
        join ${pixJobs} as job on job.id = mail.job_id
        where mail.status = 'queued' and mail.next_at <= (select ${now()})
          and job.gallery_visibility = 'customer' and job.released_revision = mail.revision
        order by mail.next_at limit ${mostAtOnce} for update of mail skip locked
      )
      update ${pixNotifications} as mine
      set attempts = attempts + 1, step = step + 1, maybe_sent = true, recipient = due.recipient, locale = due.locale,
        next_at = ${now()} + ${leaseSeconds} * interval '1 second'
      from due where mine.id = due.id
      returning mine.id, mine.job_id as "jobId", mine.revision, mine.recipient, mine.locale, mine.payload, mine.attempts,
        mine.step, due.maybe_sent as "maybeSent"`)
    return rows
  }

  /** Nothing when another sender has it, or a person has put it in line again. */
  async function settle(mail: TakenMail, outcome: MailOutcome): Promise<void> {
    await database
      .update(pixNotifications)
      .set(changeBy(mail, outcome))
      .where(and(eq(id, mail.id), eq(status, 'queued'), eq(pixNotifications.attempts, mail.attempts)))
  }

  function changeBy({ step }: TakenMail, outcome: MailOutcome) {
    if (outcome.kind === 'sent') {
      const { providerId } = outcome
      return { status: 'sent' as const, sentAt: now(), providerId, error: null, maybeSent: false }
    }
    const { error, isUnclear: maybeSent } = outcome
    if (outcome.kind === 'over') return { status: 'failed' as const, error, maybeSent }
    if (outcome.kind === 'broken off') return { step: step - 1, nextAt: now(), error, maybeSent }
    return { nextAt: sql`${now()} + ${outcome.delaySeconds} * interval '1 second'`, error, maybeSent }
  }

  /** The newest first. */
  const list = (wanted: { jobId?: string | undefined; status?: Notification['status'] | undefined; limit: number }) =>
    database
      .select()
      .from(pixNotifications)
      .where(
        and(
          wanted.jobId === undefined ? undefined : eq(jobId, wanted.jobId),
          wanted.status && eq(status, wanted.status),
        ),
      )
      .orderBy(desc(createdAt), desc(id))
      .limit(wanted.limit)

  /** One that has failed, once more from the beginning. */
  function retry(mail: string, who: string): Promise<Notification> {
    return database.transaction(async (tx) => {
      const [before] = await tx.select().from(pixNotifications).where(eq(id, mail)).for('update')
      if (!before) throw new GatewayError('not_found', 'unknown mail')
      if (before.status !== 'failed') return before
      const [after = before] = await tx
        .update(pixNotifications)
        .set({ status: 'queued', step: 0, nextAt: now(), error: null })
        .where(eq(id, mail))
        .returning()
      const note = (is: string) => ({ id: mail, job: before.jobId, revision: before.revision, status: is })
      await recordChange(tx, { who, what: 'pix_mail.retried', before: note('failed'), after: note('queued') })
      return after
    })
  }

  /** For whoever is warned: customers who could see their gallery, and do not know it. */
  async function countFailed(): Promise<number> {
    const isShown = and(
      eq(pixJobs.id, jobId),
      eq(pixJobs.galleryVisibility, 'customer'),
      eq(pixJobs.releasedRevision, pixNotifications.revision),
    )
    const [counted] = await database
      .select({ failed: count() })
      .from(pixNotifications)
      .innerJoin(pixJobs, isShown)
      .where(eq(status, 'failed'))
    return counted?.failed ?? 0
  }

  return { tellReleased, take, settle, list, retry, countFailed }
}

export type MailOutbox = ReturnType<typeof createMailOutbox>
