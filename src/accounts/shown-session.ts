import { z } from 'zod'
import type { Sessions } from './sessions.ts'

/** A session as people see it: enough to know one's own, and nothing that opens it. */
export const shownSession = z.object({
  id: z.uuid(),
  /** The one that asks. */
  is_this: z.boolean(),
  client_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
})

type Session = Awaited<ReturnType<Sessions['list']>>[number]

export const showSession = (session: Session, ownId: string | null): z.infer<typeof shownSession> => ({
  id: session.id,
  is_this: session.id === ownId,
  client_address: session.clientAddress,
  user_agent: session.userAgent,
  created_at: session.createdAt.toISOString(),
  last_used_at: session.lastUsedAt.toISOString(),
  expires_at: session.expiresAt.toISOString(),
})
