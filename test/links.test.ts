import Fastify from 'fastify'
import t from 'tap'
import { createLinks } from '../src/links.ts'

async function linkFor(headers: Record<string, string>, publicBaseUrl?: string, trustProxy: boolean | string = false) {
  const server = Fastify({ trustProxy })
  const links = createLinks({ publicBaseUrl: () => publicBaseUrl })
  server.get('/', async (request) => links.linksFor(request).result('id'))
  const answer = await server.inject({ url: '/', headers })
  await server.close()
  return answer.body
}

for (const [what, expected, headers, publicBaseUrl, trustProxy] of [
  ['the address that was asked', 'http://booth.local:8080/public/results/id', { host: 'booth.local:8080' }],
  ['the public address', 'https://p.example/booth/public/results/id', { host: 'booth' }, 'https://p.example/booth'],
  [
    'no stranger’s proxy headers',
    'http://a/public/results/id',
    { host: 'a', 'x-forwarded-host': 'evil', 'x-forwarded-proto': 'https' },
  ],
  [
    'a trusted proxy’s headers',
    'https://b/public/results/id',
    { host: 'a', 'x-forwarded-host': 'b', 'x-forwarded-proto': 'https' },
    undefined,
    true,
  ],
  ['nothing but a host', 'http://evil/public/results/id', { host: 'user:pass@evil/path?x=<script>' }],
  ['IPv6', 'http://[::1]:8080/public/results/id', { host: '[::1]:8080' }],
] as const) {
  t.test(`links are made of ${what}`, async (t) => {
    t.equal(await linkFor(headers, publicBaseUrl, trustProxy), expected)
  })
}

t.test('without a usable Host header the socket’s own address is used', async (t) => {
  const { linksFor } = createLinks({ publicBaseUrl: () => null })
  const socket = { localAddress: '::ffff:10.0.0.5', localPort: 8080 } as never
  t.equal(linksFor({ protocol: 'http', host: '', socket }).guestPage('id'), 'http://10.0.0.5:8080/r/id')
  t.equal(
    linksFor({ protocol: 'http', host: 'not a host', socket }).status('id'),
    'http://10.0.0.5:8080/public/jobs/id',
  )
})
