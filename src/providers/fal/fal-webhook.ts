import { createHash, createPublicKey, type JsonWebKey, type KeyObject, verify as verifySignature } from 'node:crypto'
import { z } from 'zod'

interface Dependencies {
  /** Default: fal's own. */
  jwksUrl?: string
  fetch: typeof globalThis.fetch
  /** Milliseconds since 1970. */
  now?: () => number
  /** Told the id of a request that has ended. */
  onNews(id: string): void
}

/** Node's, in lower case. */
type Headers = Readonly<Record<string, string | string[] | undefined>>

const mostSkewSeconds = 300
const keysLiveMilliseconds = 24 * 3_600_000
/** Garbage with a wrong signature must not make us ask fal again and again. */
const betweenFetchesMilliseconds = 60_000
const fetchMilliseconds = 5000

const keySchema = z.looseObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() })
const jwksSchema = z.object({ keys: z.array(z.unknown()).max(20) })
const headersSchema = z.object({
  'x-fal-webhook-request-id': z.string().regex(/^[\w-]{1,100}$/),
  'x-fal-webhook-user-id': z.string().min(1).max(200),
  'x-fal-webhook-timestamp': z.string().regex(/^\d{1,12}$/),
  'x-fal-webhook-signature': z.string().regex(/^[0-9a-f]{128}$/i),
})

/**
 * Receives fal's messages, https://fal.ai/docs/documentation/model-apis/inference/webhooks. What they say is not believed:
 * a good signature only tells that it is time to look. So they may come twice, late, or never.
 */
export function createFalWebhook({ jwksUrl = falJwksUrl(), fetch, now = Date.now, onNews }: Dependencies) {
  let keys: readonly KeyObject[] = []
  let fetchedAt = Number.NEGATIVE_INFINITY
  let triedAt = Number.NEGATIVE_INFINITY
  let fetching: Promise<void> | undefined

  async function fetchKeys(): Promise<void> {
    triedAt = now()
    const answer = await fetch(jwksUrl, { signal: AbortSignal.timeout(fetchMilliseconds), redirect: 'error' })
    if (!answer.ok) throw new Error(`jwks: ${answer.status}`)
    // Keys of another kind are somebody else's.
    const found = jwksSchema.parse(await answer.json()).keys.filter((key) => keySchema.safeParse(key).success)
    keys = found.map((key) => createPublicKey({ key: key as JsonWebKey, format: 'jwk' }))
    fetchedAt = now()
  }

  /** Resolves to whether there are new ones. */
  async function refreshKeys(): Promise<boolean> {
    if (!fetching && now() - triedAt < betweenFetchesMilliseconds) return false
    const before = fetchedAt
    fetching ??= fetchKeys()
      .catch(() => {}) // the old ones may still do
      .finally(() => {
        fetching = undefined
      })
    await fetching
    return fetchedAt !== before
  }

  async function isSigned(message: Buffer, signature: Buffer): Promise<boolean> {
    const matches = () => keys.some((key) => verifySignature(null, message, key, signature))
    if (now() - fetchedAt > keysLiveMilliseconds) {
      await refreshKeys()
      // A day is what fal asks for; keys that cannot be renewed are not good for ever.
      if (now() - fetchedAt > keysLiveMilliseconds) return false
    }
    return matches() || ((await refreshKeys()) && matches())
  }

  return {
    async verify(headers: Headers, rawBody: Buffer): Promise<'accepted' | 'refused'> {
      const read = headersSchema.safeParse(headers)
      if (!read.success) return 'refused'
      const id = read.data['x-fal-webhook-request-id']
      const timestamp = read.data['x-fal-webhook-timestamp']
      if (Math.abs(now() / 1000 - Number(timestamp)) > mostSkewSeconds) return 'refused'
      const hash = createHash('sha256').update(rawBody).digest('hex')
      const message = Buffer.from([id, read.data['x-fal-webhook-user-id'], timestamp, hash].join('\n'))
      if (!(await isSigned(message, Buffer.from(read.data['x-fal-webhook-signature'], 'hex')))) return 'refused'
      onNews(id)
      return 'accepted'
    },
  }
}

export type FalWebhook = ReturnType<typeof createFalWebhook>

/** Where fal, or a stand-in below `baseUrl`, shows the keys that it signs with. */
export function falJwksUrl(baseUrl?: string): string {
  const rest = baseUrl === undefined ? 'https://rest.fal.ai' : `${baseUrl.replace(/\/+$/, '')}/rest`
  return `${rest}/.well-known/jwks.json`
}
