import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import type { Database } from '../../src/database.ts'
import { eq, getTableName, is, sql, Table } from '../../src/drizzle.ts'
import * as schema from '../../src/pix-schema.ts'
import { openTestDatabase } from '../support/database.ts'
import { hashOf, pixRows } from './pix-rows.ts'

/** Refused, by the rule of this name. */
async function refused(t: Test, rule: string, write: () => Promise<unknown>, why: string = rule) {
  const error = await write().then(
    () => undefined,
    (failure: unknown) => failure,
  )
  const { cause } = (error ?? {}) as { cause?: { constraint?: string } }
  t.equal(cause?.constraint, rule, why)
}

async function open(t: Test) {
  const { database } = await openTestDatabase(t)
  return { database, ...pixRows(database) }
}

t.test('000-04 images have the owner’s flags and the best version, with their beginnings', async (t) => {
  const { database } = await open(t)
  const { rows } = await database.execute<{ column_name: string; data_type: string; column_default: string | null }>(
    sql`select column_name, data_type, column_default, is_nullable from information_schema.columns
        where table_name = 'pix_images'`,
  )
  const columns = new Map(rows.map((row) => [row.column_name, row]))
  for (const name of ['ready_for_vision', 'vision_done', 'gpt_done', 'has_edits']) {
    t.match(columns.get(name), { data_type: 'boolean', column_default: 'false', is_nullable: 'NO' }, name)
  }
  t.match(columns.get('best_version'), { data_type: 'text', column_default: "'master'::text", is_nullable: 'NO' })
  const others = ['image_id', 'job_id', 'filename', 'storage_path', 'status', 'source', 'meta_fields', 'error_message']
  for (const name of others) t.ok(columns.has(name), name)
})

t.test('000-05 whose an image is stands in its row', async (t) => {
  const { addJob, addImage, findImage } = await open(t)
  const whose = { shootCode: 'AB3KQ', roomType: 'kitchen', customerId: 'c-1', photographerId: 'p-1' }
  const job = await addJob()
  t.match(await findImage(await addImage(job, whose)), whose)
  t.match(await findImage(await addImage(job)), {
    shootCode: null,
    customerId: null,
    status: 'pending_processing',
    revision: 1,
    bestVersion: 'master',
    usable: false,
    metaFields: {},
    promisedVersion: null,
  })
})

t.test('001-24 a job begins open, without a gallery, and unseen', async (t) => {
  const { database, addJob } = await open(t)
  const { id } = await addJob({ id: 'ABC123' })
  const [job] = await database.select().from(schema.pixJobs).where(eq(schema.pixJobs.id, id))
  t.match(job, { status: 'open', galleryStatus: 'none', galleryVisibility: 'internal', galleryRevision: 0 })
})

t.test('000-04 flags never lie', async (t) => {
  const { addJob, addImage, addPromoted, setImage, addEdit, finishEdit, endEdit, findImage } = await open(t)
  const job = await addJob()
  const bare = await addImage(job)
  await refused(
    t,
    'pix_images_best_version_exists',
    () => setImage(bare, { readyForVision: true }),
    'there is no master',
  )
  await refused(t, 'pix_images_vision_after_ready', () => setImage(bare, { visionDone: true }))

  const image = await addPromoted(job)
  t.match(await findImage(image), { readyForVision: true, visionDone: false, gptDone: false, bestVersion: 'master' })
  await refused(t, 'pix_images_gpt_after_vision', () => setImage(image, { gptDone: true }))
  await setImage(image, { visionDone: true })
  await setImage(image, { gptDone: true })
  await refused(t, 'pix_images_gpt_after_vision', () => setImage(image, { visionDone: false }), 'nor backwards')

  await refused(t, 'pix_images_best_edit', () => setImage(image, { bestVersion: 'clean_v1' }))
  for (const bestVersion of ['clean_v0', 'clean_v01', 'clean', 'base', 'hr', '']) {
    await refused(t, 'pix_images_best_version', () => setImage(image, { hasEdits: true, bestVersion }), bestVersion)
  }
  const clean = { hasEdits: true, bestVersion: 'clean_v1' }
  await refused(t, 'pix_images_best_version_exists', () => setImage(image, clean), 'there is no such file')

  const edit = await addEdit(image)
  await refused(t, 'pix_edits_image_has_edits', () => endEdit(image, edit, 'clean_v1'))
  await setImage(image, { hasEdits: true })
  await refused(t, 'pix_edits_version_exists', () => endEdit(image, edit, 'clean_v1'))
  await finishEdit(job, image, edit)
  t.match(await findImage(image), { hasEdits: true, bestVersion: 'clean_v1', promisedVersion: 'clean_v1' })
  const undo = { hasEdits: false, bestVersion: 'master' }
  await refused(t, 'pix_edits_image_has_edits', () => setImage(image, undo), 'it does have edits')
  await setImage(image, { bestVersion: 'master' })
})

