import { createHash, randomBytes } from 'node:crypto'
import { recordChange } from '../accounts/audit.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../database.ts'
import { and, desc, eq, sql } from '../drizzle.ts'
import { GatewayError } from '../errors.ts'
import { pixEditorTokens } from '../pix-schema.ts'
import type { PixJobs } from './pix-jobs.ts'

type EditorToken = typeof pixEditorTokens.$inferSelect
export type Direction = EditorToken['direction']
/** What people may see of one. */
export type ShownToken = Omit<EditorToken, 'tokenHash'>

interface Dependencies {
  database: Database
  pixJobs: Pick<PixJobs, 'requireShoot'>
  clock: Clock
}

interface Wish {
  shootId: string
  direction: Direction
  label: string
  hours: number
}

const prefix = 'pce_'
const secretBytes = 32
const noteEverySeconds = 60

export const looksLikeEditorToken = (token: string) => token.startsWith(prefix)

/** What editors come in with: one shoot, one way, for a while. The token is shown once; the table keeps its hash. */
export function createEditorTokens({ database, pixJobs, clock }: Dependencies) {
  const { tokenHash, revokedAt, usedAt, expiresAt } = pixEditorTokens

  async function create({ shootId, direction, label, hours }: Wish, who: string) {
    const shoot = await pixJobs.requireShoot(shootId)
    const token = `${prefix}${randomBytes(secretBytes).toString('base64url')}`
    return database.transaction(async (tx) => {
      const [made] = await tx
        .insert(pixEditorTokens)
        .values({
          ...{ tokenHash: hashOf(token), shootId: shoot.id, direction, label, createdBy: who },
          createdAt: clock.databaseNow(),
          expiresAt: sql`${clock.databaseNow()} + make_interval(hours => ${hours})`,
        })
        .returning()
      if (!made) throw new GatewayError('internal_error', 'no row came back')
      await recordChange(tx, { who, what: 'editor_token.created', before: null, after: noteOf(made) })
      return { token, made }
    })
  }

  /** Throws `invalid_token` or `token_expired`. */
  async function find(token: string): Promise<ShownToken> {
    const [found] = await database
      .select({
        row: pixEditorTokens,
        isOver: sql<boolean>`${expiresAt} <= ${clock.databaseNow()}`,
        isStale: sql<boolean>`coalesce(${usedAt} <= ${clock.databaseNow()} - make_interval(secs => ${noteEverySeconds}), true)`,
      })
      .from(pixEditorTokens)
      .where(eq(tokenHash, hashOf(token)))
    if (!found || found.row.revokedAt !== null) throw new GatewayError('invalid_token', 'unknown or revoked')
    if (found.isOver) throw new GatewayError('token_expired', 'the editor’s token has expired')
    if (found.isStale) {
      await database
        .update(pixEditorTokens)
        .set({ usedAt: clock.databaseNow() })
        .where(eq(tokenHash, hashOf(token)))
    }
    return found.row
  }

  async function list(shootId: string): Promise<ShownToken[]> {
    const shoot = await pixJobs.requireShoot(shootId)
    return database
      .select()
      .from(pixEditorTokens)
      .where(eq(pixEditorTokens.shootId, shoot.id))
      .orderBy(desc(pixEditorTokens.createdAt))
  }

  /** From then on it opens nothing. */
  function revoke(id: string, who: string): Promise<void> {
    return database.transaction(async (tx) => {
      const [before] = await tx.select().from(pixEditorTokens).where(eq(pixEditorTokens.id, id)).for('update')
      if (!before) throw new GatewayError('not_found', 'unknown', { details: 'There is no token with this id.' })
      if (before.revokedAt !== null) return
      await tx
        .update(pixEditorTokens)
        .set({ revokedAt: clock.databaseNow() })
        .where(and(eq(pixEditorTokens.id, id), sql`${revokedAt} is null`))
      await recordChange(tx, { who, what: 'editor_token.revoked', before: noteOf(before), after: null })
    })
  }

  return { create, find, list, revoke }
}

export type EditorTokens = ReturnType<typeof createEditorTokens>

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

const noteOf = ({ id, shootId, direction, label, expiresAt }: ShownToken) => ({
  ...{ id, shoot: shootId, direction, label, expires_at: expiresAt.toISOString() },
})
