import type { IncomingHttpHeaders } from 'node:http'

/** RFC 9110 §13.1.2: is this state among those that If-None-Match says the caller has? Undefined when it says nothing. */
export function isAmongSeen({ 'if-none-match': tags }: IncomingHttpHeaders, etag: string): boolean | undefined {
  return tags?.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}
