import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** How a message may come. */
export type Delivery = 'good' | 'bad-signature' | 'other-body' | 'old' | 'from-tomorrow' | 'wrong-key' | 'unsigned'

/** What fal signs its messages with. */
export function createFalSigner(now: () => number = Date.now) {
  let pair = generateKeyPairSync('ed25519')
  const stranger = generateKeyPairSync('ed25519')
  const offsets: Partial<Record<Delivery, number>> = { old: -301, 'from-tomorrow': 301 }

  function signed(id: string, timestamp: string, body: Buffer, key: KeyObject): string {
    const hash = createHash('sha256').update(body).digest('hex')
    return sign(null, Buffer.from([id, 'user-1', timestamp, hash].join('\n')), key).toString('hex')
  }

  return {
    jwks: () => ({ keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] }),
    /** From now on with other keys. */
    rotate(): void {
      pair = generateKeyPairSync('ed25519')
    },
    headers(id: string, body: Buffer, how: Delivery = 'good'): Record<string, string> {
      if (how === 'unsigned') return {}
      const timestamp = String(Math.floor(now() / 1000) + (offsets[how] ?? 0))
      const key = how === 'wrong-key' ? stranger.privateKey : pair.privateKey
      const signature = signed(id, timestamp, how === 'other-body' ? Buffer.from('{}') : body, key)
      return {
        'x-fal-webhook-request-id': id,
        'x-fal-webhook-user-id': 'user-1',
        'x-fal-webhook-timestamp': timestamp,
        'x-fal-webhook-signature': how === 'bad-signature' ? signature.replace(/^../, 'zz') : signature,
      }
    },
  }
}
