import { type Clock, repeat } from '../../clock.ts'
import { signalAt } from '../../deadline.ts'
import type { Logger } from '../../log.ts'
import { type GuardedFetch, GuardedFetchError } from '../../media/guarded-fetch.ts'
import type { Seal } from '../../seal.ts'
import { type Deliveries, mostAtOnce, type Outcome, type TakenDelivery } from './deliveries.ts'
import { type Endpoints, webhookSecretPurpose } from './endpoints.ts'
import { retryDelaySeconds } from './retry-schedule.ts'
import { signWebhook } from './sign-webhook.ts'

interface Dependencies {
  deliveries: Pick<Deliveries, 'take' | 'settle'>
  endpoints: Pick<Endpoints, 'disableGone'>
  /** With a guard before what is not on the open internet. */
  fetch: GuardedFetch
  seal: Seal
  clock: Clock
  log: Logger
  onSent(sent: { type: string; outcome: Outcome['kind'] }): void
}

const lookMilliseconds = 1000
const answerSeconds = 15

/**
 * Sends what is due. Every node that works does; each delivery goes to one of them. An endpoint that is slow keeps only
 * itself waiting. Nothing is promised about the order, and what a dead sender had in its hands is sent again.
 */
export function createWebhookSender(dependencies: Dependencies) {
  const { deliveries, endpoints, fetch, seal, clock, log, onSent } = dependencies
  const stopping = new AbortController()
  const busy = new Map<string, Promise<void>>()

  async function look(): Promise<void> {
    const taken = await deliveries.take([...busy.keys()])
    for (const [endpointId, batch] of Map.groupBy(taken, (delivery) => delivery.endpointId)) {
      const sending = sendAll(batch).finally(() => {
        busy.delete(endpointId)
        if (batch.length === mostAtOnce && !stopping.signal.aborted) watch.look() // there may be more
      })
      busy.set(endpointId, sending)
    }
  }

  async function sendAll(batch: TakenDelivery[]): Promise<void> {
    await Promise.all(
      batch.map(async (delivery) => {
        try {
          await send(delivery)
        } catch (error) {
          log.warn(
            { err: error, delivery: delivery.id },
            'what came of a webhook was not written down; it is sent again',
          )
        }
      }),
    )
  }

  /** One try, and what came of it in the row. */
  async function send(delivery: TakenDelivery, isTest = false): Promise<Outcome> {
    const startedAt = clock.monotonic()
    const answer = await ask(delivery)
    const outcome = { ...judge(delivery, answer, isTest), milliseconds: clock.monotonic() - startedAt }
    onSent({ type: delivery.type, outcome: outcome.kind })
    const { id, endpointId, type, step } = delivery
    const told = { delivery: id, webhook: endpointId, type, step, status: outcome.httpStatus, why: outcome.error }
    if (outcome.kind === 'delivered') log.info(told, 'a webhook was delivered')
    else log.warn(told, 'a webhook was not delivered')
    await deliveries.settle(delivery, outcome)
    if (answer.httpStatus === 410) await endpoints.disableGone(endpointId)
    return outcome
  }

  interface Answer {
    httpStatus: number | null
    headers?: Record<string, string>
    error?: string
  }

  async function ask(delivery: TakenDelivery): Promise<Answer> {
    const late = new Error(`No answer within ${answerSeconds} seconds.`)
    const { signal, release } = signalAt(clock, answerSeconds * 1000, late, stopping.signal)
    try {
      const request = await requestFor(delivery)
      if (!request) return { httpStatus: null, error: 'Its secret cannot be read with this SECRET_KEY: rotate it.' }
      const { status, headers } = await fetch(delivery.url, { signal, mostBytes: 0, ...request })
      return { httpStatus: status, headers }
    } catch (error) {
      // These sentences name a host and no more of an address.
      if (error === late) return { httpStatus: null, error: late.message }
      if (error instanceof GuardedFetchError) return { httpStatus: null, error: error.message }
      if (!stopping.signal.aborted) log.error({ err: error, delivery: delivery.id }, 'a webhook could not be sent')
      return { httpStatus: null, error: 'It could not be sent.' }
    } finally {
      release()
    }
  }

  /** Null: no secret of the endpoint can be read. */
  async function requestFor({ id, type, happenedAt, data, timestamp, secrets }: TakenDelivery) {
    const post = JSON.stringify({ type, timestamp: happenedAt.toISOString(), data })
    const opened = await Promise.all(secrets.map((sealed) => seal.open(sealed, webhookSecretPurpose)))
    const plain = opened.flatMap((secret) => secret?.plain ?? [])
    if (plain.length === 0) return null
    const signature = signWebhook({ id: `msg_${id.replaceAll('-', '')}`, timestamp, body: post }, plain)
    return { post, headers: { 'content-type': 'application/json', ...signature } }
  }

  function judge({ step }: TakenDelivery, { httpStatus, headers, error }: Answer, isTest: boolean) {
    const isGood = httpStatus !== null && httpStatus >= 200 && httpStatus < 300
    if (isGood) return { kind: 'delivered' as const, httpStatus, error: null, delaySeconds: 0 }
    const why = error ?? `It answered ${httpStatus}.`
    if (stopping.signal.aborted) return { kind: 'broken off' as const, httpStatus, error: why, delaySeconds: 0 }
    const delaySeconds = retryDelaySeconds(step, headers)
    const isLast = isTest || httpStatus === 410 || delaySeconds === undefined
    if (isLast) return { kind: 'over' as const, httpStatus, error: why, delaySeconds: 0 }
    return { kind: 'again' as const, httpStatus, error: why, delaySeconds }
  }

  const watch = repeat(clock, lookMilliseconds, look, (error) =>
    log.warn({ err: error }, 'could not look for webhooks'),
  )

  return {
    start: watch.start,
    sendTest: (delivery: TakenDelivery) => send(delivery, true),
    /** What is under way is broken off, and goes to another node at once. */
    async stop(): Promise<void> {
      stopping.abort(new Error('stopping'))
      await watch.stop()
      await Promise.all(busy.values())
    },
  }
}

export type WebhookSender = ReturnType<typeof createWebhookSender>
