import type { Test } from 'tap'
import type { Role } from '../../src/accounts/roles.ts'
import { createSessions } from '../../src/accounts/sessions.ts'
import { type GatewayOptions, startTestGateway } from '../support/gateway.ts'
import { type FormPart, formBody, formType } from '../support/multipart.ts'

interface Call {
  body?: unknown
  form?: readonly FormPart[]
  raw?: { type: string; bytes: Buffer }
  /** Instead of an operator's cookie. */
  bearer?: string
  role?: Role
  ifMatch?: string
}

/** The gateway, and people who call it. */
export async function startPixGateway(t: Test, options: GatewayOptions = {}) {
  const gateway = await startTestGateway(t, options)
  const sessions = createSessions(gateway)
  const cookies = new Map<Role, string>()
  for (const role of ['viewer', 'operator', 'admin'] as const) {
    const { id } = await gateway.app.people.create({
      ...{ email: `${role}@studio.example`, password: 'correct horse', role, who: 'test' },
    })
    cookies.set(role, `photochanger_session=${(await sessions.open(id)).token}`)
  }

  async function call(
    method: string,
    path: string,
    { body, form, raw, bearer, role = 'operator', ifMatch }: Call = {},
  ) {
    const sent = form ? formBody(form) : (raw?.bytes ?? (body === undefined ? null : Buffer.from(JSON.stringify(body))))
    const type = form ? formType : (raw?.type ?? (body === undefined ? undefined : 'application/json'))
    const answer = await fetch(`${gateway.url}${path}`, {
      method,
      headers: {
        ...(bearer === undefined ? { cookie: cookies.get(role) ?? '' } : { authorization: `Bearer ${bearer}` }),
        ...(type !== undefined && { 'content-type': type }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      },
      body: sent && new Uint8Array(sent),
    })
    const text = await answer.text()
    // biome-ignore lint/suspicious/noExplicitAny: tests look into it
    const json: any = /^[{[]/.test(text) ? JSON.parse(text) : {}
    return { status: answer.status, headers: answer.headers, text, json }
  }

  /** A job with its first shoot. */
  async function newJob(wish: object = {}): Promise<{ jobId: string; shootId: string }> {
    const { json, status, text } = await call('POST', '/api/pix/jobs', { body: wish })
    if (status !== 201) throw new Error(text)
    return { jobId: json.id, shootId: json.shoots[0].id }
  }

  return { ...gateway, call, newJob }
}

export const jpegPart = (filename: string, value: Buffer): FormPart => ({
  ...{ name: 'file', value, filename, type: 'image/jpeg' },
})
