import t from 'tap'
import { recordChange } from '../../src/accounts/audit.ts'
import { audit } from '../../src/schema.ts'
import { openTestDatabase } from '../support/database.ts'

t.test('a secret that slips into a change does not reach the audit', async (t) => {
  const { database } = await openTestDatabase(t)
  const before = {
    name: 'Slot 1',
    passwordHash: '$argon2id$v=19$…',
    provider: { apiKey: 'key-1', api_key: 'key-2', model: 'm' },
    tokens: ['token-1'],
    ingest_password: { configured: true, source: 'person' },
    maxTokens: 100,
  }
  await recordChange(database, { who: 'a@b.example', what: 'slot.saved', before, after: null })

  t.strictSame((await database.select().from(audit))[0]?.before, {
    name: 'Slot 1',
    passwordHash: '[hidden]',
    provider: { apiKey: '[hidden]', api_key: '[hidden]', model: 'm' },
    tokens: ['[hidden]'],
    ingest_password: { configured: true, source: 'person' },
    maxTokens: 100,
  })
})

t.test('a change that is taken back leaves no audit row', async (t) => {
  const { database } = await openTestDatabase(t)
  const attempt = database.transaction(async (transaction) => {
    await recordChange(transaction, { who: 'a@b.example', what: 'slot.saved', before: 1, after: 2 })
    throw new Error('did not work out')
  })
  await t.rejects(attempt, { message: 'did not work out' })
  t.strictSame(await database.select().from(audit), [])
})
