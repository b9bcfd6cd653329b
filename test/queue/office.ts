import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import { type Role, roles } from '../../src/accounts/roles.ts'
import { createSessions } from '../../src/accounts/sessions.ts'
import { inputKey } from '../../src/media/keys.ts'
import { keepText } from '../../src/queue/job-texts.ts'
import { attempts, jobs } from '../../src/schema.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'

type Options = Parameters<typeof startTestGateway>[1]
type JobValues = Partial<typeof jobs.$inferInsert>

/** A gateway with one signed-in person per role. */
export async function openOffice(t: Test, options: Options = {}) {
  const gateway = await startTestGateway(t, options)
  const cookies = {} as Record<Role, string>
  for (const role of roles) {
    const email = `${role}@studio.example`
    const { id } = await gateway.app.people.create({ email, password: 'correct horse', role, who: 'test' })
    cookies[role] = `photochanger_session=${(await createSessions(gateway).open(id)).token}`
  }

  const ask = (url: string, as: Role | undefined = 'viewer', method = 'GET') =>
    fetch(`${gateway.url}${url}`, { method, headers: as ? { cookie: cookies[as] } : {} })

  async function call(url: string, as: Role | undefined = 'viewer', method = 'GET') {
    const answer = await ask(url, as, method)
    // biome-ignore lint/suspicious/noExplicitAny: the test looks into it
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as any }
  }

  return { gateway, cookies, ask, call }
}

/** A row as somebody's photo of long ago left it. */
export async function addJob({ database }: Pick<TestGateway, 'database'>, values: JobValues = {}): Promise<string> {
  const id = randomUUID()
  const at = values.receivedAt instanceof Date ? values.receivedAt : new Date('2026-01-01T12:00:00.000Z')
  const window = new Date(at.getTime() + 48_000)
  await database.transaction(async (tx) => {
    await tx.insert(jobs).values({
      ...{
        id,
        slotId: 'slot-001',
        slotRevision: 1,
        source: 'ingest',
        status: 'failed',
        failureReason: 'provider_error',
      },
      ...{ clientAddress: '127.0.0.1', clientFields: {}, inputKey: inputKey(id), inputMime: 'image/jpeg' },
      ...{ inputBytes: 3, inputSha256: 'a'.repeat(64), inputWidth: 1, inputHeight: 1 },
      ...{ receivedAt: at, deadlineAt: window, workUntilAt: window, finishedAt: at },
      ...values,
    })
    await keepText(tx, id, values.clientFields ?? {})
  })
  return id
}

/** A call that was made for a job. */
export async function addAttempt(
  { database }: Pick<TestGateway, 'database'>,
  jobId: string,
  values: Partial<typeof attempts.$inferInsert> = {},
): Promise<void> {
  await database.insert(attempts).values({
    ...{ jobId, epoch: 1, number: 1, provider: 'fake', operation: 'edit', outcome: 'done' },
    startedAt: new Date('2026-01-01T12:00:00.000Z'),
    ...values,
  })
}
