import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import http, { type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { Test } from 'tap'
import type { Role } from '../../../src/accounts/roles.ts'
import { createSessions } from '../../../src/accounts/sessions.ts'
import { webhookDeliveries } from '../../../src/schema.ts'
import { echo, fakeChain, fakeProvider } from '../../support/fake-provider.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { photoForm, postForm } from '../../support/multipart.ts'
import { jpeg } from '../../support/pictures.ts'

export interface Heard {
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/** Somebody who is told; `answers` says what each of its addresses answers. */
export async function startReceiver(t: Test) {
  const heard: Heard[] = []
  let changed = Promise.withResolvers<void>()
  const answers = new Map<string, { status: number; headers?: Record<string, string> } | 'silence'>()
  const server = http.createServer(async (request, reply) => {
    const pieces = []
    for await (const piece of request) pieces.push(piece)
    const path = request.url ?? ''
    heard.push({ path, headers: request.headers, body: Buffer.concat(pieces).toString() })
    const answer = answers.get(path) ?? { status: 200 }
    if (answer !== 'silence') reply.writeHead(answer.status, answer.headers).end('thanks')
    changed.resolve()
    changed = Promise.withResolvers()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  async function hears(count: number, path = '/'): Promise<Heard[]> {
    for (;;) {
      const at = heard.filter((one) => one.path === path)
      if (at.length >= count) return at
      await changed.promise
    }
  }
  return { origin, heard, hears, answers }
}

type Options = Parameters<typeof startTestGateway>[1]

/** A gateway with somebody to tell, an administrator and an operator. */
export async function openOffice(t: Test, options: Options = {}) {
  const receiver = await startReceiver(t)
  const environment = {
    WEBHOOK_TRUSTED_ORIGINS: receiver.origin,
    PUBLIC_BASE_URL: 'https://photos.example',
    ...options.environment,
  }
  const gateway = await startTestGateway(t, { providers: { fake: fakeProvider(echo) }, ...options, environment })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const cookies = {} as Record<Role, string>
  for (const role of ['admin', 'operator'] as const) {
    const { id } = await gateway.app.people.create({
      ...{ email: `${role}@studio.example`, password: 'correct horse', role, who: 'test' },
    })
    cookies[role] = `photochanger_session=${(await createSessions(gateway).open(id)).token}`
  }
  async function call(method: string, url: string, body?: unknown, as: Role = 'admin') {
    const headers: Record<string, string> = { cookie: cookies[as] }
    if (body !== undefined) headers['content-type'] = 'application/json'
    const answer = await fetch(`${gateway.url}/api/webhooks${url}`, {
      ...{ method, headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    // biome-ignore lint/suspicious/noExplicitAny: the test looks into it
    return { status: answer.status, body: (text ? JSON.parse(text) : null) as any }
  }
  const add = async (events: string[], path = '/') =>
    (await call('POST', '', { url: `${receiver.origin}${path}`, label: 'the studio', events, enabled: true })).body
  const rows = () => gateway.database.select().from(webhookDeliveries).orderBy(webhookDeliveries.happenedAt)
  /** Resolves when what came of so many tries of the only delivery is written down. */
  async function settled(attempts: number) {
    for (;;) {
      const [row] = await rows()
      const isHeld = row?.status === 'pending' && row.nextAt.getTime() - (row.lastAttemptAt?.getTime() ?? 0) === 60_000
      if (row && row.attempts >= attempts && row.lastMilliseconds !== null && !isHeld) return row
      await setImmediate()
    }
  }
  return { gateway, receiver, call, add, rows, settled }
}

/** The photo is done when this resolves, and the sender looks. */
export const post = async (gateway: TestGateway, width = 64) => {
  const answer = await postForm(`${gateway.url}/ingest/slot-001`, [
    ...photoForm(await jpeg(width, 48), ingestPassword, [{ name: 'guest', value: 'anna@guest.example' }]),
  ])
  await answer.arrayBuffer()
  gateway.clock.advance(1000)
  return answer
}

export function isSigned({ headers, body }: Heard, secret: string): boolean {
  const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signature = `v1,${createHmac('sha256', key).update(text).digest('base64')}`
  return String(headers['webhook-signature']).split(' ').includes(signature)
}