t.test('001-03 a file name is one image in its job, and a job’s shoot is its own', async (t) => {
  const { database, addJob, addImage } = await open(t)
  const [job, other] = [await addJob(), await addJob()]
  await addImage(job, { filename: 'Bad.jpg' })
  await refused(t, 'pix_images_filename', () => addImage(job, { filename: 'Bad.jpg', storagePath: 'elsewhere' }))
  await addImage(other, { filename: 'Bad.jpg' })
  await refused(t, 'pix_images_shoot_of_job', () => addImage({ id: job.id, shootId: other.shootId }))
  await refused(t, 'pix_images_shoot_of_job', () => addImage({ id: 'unknown', shootId: job.shootId }))
  await refused(t, 'pix_jobs_id', () => addJob({ id: '../x' }))
  const shoot = { id: 'S-9', jobId: job.id, source: 'dslr' as const }
  const { pixShoots } = schema
  await refused(t, 'pix_shoots_code', () => database.insert(pixShoots).values({ ...shoot, shootCode: 'ab3kq' }))
  await database.insert(pixShoots).values({ ...shoot, shootCode: 'AB3KQ' })
  const twin = { ...shoot, id: 'S-10', shootCode: 'AB3KQ' }
  await refused(t, 'pix_shoots_shoot_code_unique', () => database.insert(pixShoots).values(twin))
})

t.test('001-16 an image that is done has no error, and one in error says which', async (t) => {
  const { addJob, addImage, setImage } = await open(t)
  const job = await addJob()
  const id = await addImage(job)
  const now = new Date()
  await refused(t, 'pix_images_error', () => setImage(id, { status: 'error' }))
  await setImage(id, { status: 'error', errorMessage: 'the file ends too early' })
  await refused(t, 'pix_images_no_error', () => setImage(id, { status: 'processed', processedAt: now }))
  await refused(t, 'pix_images_processed', () => setImage(id, { status: 'processed', errorMessage: null }))
  await setImage(id, { status: 'processed', errorMessage: null, processedAt: now })
  await refused(t, 'pix_images_status', () => setImage(id, { status: 'completed' as 'processed' }))
  await refused(t, 'pix_images_usable', () => setImage(id, { usable: true, excludedAt: now }))
  await refused(t, 'pix_images_cleanup', () => setImage(id, { cleanupPossible: true }))
  await refused(t, 'pix_images_cleanup', () => setImage(id, { cleanupCandidates: {} as [] }))
  await setImage(id, { cleanupPossible: true, cleanupCandidates: [{ id: '1' }] })
  await refused(t, 'pix_images_measures', () => setImage(id, { width: 0 }))
  await refused(t, 'pix_images_measures', () => setImage(id, { revision: 0 }))
  await refused(t, 'pix_images_sha256', () => setImage(id, { sha256: hashOf('x').toUpperCase() }))
  await refused(t, 'pix_images_source', () => setImage(id, { source: 'gateway' as 'manual' }))
})

t.test('001-26 a gallery is released with its moment, and only when there is a draft', async (t) => {
  const { database, addJob } = await open(t)
  const { id } = await addJob()
  type Values = Partial<typeof schema.pixJobs.$inferInsert>
  const set = (values: Values) => database.update(schema.pixJobs).set(values).where(eq(schema.pixJobs.id, id))
  const now = new Date()
  const released = { galleryVisibility: 'customer', releasedAt: now, releasedRevision: 1 } as const
  const draft = { galleryStatus: 'draft_ready', draftReadyAt: now, galleryContentHash: hashOf('1') } as const
  await refused(t, 'pix_jobs_released_draft', () => set(released))
  await refused(t, 'pix_jobs_draft', () => set({ ...draft, draftReadyAt: null }))
  await refused(t, 'pix_jobs_draft_hash', () => set({ ...draft, galleryContentHash: null }))
  await set(draft)
  await refused(t, 'pix_jobs_released', () => set({ ...released, releasedAt: null }))
  await refused(t, 'pix_jobs_released_what', () => set({ ...released, releasedRevision: null }))
  await set(released)
  await refused(t, 'pix_jobs_released', () => set({ galleryVisibility: 'internal' }))
  await refused(t, 'pix_jobs_gallery_visibility', () => set({ galleryVisibility: 'public' as 'customer' }))
  await refused(t, 'pix_jobs_closed', () => set({ status: 'closed' }))
})

