import type { Answer } from '../../api/answer.ts'

export type Webhook = Answer<'/api/webhooks'>['webhooks'][number]
export type Delivery = Answer<'/api/webhooks/{webhookId}/deliveries'>['deliveries'][number]

export type Health = 'good' | 'trying' | 'failing' | 'idle' | 'off' | 'gone'

/** How an endpoint is, by what came of the last messages; the test button's own do not count. */
export function healthOf({ enabled, disabled_because: because }: Webhook, deliveries: readonly Delivery[]): Health {
  if (!enabled) return because === null ? 'off' : 'gone'
  const own = deliveries.filter(({ type }) => type !== 'webhook.test')
  const tried = own.filter(({ attempts }) => attempts > 0)
  const last = tried.toSorted((one, other) => (other.last_attempt_at ?? '').localeCompare(one.last_attempt_at ?? ''))[0]
  if (!last) return 'idle'
  if (last.status === 'delivered') return 'good'
  return last.status === 'failed' ? 'failing' : 'trying'
}
