import type { Test } from 'tap'
import { createSessions } from '../../../src/accounts/sessions.ts'
import { echo, fakeChain, fakeProvider } from '../../support/fake-provider.ts'
import { ingestPassword, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { boundary, type FormPart, formType } from '../../support/multipart.ts'
import { connectRaw } from '../../support/raw-http.ts'

export async function openPractice(t: Test, fake = fakeProvider(echo)) {
  const gateway = await startTestGateway(t, { providers: { fake } })
  await gateway.changeSlot('slot-001', { chain: fakeChain() })
  const cookies = {} as Record<string, string>
  for (const role of ['viewer', 'operator'] as const) {
    const email = `${role}@studio.example`
    const { id } = await gateway.app.people.create({ email, password: 'correct horse', role, who: 'test' })
    cookies[role] = `photochanger_session=${(await createSessions(gateway).open(id)).token}`
  }
  async function ask(slot = 'slot-001', role = 'operator') {
    const headers: Record<string, string> = cookies[role] ? { cookie: cookies[role] } : {}
    const answer = await fetch(`${gateway.url}/api/slots/${slot}/doctor`, { headers })
    // biome-ignore lint/suspicious/noExplicitAny: the test looks into it
    return { status: answer.status, body: (await answer.json()) as any }
  }
  return { gateway, ask }
}

export interface RawRequest {
  body?: Buffer | string
  type?: string | null
  length?: number | null
  method?: string
  headers?: string[]
  /** The client hangs up after its bytes. */
  hangsUp?: boolean
}

/** Says these bytes, and resolves when it was answered, or when the line is closed. */
export async function say({ port }: TestGateway, request: RawRequest, target = '/ingest/slot-001'): Promise<void> {
  const { body = '', type = formType, method = 'POST', headers = [], hangsUp = false } = request
  const bytes = Buffer.from(body)
  const { length = bytes.length } = request
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: localhost:8080', ...headers]
  if (type !== null) lines.push(`Content-Type: ${type}`)
  if (length !== null) lines.push(`Content-Length: ${length}`)
  const line = await connectRaw(port)
  if (hangsUp) lines.push('Expect: 100-continue')
  line.send(`${lines.join('\r\n')}\r\n\r\n`)
  if (hangsUp) await line.hears('100 Continue')
  line.send(bytes)
  if (hangsUp) {
    line.end()
    await line.closed()
    return
  }
  await line.answer()
  line.destroy()
}

/** What the doctor says when so many requests have come: the answer goes out before the note is made. */
export async function saidAfter(
  ask: (slot?: string) => Promise<{ body: { requests: Seen[] } }>,
  count: number,
  slot?: string,
) {
  for (;;) {
    const { requests } = (await ask(slot)).body
    if (requests.length >= count) return requests
  }
}

export interface Seen {
  findings: string[]
  verdict: string
  parts: { name: string; value: string | null; bytes: number; file_name: string | null; headers: string[] }[]
  [field: string]: unknown
}

export const part = (head: string, content: string | Buffer = 'x') =>
  Buffer.concat([Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')])
export const password: FormPart = { name: 'password', value: ingestPassword }
export const fileOf = (value: Buffer | string, name = 'fileToUpload', filename = 'IMG_0001.JPG'): FormPart => {
  return { name, value, filename, type: 'image/jpeg' }
}
