import { randomUUID } from 'node:crypto'
import { z } from 'zod'

export const addressOutcomes = [
  /** This gateway answers there. */
  'reached',
  /** A gateway answers there, and perhaps another node of this one. */
  'another_gateway',
  'something_else',
  'name_unknown',
  'refused',
  'timeout',
  'certificate',
  'unreachable',
] as const

type AddressOutcome = (typeof addressOutcomes)[number]

interface AddressCheck {
  outcome: AddressOutcome
  http_status: number | null
  milliseconds: number
}

/** What a visitor of `/livez` who was sent by us brings along. */
export const visitHeader = 'x-photochanger-visit'

const patienceMilliseconds = 5000
const mostCharacters = 1000
const alive = z.object({ status: z.literal('ok') })

const outcomeByCode: Record<string, AddressOutcome> = {
  ENOTFOUND: 'name_unknown',
  EAI_AGAIN: 'name_unknown',
  ECONNREFUSED: 'refused',
}

/** Of https://nodejs.org/api/tls.html#x509-certificate-error-codes, all that a visitor's browser would warn of, too. */
const ofCertificate = /CERT|LEAF_SIGNATURE|HOSTNAME_MISMATCH|^INVALID_(?:CA|PURPOSE)$/

/**
 * Goes to an address from outside, as a guest would, and looks who is there. Pages cannot: their policy lets them ask
 * nobody but the gateway. What stands there is told to nobody, only whether it is us.
 */
export function createAddressCheck({ fetch = globalThis.fetch }: { fetch?: typeof globalThis.fetch } = {}) {
  /** Whom we have sent and not seen yet. */
  const visits = new Set<string>()

  async function visit(address: string, own: string): Promise<Pick<AddressCheck, 'outcome' | 'http_status'>> {
    try {
      const answer = await fetch(`${address.replace(/\/+$/, '')}/livez`, {
        headers: { [visitHeader]: own },
        redirect: 'manual',
        signal: AbortSignal.timeout(patienceMilliseconds),
      })
      const isGateway = await saysAlive(answer)
      const outcome = !isGateway ? 'something_else' : visits.has(own) ? 'another_gateway' : 'reached'
      return { outcome, http_status: answer.status }
    } catch (error) {
      return { outcome: outcomeOf(error), http_status: null }
    }
  }

  return {
    async check(address: string): Promise<AddressCheck> {
      const own = randomUUID()
      visits.add(own)
      const startedAt = performance.now()
      try {
        const seen = await visit(address, own)
        return { ...seen, milliseconds: Math.round(performance.now() - startedAt) }
      } finally {
        visits.delete(own)
      }
    },
    /** Somebody is at `/livez`. */
    greet: (visitor: unknown) => void (typeof visitor === 'string' && visits.delete(visitor)),
  }
}

export type CheckAddress = ReturnType<typeof createAddressCheck>['check']

async function saysAlive(answer: Response): Promise<boolean> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const piece of answer.body ?? []) {
    text += decoder.decode(piece, { stream: true })
    if (text.length > mostCharacters) return false
  }
  try {
    return answer.ok && alive.safeParse(JSON.parse(text)).success
  } catch {
    return false
  }
}

function outcomeOf(error: unknown): AddressOutcome {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'timeout'
  const { code } = ((error as Error).cause ?? {}) as { code?: string }
  return outcomeByCode[code ?? ''] ?? (ofCertificate.test(code ?? '') ? 'certificate' : 'unreachable')
}
