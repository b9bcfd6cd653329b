import { type Clock, pause } from '../../clock.ts'
import type { Probe } from '../provider.ts'
import { ProviderFailure } from '../provider-failure.ts'
import { type Answer, readAnswer } from './turbotext-answer.ts'
import type { Connection, Reply } from './turbotext-connection.ts'
import { formOf } from './turbotext-form.ts'
import { acceptedQueue } from './turbotext-submit.ts'

interface Dependencies {
  connection: Pick<Connection, 'post'>
  clock: Clock
  /** The methods that are used here. */
  methods: readonly string[]
  onAnswer(answer: Answer): void
}

const listMethod = 'available_api'
const betweenLooksMilliseconds = 2500
const mostLooks = 8

const reasons: Readonly<Partial<Record<ProviderFailure['kind'], string>>> = {
  auth: 'does not take the key',
  quota_exhausted: 'takes the key, but the attempts of the tariff are used up',
  rate_limited: 'is asked too often at the moment',
  model_gone: 'has no list of methods: is this its address?',
  network_unsent: 'cannot be reached',
}

/** Asks which methods the tariff has: work like any other for the service, without a photo. */
export function createProbe({ connection, clock, methods, onAnswer }: Dependencies) {
  async function ask(fields: Parameters<typeof formOf>[0], signal: AbortSignal): Promise<[Reply, Answer | undefined]> {
    const reply = await connection.post(listMethod, formOf(fields), { signal, mostMilliseconds: 10_000 })
    const answer = readAnswer(reply)
    if (answer) onAnswer(answer)
    return [reply, answer]
  }

  /** The list as text: the example in the documents is no JSON, and the names are all that is looked for. */
  async function list(signal: AbortSignal): Promise<string> {
    const [reply, answer] = await ask([['do', 'create_queue']], signal)
    if (reply.text.includes(`"${listMethod}"`)) return reply.text
    const queue = acceptedQueue(reply, answer)
    for (let looks = 1; looks <= mostLooks; looks += 1) {
      await pause(clock, betweenLooksMilliseconds, signal)
      const fields = [['do', 'get_result'] as const, ['queueid', queue] as const]
      const [seen, result] = await ask(fields, signal)
      if (result?.action !== 'reconnect') return seen.text
    }
    throw new ProviderFailure('deadline', 'turbotext: the list of methods did not come')
  }

  return async function probe(signal: AbortSignal): Promise<Probe> {
    try {
      const text = await list(signal)
      const found = methods.filter((method) => text.includes(method))
      const missing = methods.filter((method) => !found.includes(method))
      const lacks = missing.length > 0 ? `, but not ${missing.join(', ')}` : ''
      return {
        isFine: found.length > 0,
        says: `takes the key; the tariff has ${found.join(', ') || 'no method'}${lacks}`,
      }
    } catch (error) {
      return { isFine: false, says: sayWhy(error) }
    }
  }
}

function sayWhy(error: unknown): string {
  if (!(error instanceof ProviderFailure)) return 'did not answer in time'
  return reasons[error.kind] ?? `does not answer as it should: ${error.message.replace('turbotext: ', '')}`
}
