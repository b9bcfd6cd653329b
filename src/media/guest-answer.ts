import type { FastifyReply, FastifyRequest } from 'fastify'
import { guestPagePolicy } from './guest-page-style.ts'
import { chooseLanguage, type Language } from './guest-words.ts'

/** The link is the key: it must not travel on in a Referer. The page tells how long is left, so it is never kept. */
export function setPageHeaders(reply: FastifyReply): void {
  reply.type('text/html; charset=utf-8').headers({
    'cache-control': 'no-store',
    'content-security-policy': guestPagePolicy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex',
    vary: 'accept, accept-language',
  })
}

/** `otherwise` is for those who want none of ours. */
export const languageOf = (request: FastifyRequest, otherwise: Language | undefined) =>
  chooseLanguage(request.headers['accept-language'], otherwise)
