import { z } from 'zod'
import { findRetryAfter } from '../../providers/retry-after.ts'
import { answered, type Mail, MailError, type MailTransport, unreachable, writeAddress } from './mail.ts'

interface MailgunOptions {
  apiKey: string
  domain: string
  baseUrl: string
  fetch?: typeof globalThis.fetch
}

const service = 'Mailgun'
const accepted = z.object({ id: z.string().max(300) })
const events = z.object({ items: z.array(z.unknown()) })
/** Nobody was there to take it. */
const neverHeard = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])
/** What is wrong with the mail itself. */
const hopelessStatuses = new Set([400, 413])

/**
 * Mailgun's HTTP interface, https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages. It knows
 * no key that would make a second request the same as the first; but it keeps our Message-Id, and its events can be
 * asked for that.
 */
export function createMailgun({ apiKey, domain, baseUrl, fetch = globalThis.fetch }: MailgunOptions): MailTransport {
  const headers = { authorization: `Basic ${Buffer.from(`api:${apiKey}`).toString('base64')}` }

  async function ask(path: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
    try {
      const answer = await fetch(`${baseUrl}/v3/${domain}/${path}`, { ...init, headers, signal, redirect: 'error' })
      if (answer.ok) return answer
      await answer.body?.cancel()
      throw errorOf(answer)
    } catch (error) {
      if (error instanceof MailError) throw error
      signal.throwIfAborted()
      const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException
      throw new MailError(neverHeard.has(code ?? '') ? 'refused' : 'unclear', unreachable(service), { cause: error })
    }
  }

  return {
    name: service,

    async send(mail, signal) {
      const answer = await ask('messages', { method: 'POST', body: formOf(mail) }, signal)
      // It has been taken, whatever the answer's body has become on its way.
      const body = accepted.safeParse(await answer.json().catch(() => null))
      return body.success ? body.data.id : mail.messageId
    },

    async findSent({ messageId }, signal) {
      const query = new URLSearchParams({ event: 'accepted', 'message-id': messageId.replace(/[<>]/g, ''), limit: '1' })
      const answer = await ask(`events?${query}`, { method: 'GET' }, signal)
      const body = events.safeParse(await answer.json().catch(() => null))
      if (!body.success) throw new MailError('unclear', unreachable(service))
      return body.data.items.length > 0 ? messageId : null
    },
  }
}

/** Nobody is watched: no opens, no clicks. */
function formOf({ from, to, subject, text, html, messageId }: Mail): URLSearchParams {
  return new URLSearchParams({
    ...{ from, to: writeAddress(to), subject, text, html },
    'h:Message-Id': messageId,
    'h:Auto-Submitted': 'auto-generated',
    'o:tracking': 'no',
  })
}

function errorOf({ status, headers }: Response): MailError {
  const sentence = answered(service, status)
  if (hopelessStatuses.has(status)) return new MailError('hopeless', sentence)
  if (status >= 500) return new MailError('unclear', sentence)
  const wait = findRetryAfter(Object.fromEntries(headers)) ?? 0
  return new MailError('refused', sentence, { retryAfterSeconds: wait / 1000 })
}
