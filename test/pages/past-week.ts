import { sql } from '../../src/drizzle.ts'
import { type jobs, refusals } from '../../src/schema.ts'
import { addAttempt, addJob } from '../queue/office.ts'
import type { TestGateway } from '../support/gateway.ts'

type Row = Partial<typeof jobs.$inferInsert>

const dayMilliseconds = 86_400_000
const good = { status: 'done', failureReason: null } as const
const late = { status: 'timeout', failureReason: 'provider_timeout' } as const
const refused = { status: 'failed', failureReason: 'provider_refused' } as const

export const ledgerOf = (own: number, provider: number) =>
  [
    { hop: 'upload', spent: own },
    { hop: 'provider', spent: provider },
  ] as (typeof jobs.$inferInsert)['ledger']

export async function databaseNow({ database }: Pick<TestGateway, 'database'>): Promise<number> {
  const { rows } = await database.execute<{ now: string }>(sql`select clock_timestamp()::text as now`)
  return new Date(rows[0]?.now ?? '').getTime()
}

/** A week as a busy gateway would have had it: three slots, mostly good, some late, some refused, and what it has cost. */
export async function livePastWeek(gateway: TestGateway): Promise<void> {
  const now = await databaseNow(gateway)
  const add = async (slotId: string, at: number, values: Row, costMicros: number) => {
    const receivedAt = new Date(at)
    const id = await addJob(gateway, {
      ...{ slotId, receivedAt, ledger: ledgerOf(180, 6200) },
      finishedAt: new Date(at + 9000),
      ...values,
    })
    if (costMicros > 0) await addAttempt(gateway, id, { costMicros, startedAt: receivedAt })
  }
  for (let day = 0; day < 7; day += 1) {
    const at = now - day * dayMilliseconds - 60_000
    for (let photo = 0; photo < 3 + ((day * 2) % 4); photo += 1) await add('slot-001', at - photo * 1000, good, 39_000)
    for (let photo = 0; photo < 2; photo += 1) await add('slot-002', at - photo * 1000, good, 134_000)
    if (day % 2 === 0) await add('slot-001', at - 9000, late, 39_000)
    if (day % 3 === 0) await add('slot-003', at - 9000, refused, 0)
  }
  const reasons = ['rate_limited', 'rate_limited', 'payload_too_large']
  await gateway.database.insert(refusals).values(
    reasons.map((failureReason, number) => ({
      ...{ at: new Date(now - 5000), slotId: 'slot-001', failureReason, details: 'No.' },
      ...{ clientAddress: '127.0.0.1', requestId: `request-${number}` },
    })),
  )
}
