import { createHash } from 'node:crypto'
import { readdir, readFile, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import t, { type Test } from 'tap'
import { eq, sql } from '../../src/drizzle.ts'
import { GatewayError } from '../../src/errors.ts'
import { createLogger } from '../../src/log.ts'
import { type CleanerOptions, createCleaner, formatCleanerReport } from '../../src/media/cleaning.ts'
import { createDeletions } from '../../src/media/deletions.ts'
import { inputKey, previewKey, resultKey } from '../../src/media/keys.ts'
import type { Store } from '../../src/media/store.ts'
import * as schema from '../../src/schema.ts'
import {
  cleanerRuns,
  deletionReceipts,
  failedAttempts,
  idempotencyKeys,
  jobs,
  people,
  refusals,
  sessions,
  temporaryLinks,
} from '../../src/schema.ts'
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
    workUntilAt: at(-40 * day),
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
  const key = { slotId: 'slot-001', inputSha256: 'a'.repeat(64), jobId: alive.id }
  await database.insert(idempotencyKeys).values([
    { ...key, key: 'old', expiresAt: at(24 * hour) },
    { ...key, key: 'new', expiresAt: at(100 * hour) },
  ])
  const link = { jobId: alive.id, key: alive.key, mime: 'image/jpeg' }
  await database.insert(temporaryLinks).values([
    { ...link, expiresAt: at(40 * hour) },
    { ...link, expiresAt: at(60 * hour) },
  ])
  const refusal = {
    slotId: 'slot-001',
    failureReason: 'payload_too_large',
    details: '',
    clientAddress: '',
    requestId: '',
  }
  await database.insert(refusals).values([
    { ...refusal, at: at(-28 * day) },
    { ...refusal, at: at(-26 * day) },
  ])
  const receipt = { slotId: 'slot-001', what: 'photo', sha256: 'a'.repeat(64), bytes: 1, dueAt: at(0) } as const
  await database.insert(deletionReceipts).values([
    { ...receipt, jobId: crypto.randomUUID(), deletedAt: at(-398 * day) },
    { ...receipt, jobId: remembered[1] ?? '', deletedAt: at(-396 * day) },
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
    requestKeys: (await room.database.select().from(idempotencyKeys)).map(({ key }) => key),
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
    deletionReceipts: 1,
    refusals: 1,
    temporaryLinks: 1,
    idempotencyKeys: 1,
    sessions: 1,
    failedAttempts: 1,
    cleanerRuns: 0,
    webhookDeliveries: 0,
    rehearsals: 0,
    slotRequests: 0,
    galleries: 0,
    ...Object.fromEntries(Object.keys(record.removed).flatMap((kind) => (kind.startsWith('pix') ? [[kind, 0]] : []))),
  })
  t.same(record.errors, [`${lost.key}: missing or cut short`], 'a lost result is told')
  t.same(await keysIn(room.disk), [...kept, 'results/README.TXT'].sort())
  t.equal(await readFile(path.join(room.directory, 'results', 'README.TXT'), 'utf8'), 'a stranger’s file')
  t.equal(await room.findJob(forgotten), undefined)
  for (const id of remembered) t.ok(await room.findJob(id))
  t.same((await room.findJob(expired.id))?.resultDeletedAt, room.clock.now())
  t.equal(await room.publication.findPublished(lost.id), 'removed')

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
  for (const table of [
    'jobs',
    'attempts',
    'sessions',
    'failed_attempts',
    'cleaner_runs',
    'people',
    'idempotency_keys',
    'deletion_receipts',
  ]) {
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

/**
 * A node that dies at its `fatal`-th step, before or after the step is done. Steps are deletions of files and everything
 * that is written to the database.
 */
function createDeath(fatal: number, when: 'before' | 'after') {
  let steps = 0
  return async function step<Value>(work: () => Promise<Value>): Promise<Value> {
    steps += 1
    if (steps > fatal || (steps === fatal && when === 'before')) throw new Killed()
    const value = await work()
    if (steps === fatal) throw new Killed()
    return value
  }
}

type Step = ReturnType<typeof createDeath>

const dyingStore = (disk: Store, step: Step): Store => ({
  ...disk,
  delete: (key) => step(() => disk.delete(key)),
})

function dyingDatabase(pool: MediaRoom['pool'], step: Step) {
  const query = pool.query.bind(pool) as (...values: unknown[]) => Promise<unknown>
  const dying = new Proxy(pool, {
    get(target, name) {
      if (name !== 'query') return Reflect.get(target, name)
      return (...values: unknown[]) => {
        const isWrite = !/^select/i.test((values[0] as { text: string }).text.trim())
        return isWrite ? step(() => query(...values)) : query(...values)
      }
    },
  })
  return drizzle(dying, { schema })
}

/** All that may not depend on where the first cleaner died. */
async function settledState(room: MediaRoom) {
  const { keys, rows, ...rest } = await describe(room)
  const receipts = (await room.receipts()).map((receipt) => receipt.split(' ')[0])
  return { objects: keys.length, states: rows.map(([, ...state]) => state.join()).sort(), receipts, ...rest }
}

async function whatItWouldBe(t: Test) {
  const room = await openMediaRoom(t)
  await fillRoom(room)
  await room.cleaner.run(everything)
  return settledState(room)
}

/** True when the cleaner died before it was done. */
async function cleanAndDie(room: MediaRoom, step: Step): Promise<boolean> {
  const dying = { ...room, store: dyingStore(room.disk, step), database: dyingDatabase(room.pool, step) }
  const isKilled = (error: unknown) => error instanceof Killed || (error as Error).cause instanceof Killed
  return createCleaner(dying)
    .run(everything)
    .then(() => false, isKilled)
}

t.test('a cleaner that is killed at any step is made good by the next one', async (t) => {
  const expected = await whatItWouldBe(t)
  let deaths = 0
  for (let step = 1, died = true; died; step += 1) {
    for (const when of ['before', 'after'] as const) {
      const room = await openMediaRoom(t)
      await fillRoom(room)
      died = await cleanAndDie(room, createDeath(step, when))
      if (!died) break
      deaths += 1
      const keys = await keysIn(room.disk)
      const receipts = await room.receipts()
      for (const { id, inputKey, inputDeletedAt, resultKey, resultDeletedAt } of await room.database
        .select()
        .from(jobs)) {
        const told = ['photo', 'result'].filter((what) => receipts.includes(`${what} ${id}`))
        if (inputDeletedAt) t.notOk(keys.includes(inputKey), 'no row says gone while its photo is there')
        if (resultDeletedAt) t.notOk(keys.includes(resultKey ?? ''), 'no row says gone while its result is there')
        if (told.includes('result')) t.ok(resultDeletedAt, 'a receipt comes with its mark')
      }

      await room.cleaner.run(everything)
      t.same(await settledState(room), expected, `killed ${when} step ${step}`)
    }
  }
  t.ok(deaths >= 40, `${deaths} deaths`)
})

t.test('every deletion has one receipt, which outlives the job', async (t) => {
  const room = await openMediaRoom(t)
  const { id } = await room.addResult({ inputDeletedAt: null })
  const failed = await room.addJob({ status: 'failed', finishedAt: room.clock.now() })
  for (const key of [inputKey(id), inputKey(failed)]) await room.disk.write(key, Buffer.from('photo'))
  const finishedAt = room.clock.now()
  room.clock.advance(1000)
  await room.cleaner.run(everything)
  room.clock.advance(72 * hour)
  const deletions = createDeletions(room)
  await Promise.all([room.cleaner.run(everything), room.cleaner.run(everything)])
  await Promise.all([deletions.photosDeleted([id, failed, id]), deletions.resultsDeleted([id, crypto.randomUUID()])])

  const job = await room.findJob(id)
  t.same(await room.receipts(), [`photo ${failed}`, `photo ${id}`, `result ${id}`].sort())
  const receipts = await room.database.select().from(deletionReceipts)
  const common = { jobId: id, slotId: 'slot-001', bytes: room.picture.length }
  t.match(
    receipts.find(({ jobId, what }) => jobId === id && what === 'photo'),
    { ...common, sha256: job?.inputSha256, dueAt: finishedAt, deletedAt: job?.inputDeletedAt },
  )
  t.match(
    receipts.find(({ what }) => what === 'result'),
    { ...common, sha256: job?.resultSha256, dueAt: job?.expiresAt, deletedAt: job?.resultDeletedAt },
  )

  room.clock.advance(31 * day)
  t.equal((await room.cleaner.run(everything)).removed.jobRows, 2)
  t.equal((await room.receipts()).length, 3)
  room.clock.advance(367 * day)
  t.equal(
    (await room.cleaner.run(everything)).removed.deletionReceipts,
    2,
    'those of the photos; the result went later',
  )
  room.clock.advance(3 * day)
  t.equal((await room.cleaner.run(everything)).removed.deletionReceipts, 1)
  t.same(await room.receipts(), [])
})

t.test('a store that nobody writes to can be checked at once', async (t) => {
  const room = await openMediaRoom(t)
  const { disk } = room
  const atOnce = { ...everything, orphanGraceMilliseconds: 0 }
  const waiting = await room.addJob()
  const working = await room.addJob({ status: 'processing', epoch: 2 })
  const epochs = [1, 2].map((epoch) => resultKey('slot-001', working, epoch, 'image/jpeg'))
  const kept = [inputKey(waiting), inputKey(working), ...epochs].sort()
  const stray = resultKey('slot-001', crypto.randomUUID(), 1, 'image/jpeg')
  for (const key of [...kept, stray]) await disk.write(key, room.picture)
  await writeFile(path.join(room.directory, '.partial', 'half'), 'half')

  t.same((await room.cleaner.run(everything)).removed.orphanObjects, 0, 'usually it is given time')
  t.match((await room.cleaner.run(atOnce)).removed, { orphanObjects: 1, partialFiles: 1 })
  t.same(await keysIn(disk), kept, 'a job in flight keeps its photo and what every epoch wrote')

  const finished = {
    status: 'done',
    finishedAt: room.clock.now(),
    expiresAt: new Date(room.clock.now().getTime() + hour),
  } as const
  const result = {
    resultKey: epochs[1] ?? '',
    resultMime: 'image/jpeg',
    resultBytes: room.picture.length,
    resultSha256: 'b',
  }
  await room.database
    .update(jobs)
    .set({ ...finished, ...result })
    .where(eq(jobs.id, working))
  t.match((await room.cleaner.run(atOnce)).removed, { orphanObjects: 1, inputs: 1, lostResults: 0 })
  t.same(await keysIn(disk), [inputKey(waiting), epochs[1]].sort(), 'when it is final, the winner’s alone is left')
})

t.test(
  'a database from an older backup and the files of today are at one after one pass, and it is told',
  async (t) => {
    const room = await openMediaRoom(t)
    const { disk, clock } = room
    // What the backup knows: its rows are as they were, their files have had their time since.
    const gone = [await room.addResult(), await room.addResult({ inputDeletedAt: null })]
    const expired = await room.addResult({ retentionHours: -1, inputDeletedAt: null })
    for (const { key } of [...gone, expired]) await disk.delete(key)
    const there = await room.addResult()
    // What came after the backup: files that no row knows.
    const later = crypto.randomUUID()
    const strays = [inputKey(later), resultKey('slot-001', later, 1, 'image/jpeg'), previewKey(later)]
    for (const key of strays) await disk.write(key, Buffer.from('after the backup'))
    for (const key of strays) await makeOld(room, key)

    const record = await room.cleaner.run(everything)
    t.match(record.removed, { lostResults: 2, orphanObjects: 3 })
    t.same(record.errors, gone.map(({ key }) => `${key}: missing or cut short`).sort(), 'each lost picture is named')
    t.same(await keysIn(disk), [there.key])
    for (const { id } of gone) t.equal(await room.publication.findPublished(id), 'removed')
    t.same(
      await room.receipts(),
      [...gone, expired].flatMap(({ id }) => [`result ${id}`, ...(id === gone[0]?.id ? [] : [`photo ${id}`])]).sort(),
    )
    const [kept] = await room.database.select().from(cleanerRuns)
    t.match(kept, { removed: record.removed, errors: record.errors }, 'and in the record of the run')

    clock.advance(1000)
    const again = await room.cleaner.run(everything)
    t.same([Object.values(again.removed).filter(Boolean), again.errors], [[], []], 'a second pass finds nothing')
  },
)

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
      async find(key) {
        await unlink(path.join(room.directory, '.photochanger-store')).catch(() => {})
        await disk.delete(key)
        return disk.find(key)
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
  t.equal(await room.publication.findPublished(id), 'removed')
})

t.test('more than a batch goes in one run', async (t) => {
  const room = await openMediaRoom(t)
  const { database, clock } = room
  await room.addResult()
  await database.execute(sql`
    insert into jobs (id, slot_id, slot_revision, source, status, client_address, client_fields, input_key, input_mime,
      input_bytes, input_sha256, input_width, input_height, received_at, deadline_at, work_until_at, finished_at)
    select id, 'slot-001', 1, 'ingest', 'failed', '', '{}', 'inputs/' || id, 'image/jpeg', 1, '', 1, 1, at, at, at, at
    from (select gen_random_uuid() as id, ${clock.now().toISOString()}::timestamptz as at from generate_series(1, 1203)) as made`)
  const rows = await database.select({ inputKey: jobs.inputKey }).from(jobs)
  await Promise.all(rows.map(({ inputKey }) => room.disk.write(inputKey, Buffer.from('x'))))
  const record = await room.cleaner.run({ dryRun: false, withOrphans: false })
  t.equal(record.removed.inputs, 1203)
  t.equal((await room.receipts()).length, 1203)
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

t.test('a photo that its slot keeps stays as long as its picture, and is proved to be gone then', async (t) => {
  const room = await openMediaRoom(t)
  const { disk, clock, addResult, addJob, database } = room
  const kept = await addResult({ keepInput: true, keepInputHours: 72, inputDeletedAt: null })
  const finishedAt = clock.now()
  const unkept = await addJob({ status: 'failed', finishedAt })
  const old = await addJob({ keepInput: true, status: 'failed', finishedAt })
  const unsuccessful: string[] = []
  for (const status of ['failed', 'timeout', 'cancelled'] as const) {
    unsuccessful.push(await addJob({ keepInput: true, keepInputHours: 72, status, finishedAt }))
  }
  for (const id of [kept.id, unkept, old, ...unsuccessful]) await disk.write(inputKey(id), Buffer.from('photo'))
  const photos = async () => (await keysIn(disk)).filter((key) => key.startsWith('inputs/')).sort()
  clock.advance(72 * hour - 1000)
  await room.cleaner.run(everything)
  t.same(await photos(), [kept.id, ...unsuccessful].map(inputKey).sort(), 'to be retried')

  clock.advance(1000)
  await room.cleaner.run(everything)
  t.same(await keysIn(disk), [])
  const receipts = await database.select().from(deletionReceipts)
  const dueOf = (id: string) => receipts.find(({ jobId, what }) => jobId === id && what === 'photo')?.dueAt
  for (const id of unsuccessful) t.same(dueOf(id), new Date(finishedAt.getTime() + 72 * hour))
  t.same(dueOf(unkept), finishedAt)
  const photo = receipts.find(({ jobId, what }) => jobId === kept.id && what === 'photo')
  const result = receipts.find(({ jobId, what }) => jobId === kept.id && what === 'result')
  t.same(photo?.dueAt, result?.dueAt)
})

t.test('a full disk does not keep the cleaner from making room', async (t) => {
  const room = await openMediaRoom(t)
  const { disk, clock, database, addResult } = room
  const { key } = await addResult()
  clock.advance(72 * hour)
  const full: Store = { ...disk, check: async () => Promise.reject(new GatewayError('storage_full', 'ENOSPC')) }
  const record = await createCleaner({ database, clock, store: full, log: createLogger('silent') }).run(everything)
  t.same(record.errors, [])
  t.equal(await disk.open(key), undefined)
})
