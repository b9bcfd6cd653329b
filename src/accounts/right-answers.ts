import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Remembers which plain password was right for which hash, for as long as the process lives. What is kept is an HMAC
 * under a key that never leaves this closure. A changed password has another hash, so its old answer is never found.
 */
export function createRightAnswers({ most = 256 } = {}) {
  const key = randomBytes(32)
  /** In the order of last use. */
  const answers = new Map<string, Buffer>()
  const digest = (hash: string, plain: string) => createHmac('sha256', key).update(`${hash}\0${plain}`).digest()

  function add(hash: string, plain: string): void {
    keepFresh(hash, digest(hash, plain))
    const [oldest] = answers.keys()
    if (answers.size > most && oldest !== undefined) answers.delete(oldest)
  }

  function has(hash: string, plain: string): boolean {
    const known = answers.get(hash)
    if (!known || !timingSafeEqual(known, digest(hash, plain))) return false
    keepFresh(hash, known)
    return true
  }

  function keepFresh(hash: string, answer: Buffer): void {
    answers.delete(hash)
    answers.set(hash, answer)
  }

  return { add, has }
}
