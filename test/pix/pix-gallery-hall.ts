import type { Test } from 'tap'
import { type Role, roles } from '../../src/accounts/roles.ts'
import { createSessions } from '../../src/accounts/sessions.ts'
import { eq } from '../../src/drizzle.ts'
import { pixJobs } from '../../src/pix-schema.ts'
import { startTestGateway } from '../support/gateway.ts'
import { createTestClock } from '../support/test-clock.ts'
import { bytesOf, pixGalleries } from './pix-galleries.ts'

type Options = Parameters<typeof startTestGateway>[1]
// biome-ignore lint/suspicious/noExplicitAny: the tests look into it
type Body = any
export type Hall = Awaited<ReturnType<typeof openPixHall>>

/** A gateway with one signed-in person per role, on which jobs with galleries are laid out as the pipeline does. */
export async function openPixHall(t: Test, options: Options = {}) {
  const environment = { PUBLIC_BASE_URL: 'https://pix.example', ...options.environment }
  const clock = createTestClock({ standsStill: true })
  const gateway = await startTestGateway(t, { clock, ...options, environment })
  const { database } = gateway
  const galleries = pixGalleries(gateway)
  const cookies = {} as Record<Role, string>
  const people = {} as Record<Role, string>
  for (const role of roles) {
    const email = `${role}@studio.example`
    people[role] = (await gateway.app.people.create({ email, password: 'correct horse', role, who: 'test' })).id
  }
  /** Also once more, when time has gone on. */
  async function signIn() {
    for (const role of roles)
      cookies[role] = `photochanger_session=${(await createSessions(gateway).open(people[role])).token}`
  }
  await signIn()

  const ask = (path: string, headers: Record<string, string> = {}, as: Role | null = null) =>
    fetch(`${gateway.url}${path}`, { headers: { ...headers, ...(as && { cookie: cookies[as] }) } })

  async function call(method: string, path: string, body?: unknown, as: Role | null = 'admin') {
    const headers = {
      ...(as && { cookie: cookies[as] }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const answer = await fetch(`${gateway.url}${path}`, init)
    const text = await answer.text()
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as Body }
  }

  const at = (jobId: string, path = '') => `/api/pix/jobs/${jobId}/gallery${path}`
  const release = (jobId: string, body: object = {}, as: Role | null = 'admin') =>
    call('POST', at(jobId, '/release'), body, as)
  const tokenOf = async (jobId: string): Promise<string> =>
    String((await call('GET', at(jobId, '/link'))).body.link).replace(/^.*\/pix\//, '')
  const findJob = async (jobId: string) => (await database.select().from(pixJobs).where(eq(pixJobs.id, jobId)))[0]

  return { gateway, ...galleries, signIn, call, ask, cookies, at, release, tokenOf, findJob, bytesOf }
}
