import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { codeOf, toNetworkFailure, wasNeverSent } from '../../src/providers/network-failure.ts'
import { certificate } from '../support/certificate.ts'
import { nobodysAddress } from './start-fal.ts'

const errorWith = (facts: object, message = 'it broke') => Object.assign(new Error(message), facts)
const around = (cause: unknown) => new TypeError('fetch failed', { cause })

const cases: [name: string, error: unknown, isUnsent: boolean][] = [
  ['nobody listens', errorWith({ code: 'ECONNREFUSED', syscall: 'connect' }), true],
  ['no such name', errorWith({ code: 'ENOTFOUND', syscall: 'getaddrinfo' }), true],
  ['no way there', errorWith({ code: 'EHOSTUNREACH', syscall: 'connect' }), true],
  ['no connection in time', errorWith({ code: 'UND_ERR_CONNECT_TIMEOUT' }), true],
  ['a certificate of nobody', errorWith({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), true],
  ['an old certificate', errorWith({ code: 'CERT_HAS_EXPIRED' }), true],
  ["somebody else's certificate", errorWith({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }), true],
  [
    'an end in the handshake',
    errorWith(
      { code: 'ECONNRESET' },
      'Client network socket disconnected before secure TLS connection was established',
    ),
    true,
  ],
  ['several addresses', new AggregateError([errorWith({ code: 'ETIMEDOUT', syscall: 'connect' })]), true],
  ['an open connection that is refused later', errorWith({ code: 'ECONNREFUSED', syscall: 'read' }), false],
  ['an open connection that loses its way', errorWith({ code: 'EHOSTUNREACH', syscall: 'read' }), false],
  ['a handshake in the middle of a connection', errorWith({ code: 'ERR_TLS_RENEGOTIATION_DISABLED' }), false],
  ['a reset', errorWith({ code: 'ECONNRESET', syscall: 'read' }), false],
  ['a pipe that broke', errorWith({ code: 'EPIPE', syscall: 'write' }), false],
  ['an end', errorWith({ code: 'UND_ERR_SOCKET' }, 'other side closed'), false],
  ['a bug', new TypeError('x is not a function'), false],
]

t.test('only what cannot happen to a request on its way was never sent', async (t) => {
  for (const [name, error, isUnsent] of cases) {
    t.equal(wasNeverSent(error), isUnsent, name)
    t.equal(wasNeverSent(around(around(error))), isUnsent, `${name}, wrapped`)
  }
  t.equal(wasNeverSent('ECONNREFUSED'), false)
})

t.test('what fetch throws when nobody listens was never sent', async (t) => {
  const address = await nobodysAddress()
  for (const url of [address, address.replace('127.0.0.1', 'localhost'), 'http://nobody.invalid']) {
    const error = await fetch(url).catch((reason: unknown) => reason)
    t.ok(wasNeverSent(error), url)
    t.match(codeOf(error), /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/, url)
  }
})

t.test('a service whose certificate is not taken has heard nothing', async (t) => {
  let heard = 0
  const server = createServer(certificate, () => {
    heard += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const error = await fetch(`https://127.0.0.1:${port}`, { method: 'POST', body: 'photo' }).catch((reason) => reason)
  t.ok(wasNeverSent(error), codeOf(error) ?? 'no code')
  t.equal(heard, 0)
})

t.test('an error that causes itself has an end', async (t) => {
  const error = errorWith({})
  error.cause = error
  t.equal(wasNeverSent(error), false)
  t.equal(codeOf(error), undefined)
})

t.test('a failure names the code and keeps the innermost cause alone', async (t) => {
  const inner = errorWith({ code: 'ECONNRESET' })
  const begun = { httpStatus: 200, providerRequestId: 'r1' }
  const failureOf = (error: Error, isUnsent = false) => toNetworkFailure({ name: 'some', error, isUnsent, begun })
  t.match(failureOf(around(inner)), {
    kind: 'network_unknown',
    message: 'some: the connection broke after the request was sent (ECONNRESET)',
    ...{ ...begun, billed: 'unknown', cause: inner },
  })
  t.match(failureOf(around(inner), true), { kind: 'network_unsent', message: /cannot be reached/, billed: 'no' })
  t.equal(failureOf(around(errorWith({ name: 'HTTPParserError' }))).kind, 'malformed')
  t.equal(failureOf(errorWith({ code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' })).kind, 'malformed')
  t.match(failureOf(errorWith({ code: 'key: 4711' })).message, /\(Error\)$/)
})
