import { FalCallError } from './fal-call-error.ts'

/** What fal calls its parts; below a base URL each has a folder of that name. */
const parts = [
  { name: 'queue', host: /^queue\.(fal\.run|falrun\.com)$/ },
  { name: 'run', host: /^(fal\.run|falrun\.com)$/ },
  { name: 'rest', host: /^rest(\.alpha)?\.fal\.ai$/ },
  { name: 'cdn', host: /(^|\.)fal\.media$/ },
] as const

const ownHosts = /(^|\.)(fal\.ai|fal\.run|falrun\.com)$/

/** Where fal is: the real one, or a stand-in below `baseUrl`. */
export function createFalHosts(baseUrl: string | undefined) {
  const base = baseUrl?.replace(/\/+$/, '')
  const isBelowBase = (url: URL) => base !== undefined && `${url.href}/`.startsWith(`${base}/`)

  /** The address to call instead of the one that the client, or fal itself, has named. */
  function resolve(address: string): URL {
    const url = URL.parse(address)
    if (url && isBelowBase(url)) return url
    const part = parts.find(({ host }) => url && host.test(url.hostname))
    if (url && part && base !== undefined) return new URL(`${base}/${part.name}${url.pathname}${url.search}`)
    if (url?.protocol === 'https:' && base === undefined) return url
    throw new FalCallError('unreadable', 'it names an address that cannot be called')
  }

  return {
    resolve,
    /** May the key be sent there? */
    isOwn: (url: URL) => isBelowBase(url) || (url.protocol === 'https:' && ownHosts.test(url.hostname)),
    /** The host of the queue that an answer names: fal has a second one for when the first is down. */
    queueHostOf(address: string | undefined): string | undefined {
      const url = address === undefined ? null : URL.parse(address)
      return url?.protocol === 'https:' && parts[0].host.test(url.hostname) ? url.hostname : undefined
    },
  }
}

export type FalHosts = ReturnType<typeof createFalHosts>
