import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import t from 'tap'
import { readConfig } from '../src/config.ts'
import { createLogger } from '../src/log.ts'
import { startGateway } from '../src/main.ts'
import { audit, people, slots } from '../src/schema.ts'
import { createEmptyDatabase, openDatabaseAt } from './support/database.ts'
import { photoForm, postForm } from './support/multipart.ts'
import { jpeg } from './support/pictures.ts'

const nodes = 3

t.test('nodes that find an empty database together make one administrator, and one of them tells it', async (t) => {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'photochanger-first-'))
  const databaseUrl = await createEmptyDatabase()
  const fatal: Error[] = []
  const start = () => {
    const config = readConfig({
      ...{ DATABASE_URL: databaseUrl, DATA_DIR: directory },
      ...{ HOST: '127.0.0.1', PORT: '0' },
    })
    return startGateway(config, createLogger('silent'), (error) => void fatal.push(error))
  }
  const started = await Promise.allSettled(Array.from({ length: nodes }, start))
  const gateways = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  t.teardown(async () => {
    await Promise.all(gateways.map(({ stop }) => stop()))
    await rm(directory, { recursive: true, force: true })
  })
  t.strictSame(
    started.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : [])),
    [],
    'all of them start',
  )
  t.strictSame(fatal, [])

  const told = gateways.flatMap(({ firstStart }) => firstStart.adminPassword ?? [])
  const ingest = gateways.flatMap(({ firstStart }) => firstStart.ingestPassword ?? [])
  t.equal(told.length, 1, 'one password of an administrator')
  t.equal(ingest.length, 1, 'one for photos')

  const database = openDatabaseAt(t, databaseUrl)
  t.match(await database.select().from(people), [{ role: 'admin' }])
  t.equal((await database.select().from(people)).length, 1)
  t.equal((await database.select().from(slots)).length, 15)
  const whats = (await database.select().from(audit)).map(({ who, what }) => `${who}: ${what}`)
  const made = ['ingest_password.changed', 'person.created', 'slot.created']
  t.strictSame(
    whats.sort(),
    made.map((what) => `first start: ${what}`),
    'each is written down once',
  )

  for (const [node, { address, firstStart }] of gateways.entries()) {
    const answer = await fetch(`${address}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: firstStart.adminEmail, password: told[0] }),
    })
    t.equal(answer.status, 200, 'it opens every node')
    const photo = photoForm(await jpeg(64 + node, 48), ingest[0] ?? '')
    t.equal((await postForm(`${address}/ingest/slot-001`, photo)).status, 200, 'and so does the one for photos')
  }
})
