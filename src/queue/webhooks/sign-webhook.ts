import { createHmac, randomBytes } from 'node:crypto'

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, version 1.0.0. */
const prefix = 'whsec_'
const secretBytes = 32

export const makeWebhookSecret = () => `${prefix}${randomBytes(secretBytes).toString('base64')}`

interface Message {
  id: string
  /** Unix seconds of this try; the event's own moment is in the body. */
  timestamp: number
  /** Exactly as it is sent. */
  body: string
}

/** The headers of one try. While a secret is being changed both sign: a receiver takes either. */
export function signWebhook({ id, timestamp, body }: Message, secrets: readonly string[]): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') }
}