t.test('001-27 what was told once is not told again', async (t) => {
  const { database, addJob } = await open(t)
  const { id: jobId } = await addJob()
  const mail = {
    kind: 'gallery_released',
    jobId,
    revision: 1,
    recipient: 'a@example.com',
    locale: 'de',
    payload: {},
  } as const
  const queue = () =>
    database
      .insert(schema.pixNotifications)
      .values({ ...mail, dedupeKey: 'gallery_released:ABC123:1', nextAt: new Date() })
  await queue()
  await refused(t, 'pix_notifications_dedupe_key_unique', queue)
  const sent = database.update(schema.pixNotifications).set({ status: 'sent' })
  await refused(t, 'pix_notifications_sent', () => sent.execute())
})

t.test('000-09 what was asked with success is not asked again, what failed may be', async (t) => {
  const { database, addJob, addImage } = await open(t)
  const imageId = await addImage(await addJob())
  const now = new Date()
  const asked = {
    imageId,
    stage: 'vision',
    provider: 'fal',
    model: 'm',
    inputSha256: hashOf('1'),
    startedAt: now,
  } as const
  const run = (values: Partial<typeof schema.pixAnalysisRuns.$inferInsert>) =>
    database.insert(schema.pixAnalysisRuns).values({ ...asked, status: 'succeeded', finishedAt: now, ...values })
  await run({ status: 'failed', errorMessage: '503' })
  await run({ status: 'failed', errorMessage: '503' })
  await run({})
  await refused(t, 'pix_analysis_runs_once', () => run({}))
  await run({ model: 'other' })
  await run({ inputSha256: hashOf('2') })
  await refused(t, 'pix_analysis_runs_failed', () => run({ status: 'failed' }))
  await refused(t, 'pix_analysis_runs_finished', () => run({ status: 'running' }))
})

t.test('000-23 two edits never become one version, and one request is one edit', async (t) => {
  const { database, addJob, addPromoted, addEdit, finishEdit, endEdit } = await open(t)
  const job = await addJob()
  const image = await addPromoted(job)
  const [first, second] = [await addEdit(image), await addEdit(image)]
  await finishEdit(job, image, first)
  await refused(t, 'pix_edits_version', () => endEdit(image, second, 'clean_v1'))
  await finishEdit(job, image, second, 2)
  const { pixEdits } = schema
  const keyed = (id: string) => database.update(pixEdits).set({ idempotencyKey: 'k' }).where(eq(pixEdits.id, id))
  await keyed(first)
  await refused(t, 'pix_edits_once', () => keyed(second))
})

t.test('002-10 texts of people are locked, and only those', async (t) => {
  const { database, addJob, addImage } = await open(t)
  const job = await addJob()
  const imageId = await addImage(job)
  const text = { imageId, locale: 'de', short: 'a', long: 'b', altText: 'c', source: 'human' } as const
  await refused(t, 'pix_captions_locked', () => database.insert(schema.pixCaptions).values(text))
  await database.insert(schema.pixCaptions).values({ ...text, lockedByHuman: true })
  const other = { jobId: job.id, locale: 'de', source: 'gpt', lockedByHuman: true } as const
  await refused(t, 'pix_expose_texts_locked', () => database.insert(schema.pixExposeTexts).values(other))
})

