import type { FastifyRequest } from 'fastify'
import { GatewayError } from '../errors.ts'
import { requirePerson } from './guard.ts'

/** The revision that somebody saw, out of If-Match: "7"; null without the header. */
export function seenRevision({ headers }: FastifyRequest): number | null {
  const header = headers['if-match']
  if (header === undefined) return null
  const revision = /^(?:W\/)?"(\d+)"$/.exec(header.trim())?.[1]
  if (!revision) {
    const details = 'If-Match must be the ETag of the revision that you changed, such as "7" with its quotation marks.'
    throw new GatewayError('precondition_required', 'If-Match is not a revision', { details })
  }
  return Number(revision)
}

/** Who changes, and the revision that they saw. */
export function changeBy(request: FastifyRequest) {
  const who = requirePerson(request).email
  const expectedRevision = seenRevision(request)
  if (expectedRevision === null) throw new GatewayError('precondition_required', 'no If-Match')
  return { who, expectedRevision }
}
