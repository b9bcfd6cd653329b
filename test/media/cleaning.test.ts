import { createHash } from 'node:crypto'
import { readdir, readFile, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { GatewayError } from '../../src/errors.ts'
import { type CleanerOptions, createCleaner, formatCleanerReport } from '../../src/media/cleaning.ts'
import type { DiskStore } from '../../src/media/disk-store.ts'
import { inputKey, previewKey, resultKey } from '../../src/media/keys.ts'
import { cleanerRuns, failedAttempts, jobs, people, sessions } from '../../src/schema.ts'
import { day, hour, type MediaRoom, openMediaRoom } from './media-room.ts'
import { keysIn } from './store-contract.ts'

const everything: CleanerOptions = { dryRun: false, withOrphans: true }

async function makeOld(room: MediaRoom, key: string): Promise<void> {
  const anHourAgo = Date.now() / 1000 - 3601
  await utimes(path.join(room.directory, key), anHourAgo, anHourAgo)
}

/** Every kind of thing that a cleaner meets, due and not due. */
async function fillRoom(room: MediaRoom) {
  const { disk, clock, addJob, addResult, database } = room
  const at = (milliseconds: number) => new Date(clock.now().getTime() + milliseconds)
  const due: string[] = []
  const kept: string[] = []

  const alive = await addResult({ retentionHours: 80 })
  const expired = await addResult()
  const expiredToo = await addResult()
  for (const { id } of [alive, expired]) await disk.write(previewKey(id), Buffer.from('preview'))
  kept.push(alive.key, previewKey(alive.id))
  due.push(expired.key, previewKey(expired.id), expiredToo.key)

  for (const status of ['pending', 'processing', 'failed', 'timeout', 'done'] as const) {
    const isFinal = status !== 'pending' && status !== 'processing'
    const id = await addJob({ status, ...(isFinal && { finishedAt: clock.now() }) })
    await disk.write(inputKey(id), Buffer.from(`photo of ${status}`))
    ;(isFinal ? due : kept).push(inputKey(id))
    if (status !== 'processing') continue
    const unfinished = resultKey('slot-001', id, 1, 'image/jpeg')
    await disk.write(unfinished, Buffer.from('written, but its job is not done yet'))
    await makeOld(room, unfinished)
    kept.push(unfinished)
  }

  const orphan = crypto.randomUUID()
  const orphans = [inputKey(orphan), resultKey('slot-001', orphan, 1, 'image/png'), previewKey(orphan)]
  const loser = resultKey('slot-001', alive.id, 9, 'image/jpeg')
  for (const key of [...orphans, loser]) {
    await disk.write(key, Buffer.from('orphan'))
    await makeOld(room, key)
  }
  due.push(...orphans, loser)
  const uploading = inputKey(crypto.randomUUID())
  const template = `templates/${'b'.repeat(64)}`
  for (const key of [uploading, template]) await disk.write(key, Buffer.from('x'))
  await makeOld(room, template)
  await writeFile(path.join(room.directory, 'results', 'README.TXT'), 'a stranger’s file')
  kept.push(uploading, template)

  const lost = await addResult({ retentionHours: 80 })
  await disk.delete(lost.key)

  const ancient = {
    receivedAt: at(-40 * day),
    deadlineAt: at(-40 * day),
    finishedAt: at(-31 * day),
    inputDeletedAt: at(-31 * day),
  }
  const forgotten = await addJob({ status: 'failed', ...ancient })
  const remembered = [
    await addJob({ status: 'failed', ...ancient, finishedAt: at(-10 * day) }),
    (await addResult({ ...ancient, retentionHours: 80 })).id,
  ]
  kept.push(...(await keysIn(disk)).filter((key) => key.includes(remembered[1] ?? '')))

  await writeFile(path.join(room.directory, '.partial', 'stale'), 'half')
  await makeOld(room, '.partial/stale')

  const [person] = await database
    .insert(people)
    .values({ email: 'a@b.c', passwordHash: 'x', role: 'admin' })
    .returning()
  const personId = person?.id ?? ''
  await database.insert(sessions).values([
    { tokenHash: 'old', personId, expiresAt: at(-1) },
    { tokenHash: 'new', personId, expiresAt: at(100 * hour) },
  ])
  await database.insert(failedAttempts).values([
    { key: 'old', failures: 1, windowEndsAt: at(-1) },
    { key: 'new', failures: 1, windowEndsAt: at(100 * hour) },
  ])
  clock.advance(72 * hour)
  return { due, kept: kept.sort(), lost, forgotten, remembered, expired }
}

/** What is in the rows and on the disk, without what differs by chance. */
async function describe(room: MediaRoom) {
  const rows = await room.database.select().from(jobs).orderBy(jobs.id)
  return {
    keys: await keysIn(room.disk),
    rows: rows.map(({ id, status, inputDeletedAt, resultDeletedAt }) => [
      id,
      status,
      inputDeletedAt !== null,
      resultDeletedAt !== null,
    ]),
    sessions: (await room.database.select().from(sessions)).map(({ tokenHash }) => tokenHash),
    failures: (await room.database.select().from(failedAttempts)).map(({ key }) => key),
    partials: await readdir(path.join(room.directory, '.partial')),
  }
}

t.test('a run takes what is due, repairs what does not fit, and leaves the rest', async (t) => {
  const room = await openMediaRoom(t)
  const { kept, lost, forgotten, remembered, expired } = await fillRoom(room)
  const record = await room.cleaner.run(everything)

  t.same(record.removed, {
    results: 2,
    previews: 1,
    inputs: 3,
    orphanObjects: 4,
    lostResults: 1,
    partialFiles: 1,
    jobRows: 1,
    sessions: 1,
    failedAttempts: 1,
    cleanerRuns: 0,
  })
  t.same(record.errors, [`${lost.key}: missing or cut short`], 'a lost result is told')
  t.same(await keysIn(room.disk), kept)
  t.equal(await readFile(path.join(room.directory, 'results', 'README.TXT'), 'utf8'), 'a stranger’s file')
  t.equal(await room.findJob(forgotten), undefined)
  for (const id of remembered) t.ok(await room.findJob(id))
  t.same((await room.findJob(expired.id))?.resultDeletedAt, room.clock.now())
  t.equal(await room.publication.findPublished(lost.id), 'expired')

  const [kept1] = await room.database.select().from(cleanerRuns)
  t.match(kept1, { dryRun: false, removed: record.removed, bytes: record.bytes, errors: record.errors })
  t.equal(
    record.bytes,
    2 * room.picture.length + 'preview'.length + 'photo of failedphoto of timeoutphoto of done'.length + 24 + 4,
  )

  const again = await room.cleaner.run(everything)
  t.same(Object.values(again.removed).filter(Boolean), [], 'a second run finds nothing')
  t.same(again.errors, [])
})

async function fingerprint(room: MediaRoom): Promise<string> {
  const hash = createHash('sha256')
  for (const name of (await readdir(room.directory, { recursive: true })).sort()) {
    const found = await stat(path.join(room.directory, name))
    hash.update(`${name} ${found.isFile() ? `${found.size} ${found.mtimeMs}` : 'folder'}\n`)
    if (found.isFile()) hash.update(await readFile(path.join(room.directory, name)))
  }
  for (const table of ['jobs', 'attempts', 'sessions', 'failed_attempts', 'cleaner_runs', 'people']) {
    const { rows } = await room.database.execute(sql`select * from ${sql.identifier(table)} order by 1`)
    hash.update(JSON.stringify(rows))
  }
  return hash.digest('hex')
}

t.test('a dry run says what a real one does, and changes not a byte', async (t) => {
  const room = await openMediaRoom(t)
  await fillRoom(room)
  const before = await fingerprint(room)
  const said = await room.cleaner.run({ dryRun: true, withOrphans: true })
  t.equal(await fingerprint(room), before)
  const done = await room.cleaner.run(everything)
  t.not(await fingerprint(room), before, 'the fingerprint can tell')
  t.same({ ...said, milliseconds: 0 }, { ...done, milliseconds: 0, dryRun: true })
})

class Killed extends Error {}

/** Dies at its `step`-th deletion, before or after the bytes are gone. */
function dyingStore(disk: DiskStore, step: number, when: 'before' | 'after'): DiskStore {
  let deletions = 0
  return {
    ...disk,
    async delete(key) {
      deletions += 1
      if (deletions === step && when === 'before') throw new Killed()
      const bytes = await disk.delete(key)
      if (deletions === step) throw new Killed()
      return bytes
    },
  }
}

async function whatItWouldBe(t: Test) {
  const room = await openMediaRoom(t)
  await fillRoom(room)
  await room.cleaner.run(everything)
  const { keys, rows, ...rest } = await describe(room)
  return { objects: keys.length, states: rows.map(([, ...state]) => state.join()).sort(), ...rest }
}

t.test('a cleaner that is killed at any step is made good by the next one', async (t) => {
  const expected = await whatItWouldBe(t)
  let deaths = 0
  for (let step = 1, died = true; died; step += 1) {
    for (const when of ['before', 'after'] as const) {
      const room = await openMediaRoom(t)
      await fillRoom(room)
      const dying = createCleaner({ ...room, store: dyingStore(room.disk, step, when) })
      died = await dying.run(everything).then(
        () => false,
        (error) => error instanceof Killed,
      )
      if (!died) break
      deaths += 1
      for (const row of await room.database.select().from(jobs)) {
        const isThere = (await keysIn(room.disk)).includes(row.resultKey ?? '')
        if (row.resultDeletedAt) t.notOk(isThere, 'no row says gone while its bytes are there')
      }

      await room.cleaner.run(everything)
      const { keys, rows, ...rest } = await describe(room)
      const found = { objects: keys.length, states: rows.map(([, ...state]) => state.join()).sort(), ...rest }
      t.same(found, expected, `killed ${when} deletion ${step}`)
    }
  }
  t.ok(deaths >= 20, `${deaths} deaths`)
})

t.test('a file that resists is shown, and tried again', async (t) => {
  let resists = true
  const room = await openMediaRoom(t, {
    wrapStore: (disk) => ({
      ...disk,
      async delete(key) {
        const cause = Object.assign(new Error(`EACCES: unlink '/srv/secret/${key}'`), { code: 'EACCES' })
        if (resists && key.endsWith('.jpg')) throw new GatewayError('unavailable', 'storage', { cause })
        return disk.delete(key)
      },
    }),
  })
  const stubborn = await room.addResult()
  const photo = await room.addJob({ status: 'failed', finishedAt: room.clock.now() })
  await room.disk.write(inputKey(photo), Buffer.from('photo'))
  room.clock.advance(72 * hour)

  for (let pass = 0; pass < 2; pass += 1) {
    const record = await room.cleaner.run(everything)
    t.same(record.errors, [`${stubborn.key}: EACCES`])
    t.equal(record.removed.inputs, pass === 0 ? 1 : 0, 'the others are not held up')
    t.equal((await room.findJob(stubborn.id))?.resultDeletedAt, null)
  }
  resists = false
  const record = await room.cleaner.run(everything)
  t.same(record.errors, [])
  t.equal(record.removed.results, 1)
  t.notSame((await room.findJob(stubborn.id))?.resultDeletedAt, null)
})

t.test('a lost mount marks nothing and deletes nothing, and the rest is cleaned all the same', async (t) => {
  const room = await openMediaRoom(t)
  const { lost, expired } = await fillRoom(room)
  const before = (await describe(room)).rows
  await unlink(path.join(room.directory, '.photochanger-store'))
  const record = await room.cleaner.run(everything)
  t.same(record.errors, ['storage: unavailable'])
  t.same(record.removed, { ...record.removed, results: 0, inputs: 0, orphanObjects: 0, lostResults: 0, sessions: 1 })
  t.equal((await room.findJob(lost.id))?.resultDeletedAt, null)
  t.equal((await room.findJob(expired.id))?.resultDeletedAt, null)
  t.same((await describe(room)).rows.length, before.length - 1, 'only the forgotten job went')
})

t.test('a mount that goes while the cleaner looks for lost results loses nothing', async (t) => {
  const room = await openMediaRoom(t, {
    wrapStore: (disk) => ({
      ...disk,
      async open(key) {
        await unlink(path.join(room.directory, '.photochanger-store')).catch(() => {})
        await disk.delete(key)
        return disk.open(key)
      },
    }),
  })
  const { id } = await room.addResult()
  const record = await room.cleaner.run(everything)
  t.same(record.errors, ['lost results: unavailable'])
  t.equal((await room.findJob(id))?.resultDeletedAt, null)
})

t.test('when everything is missing, nothing is given up', async (t) => {
  const room = await openMediaRoom(t)
  const results = []
  for (let at = 0; at < 21; at += 1) results.push(await room.addResult())
  for (const { key } of results) await room.disk.delete(key)
  const record = await room.cleaner.run(everything)
  t.equal(record.removed.lostResults, 0)
  t.match(record.errors, [/^all 21 results are missing/])

  const survivor = await room.addResult()
  t.equal((await room.cleaner.run(everything)).removed.lostResults, 21)
  t.equal((await room.findJob(survivor.id))?.resultDeletedAt, null)
})

t.test('a result that was cut short by a power cut is found and given up', async (t) => {
  const room = await openMediaRoom(t)
  const { id, key } = await room.addResult()
  await room.disk.write(key, Buffer.alloc(0))
  const record = await room.cleaner.run(everything)
  t.equal(record.removed.lostResults, 1)
  t.same(await keysIn(room.disk), [])
  t.equal(await room.publication.findPublished(id), 'expired')
})

t.test('more than a batch goes in one run', async (t) => {
  const room = await openMediaRoom(t)
  const { database, clock } = room
  await room.addResult()
  await database.execute(sql`
    insert into jobs (id, slot_id, slot_revision, source, status, client_address, client_fields, input_key, input_mime,
      input_bytes, input_sha256, input_width, input_height, received_at, deadline_at, finished_at, timings)
    select id, 'slot-001', 1, 'ingest', 'failed', '', '{}', 'inputs/' || id, 'image/jpeg', 1, '', 1, 1, at, at, at, '{}'
    from (select gen_random_uuid() as id, ${clock.now().toISOString()}::timestamptz as at from generate_series(1, 1203)) as made`)
  const rows = await database.select({ inputKey: jobs.inputKey }).from(jobs)
  await Promise.all(rows.map(({ inputKey }) => room.disk.write(inputKey, Buffer.from('x'))))
  const record = await room.cleaner.run({ dryRun: false, withOrphans: false })
  t.equal(record.removed.inputs, 1203)
})

t.test('old records go, and a person can read the report', async (t) => {
  const room = await openMediaRoom(t)
  await room.cleaner.run(everything)
  room.clock.advance(8 * day)
  t.equal((await room.cleaner.run(everything)).removed.cleanerRuns, 1)
  t.equal((await room.database.select().from(cleanerRuns)).length, 1)

  const { removed } = await room.cleaner.run(everything)
  const report = {
    removed: { ...removed, results: 12 },
    bytes: 34_560_000,
    errors: ['results/x: EACCES'],
    milliseconds: 7,
    dryRun: true,
  }
  t.match(
    formatCleanerReport(report),
    /^Dry run: nothing was deleted[\s\S]*12 {2}expired results[\s\S]*34\.6 {2}megabytes in 7 ms\nErrors \(1\):\n {2}results\/x: EACCES$/,
  )
  t.match(formatCleanerReport({ ...report, dryRun: false, errors: [] }), /^Cleaned:/)
})
