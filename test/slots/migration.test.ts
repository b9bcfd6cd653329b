import { readFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { sql } from '../../src/drizzle.ts'
import { firstSlots } from '../../src/slots/first-slots.ts'
import { slotSettingsSchema } from '../../src/slots/slot.ts'
import { startTestGateway } from '../support/gateway.ts'

/** What the version before knew nothing of. */
const newer = ['onRefusal', 'onUnknownOutcome', 'dailyBudgetUsd', 'monthlyBudgetUsd']

t.test('slots that an earlier version has saved fit after the update, and mean the same', async (t) => {
  const gateway = await startTestGateway(t)
  const [, settings] = firstSlots[0] ?? []
  const { frame: _, ...output } = settings?.output ?? {}
  const old = Object.fromEntries(Object.entries({ ...settings, output }).filter(([field]) => !newer.includes(field)))
  t.notOk(slotSettingsSchema.safeParse(old).success, 'it did not fit before')
  await gateway.database.execute(
    sql`update slot_revisions set settings = ${JSON.stringify(old)}::jsonb where slot_id = 'slot-003'`,
  )

  const migration = readFileSync(path.join(import.meta.dirname, '..', '..', 'migrations', '0002_providers.sql'), 'utf8')
  const statement = migration.split('--> statement-breakpoint').find((each) => each.includes('UPDATE "slot_revisions"'))
  await gateway.database.execute(sql.raw(statement ?? ''))

  const slot = await gateway.app.slots.find('slot-003')
  t.same(slot?.settings, settings)
})
