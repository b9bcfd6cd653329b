import t from 'tap'
import { createPeople } from '../../src/accounts/people.ts'
import { createSessions } from '../../src/accounts/sessions.ts'
import { eq } from '../../src/drizzle.ts'
import { sessions as sessionsTable } from '../../src/schema.ts'
import { openTestDatabase } from '../support/database.ts'
import { createTestClock } from '../support/test-clock.ts'

const hour = 3_600_000
const { database } = await openTestDatabase(t)
const people = createPeople({ database })
const person = await people.create({ email: 'a@b.example', password: 'long enough', role: 'operator', who: 'test' })

function openSessions() {
  const clock = createTestClock()
  return { clock, sessions: createSessions({ database, clock }) }
}

async function storedExpiry(): Promise<number | undefined> {
  const [row] = await database.select().from(sessionsTable)
  return row?.expiresAt.getTime()
}

t.beforeEach(async () => {
  await database.delete(sessionsTable)
})

t.test('a token finds its person; the database knows only its hash', async (t) => {
  const { sessions } = openSessions()
  const { token } = await sessions.open(person.id)
  t.match(token, /^[\w-]{43}$/)
  t.match(await sessions.find(token), { id: person.id, email: 'a@b.example', role: 'operator' })
  t.equal(await sessions.find(`${token}x`), null)

  const [row] = await database.select().from(sessionsTable)
  t.match(row?.tokenHash, /^[0-9a-f]{64}$/)
  t.notOk(JSON.stringify(row).includes(token))
  t.equal(await sessions.find(row?.tokenHash ?? ''), null, 'a copy of the table opens nothing')
})

t.test('a session that nobody uses ends after twelve hours by the time of the database', async (t) => {
  const { clock, sessions } = openSessions()
  const { token } = await sessions.open(person.id)
  clock.advance(12 * hour - 1000)
  t.ok(await sessions.find(token))
  clock.advance(12 * hour)
  t.equal(await sessions.find(token), null)
})

t.test('use keeps it alive, and writes at most once a minute', async (t) => {
  const { clock, sessions } = openSessions()
  const { token } = await sessions.open(person.id)
  const first = await storedExpiry()
  clock.advance(50_000)
  await sessions.find(token)
  t.equal(await storedExpiry(), first, 'not yet')

  clock.advance(20_000)
  const found = await sessions.find(token)
  const second = await storedExpiry()
  t.ok((second ?? 0) - (first ?? 0) >= 70_000)
  t.equal(found?.sessionExpiresAt.getTime(), second)

  await sessions.find(token)
  t.equal(await storedExpiry(), second)
  for (let day = 0; day < 4; day += 1) {
    clock.advance(10 * hour)
    t.ok(await sessions.find(token), 'used every ten hours it lives on')
  }
})

t.test('however busy, a session ends thirty days after it was opened', async (t) => {
  const { clock, sessions } = openSessions()
  const { token } = await sessions.open(person.id)
  for (let hours = 0; hours < 30 * 24 - 10; hours += 10) {
    clock.advance(10 * hour)
    t.ok(await sessions.find(token), `after ${hours + 10} hours`)
  }
  clock.advance(10 * hour)
  t.equal(await sessions.find(token), null)
})

t.test('signing out ends this session and no other', async (t) => {
  const { sessions } = openSessions()
  const [here, there] = [await sessions.open(person.id), await sessions.open(person.id)]
  await sessions.close(here.token)
  t.equal(await sessions.find(here.token), null)
  t.ok(await sessions.find(there.token))
})

t.test('a new password signs everybody out who used the old one', async (t) => {
  const { sessions } = openSessions()
  const other = await people.create({ email: 'c@d.example', password: 'long enough', role: 'viewer', who: 'test' })
  const [mine, theirs] = [await sessions.open(person.id), await sessions.open(other.id)]
  await people.setPassword({ id: person.id, password: 'another one', who: 'test' })
  t.equal(await sessions.find(mine.token), null)
  t.ok(await sessions.find(theirs.token))
})

t.test('expired sessions are swept up, live ones stay', async (t) => {
  const { clock, sessions } = openSessions()
  await sessions.open(person.id)
  await sessions.open(person.id)
  clock.advance(13 * hour)
  const { token } = await sessions.open(person.id)
  t.equal(await sessions.removeExpired(), 2)
  t.ok(await sessions.find(token))
  t.equal((await database.select().from(sessionsTable).where(eq(sessionsTable.personId, person.id))).length, 1)
})
