import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ServedPage } from './guest-frame.ts'
import { chooseLanguage, type Language } from './guest-words.ts'

interface Keeping {
  /** A browser may show it again on the way back, and asks otherwise. */
  mayBeKept?: boolean
}

/** The link is the key: it must not travel on in a Referer. Pages tell how long is left, so they are not kept. */
function setPageHeaders(
  reply: FastifyReply,
  { contentSecurityPolicy }: ServedPage,
  { mayBeKept = false }: Keeping = {},
) {
  reply.type('text/html; charset=utf-8').headers({
    'cache-control': mayBeKept ? 'private, no-cache' : 'no-store',
    'content-security-policy': contentSecurityPolicy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex',
    vary: 'accept, accept-language',
  })
}

export function sendPage(reply: FastifyReply, page: ServedPage, keeping?: Keeping) {
  setPageHeaders(reply, page, keeping)
  return reply.send(page.body)
}

const leastRefreshSeconds = 5

/** A page in place of an error body, for onSend hooks. What says when to come again is a page that does so by itself. */
export function asNotice(reply: FastifyReply, page: ServedPage): string {
  setPageHeaders(reply, page)
  const waitSeconds = Number(reply.getHeader('retry-after'))
  if (waitSeconds > 0) reply.header('refresh', Math.max(waitSeconds, leastRefreshSeconds))
  return page.body
}

/** `otherwise` is for those who want none of ours. */
export const languageOf = (request: FastifyRequest, otherwise: Language | undefined) =>
  chooseLanguage(request.headers['accept-language'], otherwise)
