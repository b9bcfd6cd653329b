import { z } from 'zod'
import { remarkSchema } from '../../remark.ts'
import { remarksOfMails } from './mail-sentences.ts'
import type { Notification } from './outbox.ts'

const moment = z.iso.datetime()

/** A mail for whoever wants to know what became of it. Not whom it is for: the job says that to those who may know. */
export const shownMail = z.object({
  id: z.uuid(),
  kind: z.string(),
  job_id: z.string(),
  revision: z.int(),
  status: z.enum(['queued', 'sent', 'failed', 'superseded']),
  attempts: z.int(),
  created_at: moment,
  /** Null when nothing more is tried. */
  next_at: moment.nullable(),
  sent_at: moment.nullable(),
  error: z.string().nullable(),
  /** The same with its code. */
  remark: remarkSchema.nullable(),
})

export const showMail = (mail: Notification) => ({
  id: mail.id,
  kind: mail.kind,
  job_id: mail.jobId,
  revision: mail.revision,
  status: mail.status,
  attempts: mail.attempts,
  created_at: mail.createdAt.toISOString(),
  next_at: mail.status === 'queued' ? mail.nextAt.toISOString() : null,
  sent_at: mail.sentAt?.toISOString() ?? null,
  error: mail.error,
  remark: mail.error === null ? null : remarksOfMails.find(mail.error),
})
