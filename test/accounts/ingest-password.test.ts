import t from 'tap'
import { ensureIngestPassword } from '../../src/accounts/ingest-password.ts'
import { hashPassword, isPassword } from '../../src/accounts/passwords.ts'
import { audit } from '../../src/schema.ts'
import { createSettings } from '../../src/settings.ts'
import { openTestDatabase } from '../support/database.ts'

async function openSettings(t: Parameters<typeof openTestDatabase>[0]) {
  const { database } = await openTestDatabase(t)
  const settings = createSettings({ database, fallback: { syncSeconds: 48, retentionHours: 72 } })
  const holds = async (password: string) => isPassword((await settings.read()).ingestPasswordHash ?? '', password)
  const source = async () => (await settings.read()).ingestPasswordSource
  const changes = async () =>
    (await database.select().from(audit).orderBy(audit.id)).map(({ who, after }) => {
      const { source } = after as { source: string }
      return [who, { source }]
    })
  return { settings, holds, source, changes }
}

t.test('without any password a random one is made and told once, however many nodes start', async (t) => {
  const { settings, holds, source, changes } = await openSettings(t)
  const starts = await Promise.all(Array.from({ length: 4 }, () => ensureIngestPassword({ settings })))
  const told = starts.filter((password) => password !== null)
  t.equal(told.length, 1)
  t.match(told[0], /^[a-zA-Z2-9]{20,64}$/)
  t.equal(await holds(told[0] ?? ''), true)
  t.equal(await source(), 'generated')
  t.equal(await ensureIngestPassword({ settings }), null, 'the next start keeps it')
  t.equal(await holds(told[0] ?? ''), true)
  t.strictSame(await changes(), [['first start', { source: 'generated' }]])
})

t.test("the environment's password holds, and a new one there holds from the next start on", async (t) => {
  const { settings, holds, source, changes } = await openSettings(t)
  await ensureIngestPassword({ settings })
  t.equal(await ensureIngestPassword({ settings, password: 'from outside' }), null)
  t.equal(await holds('from outside'), true, 'it replaces one that was made up')
  const { ingestPasswordHash } = await settings.read()

  await ensureIngestPassword({ settings, password: 'from outside' })
  t.equal((await settings.read()).ingestPasswordHash, ingestPasswordHash, 'the same again changes nothing')
  await ensureIngestPassword({ settings, password: 'from outside 2' })
  t.equal(await holds('from outside 2'), true)
  t.equal(await source(), 'environment')
  t.equal(await ensureIngestPassword({ settings }), null)
  t.equal(await holds('from outside 2'), true, 'an environment that falls silent takes nothing away')
  t.strictSame((await changes()).slice(1), [
    ['environment', { source: 'environment' }],
    ['environment', { source: 'environment' }],
  ])
})

t.test("a person's password outlives a restart with another environment", async (t) => {
  const { settings, holds, source } = await openSettings(t)
  await ensureIngestPassword({ settings, password: 'from outside' })
  await settings.change({ ingestPasswordHash: await hashPassword('by a person') })
  await ensureIngestPassword({ settings, password: 'from outside 2' })
  await ensureIngestPassword({ settings })
  t.equal(await holds('by a person'), true)
  t.equal(await source(), 'person')
})
