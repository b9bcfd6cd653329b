import type { Transaction } from '../database.ts'
import { type CurrentSettings, ingestPasswordChanged, type Settings } from '../settings.ts'
import { recordChange } from './audit.ts'
import { generatePassword, hashPassword, isPassword } from './passwords.ts'

interface FirstStart {
  settings: Pick<Settings, 'change'>
  /** What the environment says. */
  password?: string | undefined
}

/**
 * Sees to it that photos can come in. The environment's password holds until a person sets another; with none at all
 * a random one is made. Answers that one, the only time it is seen.
 */
export async function ensureIngestPassword({ settings, password }: FirstStart): Promise<string | null> {
  let generated: string | null = null
  await settings.change(
    async (current) => {
      if (password !== undefined) return (await isSettled(current, password)) ? null : fromEnvironment(password)
      if (current.ingestPasswordHash !== null) return null
      generated = generatePassword()
      return { ingestPasswordHash: await hashPassword(generated), ingestPasswordSource: 'generated' }
    },
    (transaction, before, after) =>
      recordIngestPassword(transaction, password === undefined ? 'first start' : 'environment', before, after),
  )
  return generated
}

async function isSettled({ ingestPasswordHash, ingestPasswordSource }: CurrentSettings, password: string) {
  if (ingestPasswordHash === null) return false
  if (ingestPasswordSource === 'person') return true
  return ingestPasswordSource === 'environment' && (await isPassword(ingestPasswordHash, password))
}

async function fromEnvironment(password: string) {
  return { ingestPasswordHash: await hashPassword(password), ingestPasswordSource: 'environment' } as const
}

/** That it changed and by whose will; nothing of the password itself. */
export function recordIngestPassword(
  transaction: Transaction,
  who: string,
  before: CurrentSettings,
  after: CurrentSettings,
): Promise<void> {
  return recordChange(transaction, {
    who,
    what: ingestPasswordChanged,
    before: { source: before.ingestPasswordSource },
    after: { source: after.ingestPasswordSource, is_new: true },
  })
}
