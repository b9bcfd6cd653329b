import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { GatewayError } from '../errors.ts'
import { bytes, nothing } from '../route-contract.ts'
import { signedPath } from './disk-signing.ts'
import type { SignedAddresses, Store } from './store.ts'

interface Dependencies {
  store: Store
  addresses: SignedAddresses
}

const signedQuery = z.object({
  key: z.string(),
  expires: z.string(),
  signature: z.string(),
  type: z.string().optional(),
  filename: z.string().optional(),
  bytes: z.string().optional(),
  sha256: z.string().optional(),
})
const common = { tags: ['Files'], querystring: signedQuery }
const readSchema = {
  ...{ ...common, operationId: 'readSignedFile', summary: 'A file, for whoever was given its signed address' },
  errors: ['media_not_found', 'media_expired'] as const,
  answers: {
    200: {
      description: 'The file.',
      content: { '*/*': bytes },
      headers: ['Cache-Control' as const, 'Content-Disposition' as const],
    },
  },
}
const writeSchema = {
  ...{ ...common, operationId: 'writeSignedFile', summary: 'Send exactly the file that a signed address is for' },
  description: 'With the heads that came with the address. Sent again, it takes the place of the first.',
  errors: ['invalid_request', 'media_not_found', 'media_expired', 'unavailable', 'storage_full'] as const,
  takes: { type: '*/*', body: bytes },
  answers: { 204: nothing('It is there.') },
}

/** What a bucket would answer under its signed addresses, for files on a disk. */
export const signedFileRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { store, addresses }) => {
  // Whatever its type, it streams through.
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', (_request, body, done) => done(null, body))

  server.route({
    method: ['GET', 'HEAD'],
    url: signedPath,
    schema: readSchema,
    async handler(request, reply) {
      const { key, type, fileName } = require(await addresses.verifyRead(given(request.query)))
      const found = await store.find(key)
      const opened = found && (await store.open(key))
      if (!opened) throw await gone()
      reply.type(type ?? found.type ?? 'application/octet-stream').headers({
        'content-length': opened.bytes,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'x-robots-tag': 'noindex',
        ...(fileName !== null && { 'content-disposition': `inline; filename="${asHeader(fileName)}"` }),
      })
      if (request.method === 'GET') return reply.send(opened.stream)
      opened.stream.destroy()
      return reply.send()
    },
  })

  /** Unless it is the whole store that is away. */
  async function gone(): Promise<GatewayError> {
    await store.prove()
    return new GatewayError('media_not_found', 'there is no such file')
  }

  server.put(signedPath, { schema: writeSchema }, async (request, reply) => {
    const permission = require(await addresses.verifyWrite(given(request.query)))
    const { 'content-type': type, 'content-length': length } = request.headers
    if (type !== permission.type) throw unlike(`Content-Type must be ${permission.type}.`)
    if (length !== String(permission.bytes)) throw unlike(`Content-Length must be ${permission.bytes}.`)
    await store.write(permission.key, promised(request.body as Readable, permission), { type })
    return reply.code(204).send()
  })
}

const given = (query: z.infer<typeof signedQuery>) =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as Record<string, string>

function require<Permission extends { isOver: boolean }>(permission: Permission | null): Permission {
  if (!permission) throw new GatewayError('media_not_found', 'not an address that was signed here')
  if (permission.isOver) throw new GatewayError('media_expired', 'the address is over')
  return permission
}

const asHeader = (fileName: string) => fileName.replaceAll(/[^\x20-\x7e]|["\\]/g, '_')

const unlike = (details: string) => new GatewayError('invalid_request', 'not what was signed', { details })

/** Nothing else than what was promised, or nothing at all: what throws here leaves no file. */
async function* promised(body: Readable, { bytes: length, sha256 }: { bytes: number; sha256: string }) {
  const hash = createHash('sha256')
  let seen = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    hash.update(chunk)
    seen += chunk.length
    yield chunk
  }
  if (seen !== length) throw unlike(`The body has ${seen} bytes and not ${length}.`)
  if (hash.digest('hex') !== sha256) throw unlike('The body has another SHA-256.')
}
