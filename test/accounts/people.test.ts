import t from 'tap'
import { isPassword } from '../../src/accounts/passwords.ts'
import { createPeople } from '../../src/accounts/people.ts'
import { audit } from '../../src/schema.ts'
import { openTestDatabase } from '../support/database.ts'

const account = { email: 'Ann@Studio.example', password: 'long enough', role: 'operator', who: 'test' } as const

t.test('an account is found whatever the case of its address', async (t) => {
  const { database } = await openTestDatabase(t)
  const people = createPeople({ database })
  const { id } = await people.create(account)
  for (const email of ['ann@studio.example', 'ANN@STUDIO.EXAMPLE', ' Ann@studio.example ']) {
    t.match(await people.findByEmail(email), { id, role: 'operator' }, email)
  }
  t.equal(await people.findByEmail('bob@studio.example'), undefined)
  await t.rejects(people.create({ ...account, email: 'ann@STUDIO.example' }), { code: 'conflict' })
  t.equal(await people.count(), 1)
})

t.test('nodes that start together make one first administrator and tell its password once', async (t) => {
  const { database } = await openTestDatabase(t)
  const people = createPeople({ database })
  const starts = Array.from({ length: 5 }, () => people.ensureFirstAdmin({ email: 'admin@studio.example' }))
  const passwords = (await Promise.all(starts)).filter((password) => password !== null)

  t.equal(passwords.length, 1)
  t.match(passwords[0], /^[a-zA-Z2-9]{20,}$/)
  t.equal(await people.count(), 1)
  const admin = await people.findByEmail('admin@studio.example')
  t.equal(admin?.role, 'admin')
  t.equal(await isPassword(admin?.passwordHash ?? '', passwords[0] ?? ''), true)
  t.equal(await people.ensureFirstAdmin({ email: 'other@studio.example' }), null)
  t.equal(await people.count(), 1)
})

t.test('a password that was chosen for the first administrator is used and not repeated', async (t) => {
  const { database } = await openTestDatabase(t)
  const people = createPeople({ database })
  t.equal(await people.ensureFirstAdmin({ email: 'admin@studio.example', password: 'chosen by me' }), null)
  const admin = await people.findByEmail('admin@studio.example')
  t.equal(await isPassword(admin?.passwordHash ?? '', 'chosen by me'), true)
})

t.test('the command line makes an administrator, or gives an account that role and a new password', async (t) => {
  const { database } = await openTestDatabase(t)
  const people = createPeople({ database })
  t.equal(await people.putAdmin({ email: 'new@studio.example', password: 'chosen by me' }), null)
  t.match(await people.findByEmail('new@studio.example'), { role: 'admin' })

  await people.create(account)
  const generated = await people.putAdmin({ email: account.email })
  const ann = await people.findByEmail(account.email)
  t.equal(ann?.role, 'admin')
  t.equal(await isPassword(ann?.passwordHash ?? '', generated ?? ''), true)
  t.equal(await people.count(), 2)
})

t.test('every change of an account is in the audit, without its password', async (t) => {
  const { database } = await openTestDatabase(t)
  const people = createPeople({ database })
  const { id } = await people.create(account)
  await people.setPassword({ id, password: 'another secret', who: 'boss@studio.example' })
  const generated = await people.putAdmin({ email: account.email })

  const rows = await database.select().from(audit).orderBy(audit.id)
  t.match(rows, [
    { who: 'test', what: 'person.created', before: null, after: { email: 'ann@studio.example', role: 'operator' } },
    { who: 'boss@studio.example', what: 'person.password_changed' },
    { who: 'command line', what: 'person.password_changed' },
    { who: 'command line', what: 'person.changed', before: { role: 'operator' }, after: { role: 'admin' } },
  ])
  const text = JSON.stringify(rows)
  for (const secret of ['long enough', 'another secret', generated ?? '?', '$argon2']) t.notOk(text.includes(secret))
})
