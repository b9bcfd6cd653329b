import type { Test } from 'tap'
import { type Role, roles } from '../../../src/accounts/roles.ts'
import { createSessions } from '../../../src/accounts/sessions.ts'
import { sql } from '../../../src/drizzle.ts'
import type { CallFacts, Provider } from '../../../src/providers/provider.ts'
import type { Report } from '../../../src/queue/rehearsals/report.ts'
import { echo, fakeChain, fakeProvider } from '../../support/fake-provider.ts'
import { startTestGateway } from '../../support/gateway.ts'
import { createTestClock } from '../../support/test-clock.ts'

export interface Shown {
  id: string
  state: string
  ended_because: string | null
  verdict: string | null
  progress: { shots: number; open: number } | null
  report: Report
}

const stepMilliseconds = 100
const facts: CallFacts = { model: 'brush', keyId: 'key', estimatedUsd: 0.04, priceDate: '2026-11-01' }

/** A service that bills a little less than its list says, and counts who calls. */
export function paidService(name: string, more: CallFacts = {}) {
  let calls = 0
  const provider = fakeProvider(
    async (photo) => {
      calls += 1
      const cost = { usd: 0.037, basis: 'usage' as const, priceDate: '2026-11-01' }
      return { ...(await echo(photo)), report: { billed: 'yes', cost } }
    },
    { name, facts: { ...facts, typicalSeconds: 4, ...more } },
  )
  return { provider, calls: () => calls, billed: () => calls * 0.037 }
}

/** A gateway whose time the test moves, with somebody in each role; `slot-001` uses the first provider, and so on. */
export async function openTheatre(t: Test, providers: Provider[], environment: Record<string, string> = {}) {
  const clock = createTestClock()
  const named = Object.fromEntries(providers.map((provider) => [provider.name, provider]))
  const gateway = await startTestGateway(t, { clock, providers: named, environment })
  for (const [at, { name }] of providers.entries())
    await gateway.changeSlot(`slot-00${at + 1}`, { chain: fakeChain(name) })
  const cookies = {} as Record<Role, string>
  for (const role of roles) {
    const email = `${role}@studio.example`
    const { id } = await gateway.app.people.create({ email, password: 'correct horse', role, who: 'test' })
    cookies[role] = `photochanger_session=${(await createSessions(gateway).open(id)).token}`
  }

  const load = (slot = 'slot-001', booths = 2, shotsPerMinute = 6) => ({
    slot,
    booths,
    shots_per_minute: shotsPerMinute,
  })
  const call = async (method: string, path: string, body?: unknown, as: Role = 'operator') => {
    const headers = { cookie: cookies[as], ...(body !== undefined && { 'content-type': 'application/json' }) }
    const answer = await fetch(`${gateway.url}${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const start = (plan: Record<string, unknown>, as: Role = 'operator') =>
    call('POST', '/api/rehearsals', { minutes: 1, mode: 'stand_in', photo_megapixels: 0.1, ...plan }, as)
  const look = async (id: unknown) => (await call('GET', `/api/rehearsals/${id}`)).body as unknown as Shown

  /** Does a lease of a rehearsal or of a shot run out soon? On a busy machine the sign of life may only be late. */
  async function isOneNearItsEnd(): Promise<boolean> {
    const now = clock.databaseNow()
    const { rowCount } = await gateway.database.execute(sql`
      select from rehearsals where state = 'running' and lease_until < ${now} + interval '5 seconds'
      union all select from jobs where status = 'processing' and lease_until < ${now} + interval '1 second'`)
    return rowCount !== 0
  }

  /** Lets time pass until it is so. Real work goes on beside it, so it must not pass too fast. */
  async function pass(isSo: () => Promise<boolean> | boolean): Promise<void> {
    const end = performance.now() + 60_000
    for (let step = 0; step % 10 !== 0 || !(await isSo()); step += 1) {
      if (performance.now() > end) throw new Error('it never came to this')
      // Long enough for a living node, and no hindrance for one that is dead.
      for (let wait = 0; wait < 50 && (await isOneNearItsEnd()); wait += 1)
        await new Promise((resolve) => setTimeout(resolve, 10))
      clock.advance(stepMilliseconds)
      await new Promise((resolve) => setTimeout(resolve, 4))
    }
  }
  async function ended(id: unknown): Promise<Shown> {
    await pass(async () => (await look(id)).state !== 'running')
    return look(id)
  }
  async function play(plan: Record<string, unknown>, as: Role = 'operator'): Promise<Shown> {
    const { status, body } = await start(plan, as)
    if (status !== 202) throw new Error(JSON.stringify(body))
    return ended(body.id)
  }
  const count = async (table: string) =>
    Number((await gateway.pool.query(`select count(*) as n from ${table}`)).rows[0].n)
  async function files(): Promise<string[]> {
    const keys: string[] = []
    for await (const { key } of gateway.store.list('')) keys.push(key)
    return keys
  }
  return { gateway, clock, load, call, start, look, pass, ended, play, count, files }
}
