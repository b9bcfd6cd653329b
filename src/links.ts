import type { FastifyRequest } from 'fastify'

/** Absolute addresses that people outside are given. */
export interface JobLinks {
  result(jobId: string): string
  guestPage(jobId: string): string
  status(jobId: string): string
  gallery(galleryId: string): string
  galleryNews(galleryId: string): string
  /** What pages of guests can do more, see media/guest-script.js. */
  guestScript(): string
}

/** What a customer of pix.immo is given. */
export const pixGalleryLink = (base: string, token: string) => `${base}/pix/${token}`

type Asked = Pick<FastifyRequest, 'protocol' | 'host' | 'socket'>

/** Links begin with the public address, or with the one that the request came to. */
export function createLinks({ publicBaseUrl }: { publicBaseUrl(): string | null | undefined }) {
  function linksFor(request: Asked): JobLinks {
    const base = publicBaseUrl() ?? addressOf(request)
    return {
      result: (jobId) => `${base}/public/results/${jobId}`,
      guestPage: (jobId) => `${base}/r/${jobId}`,
      status: (jobId) => `${base}/public/jobs/${jobId}`,
      gallery: (galleryId) => `${base}/g/${galleryId}`,
      galleryNews: (galleryId) => `${base}/public/galleries/${galleryId}`,
      guestScript: () => `${base}/public/guest.js`,
    }
  }
  /** For links that are made later, when no request is there. */
  const baseFor = (request: Asked): string => publicBaseUrl() ?? addressOf(request)
  return { linksFor, baseFor }
}

export type Links = ReturnType<typeof createLinks>

/** Only scheme, host and port survive, whatever stands in the Host header. Old clients send none: then our own socket's address. */
function addressOf({ protocol, host, socket }: Asked): string {
  const asked = host ? URL.parse(`${protocol}://${host}`) : null
  if (asked) return asked.origin
  const address = (socket.localAddress ?? '127.0.0.1').replace(/^::ffff:/, '')
  const name = address.includes(':') ? `[${address}]` : address
  return `${protocol}://${name}:${socket.localPort}`
}
