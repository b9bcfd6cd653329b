import { argon2 } from 'node:crypto'
import { promisify } from 'node:util'
import type { DeriveTag } from '../../src/accounts/passwords.ts'

const runArgon2 = promisify(argon2)

/** The real argon2, and how often it ran and how often at once. */
export function createCountingArgon2() {
  const seen = { runs: 0, running: 0, mostAtOnce: 0 }
  const deriveTag: DeriveTag = async (plain, { salt, ...recipe }) => {
    seen.runs += 1
    seen.running += 1
    seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.running)
    try {
      return await runArgon2('argon2id', { message: plain, nonce: salt, ...recipe })
    } finally {
      seen.running -= 1
    }
  }
  return { deriveTag, seen }
}