t.test('001-03 nothing of an image stays behind, and no job goes while it has images', async (t) => {
  const { database, addJob, addPromoted, setImage, addEdit, finishEdit } = await open(t)
  const job = await addJob()
  const image = await addPromoted(job)
  await finishEdit(job, image, await addEdit(image))
  const { pixImages, pixJobs, pixShoots, pixImageVersions } = schema
  await refused(t, 'pix_shoots_job_id_pix_jobs_id_fk', () => database.delete(pixJobs).where(eq(pixJobs.id, job.id)))
  const shoot = eq(pixShoots.id, job.shootId)
  await refused(t, 'pix_images_shoot_of_job', () => database.delete(pixShoots).where(shoot))
  await setImage(image, { bestVersion: 'master' })
  const master = eq(pixImageVersions.kind, 'master')
  await refused(
    t,
    'pix_images_best_version_exists',
    () => database.delete(pixImageVersions).where(master),
    'it is in use',
  )
  await database.delete(pixImages).where(eq(pixImages.id, image))
  t.equal(await database.$count(pixImageVersions), 0)
  t.equal(await database.$count(schema.pixEdits), 0)
})

t.test('000-04 every table of this side is in the database', async (t) => {
  const { database } = await open(t)
  const { rows } = await database.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_name like 'pix\\_%' order by 1`,
  )
  const tables = Object.values<unknown>(schema).filter((each) => is(each, Table))
  t.same(
    rows.map(({ name }) => name),
    tables.map((table) => getTableName(table)).sort(),
  )
})

/** A job of a studio's year, most of it done. */
async function fill(database: Database, job: { id: string; shootId: string }): Promise<void> {
  const hash = hashOf('1')
  await database.execute(sql`
    insert into pix_images (image_id, job_id, shoot_id, filename, storage_path, source, sha256, bytes, status, processed_at)
    select gen_random_uuid(), ${job.id}, ${job.shootId}, n || '.jpg', 'pix-jobs/' || n, 'manual', ${hash}, 1,
      case when n > 20 then 'processed' else 'pending_processing' end, now() from generate_series(1, 4000) n`)
  await database.execute(sql`
    insert into pix_image_versions (image_id, kind, storage_key, sha256, bytes)
    select image_id, kind, kind || image_id, ${hash}, 1 from pix_images, unnest(array['hr', 'master', 'thumb']) kind`)
  await database.execute(sql`
    update pix_images set ready_for_vision = true, vision_done = split_part(filename, '.', 1)::int > 40,
      gpt_done = split_part(filename, '.', 1)::int > 60`)
  await database.execute(sql`
    insert into pix_notifications (kind, job_id, revision, recipient, locale, payload, dedupe_key, next_at, status, sent_at)
    select 'k', ${job.id}, n, 'r', 'de', '{}', n::text, now(), case when n > 9 then 'sent' else 'queued' end,
      case when n > 9 then now() end from generate_series(1, 2000) n`)
  // Index-only scans need to know which pages everybody may see.
  await database.execute(sql`vacuum analyze pix_images, pix_image_versions, pix_notifications`)
}

t.test('001-08 what is looked for often is found without reading everything', async (t) => {
  const { database, addJob } = await open(t)
  const [job, other] = [await addJob(), await addJob()]
  await fill(database, other)
  const pending = `status in ('pending_processing', 'processing')`
  const looks: [index: string, query: string][] = [
    ['pix_images_of_job', `select 1 from pix_images where job_id = '${job.id}'`],
    ['pix_images_filename', `select 1 from pix_images where job_id = '${other.id}' and filename = '7.jpg'`],
    ['pix_images_by_status', 'select status, privacy_status, count(*) from pix_images group by 1, 2'],
    [
      'pix_jobs_drafts',
      `select min(draft_ready_at) from pix_jobs where status = 'open' and gallery_status = 'draft_ready'
        and gallery_visibility = 'internal'`,
    ],
    ['pix_images_pending', `select 1 from pix_images where ${pending} order by registered_at limit 5`],
    ['pix_images_for_vision', 'select 1 from pix_images where ready_for_vision and not vision_done'],
    ['pix_images_for_gpt', 'select 1 from pix_images where vision_done and not gpt_done'],
    ['pix_image_versions_image_id_kind_pk', `select 1 from pix_image_versions where image_id = '${randomUUID()}'`],
    ['pix_notifications_due', `select 1 from pix_notifications where status = 'queued' and next_at <= now()`],
  ]
  for (const [name, query] of looks) {
    const { rows } = await database.execute(sql.raw(`explain ${query}`))
    t.match(JSON.stringify(rows), name, name)
  }
})
