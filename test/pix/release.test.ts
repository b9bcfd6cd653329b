import t from 'tap'
import { and, eq, sql } from '../../src/drizzle.ts'
import { createGalleryRelease } from '../../src/pix/gallery/release.ts'
import { jobExposeKey } from '../../src/pix/keys.ts'
import { createMailOutbox } from '../../src/pix/mail/outbox.ts'
import { pixExposes, pixJobs, pixNotifications } from '../../src/pix-schema.ts'
import { audit } from '../../src/schema.ts'
import { customerEmail } from './pix-galleries.ts'
import { openPixHall } from './pix-gallery-hall.ts'

/** One for all: each test has jobs of its own. */
const hall = await openPixHall(t, { environment: { ROLE: 'api' } })
const { gateway } = hall

const mailsOf = (jobId: string) =>
  gateway.database.select().from(pixNotifications).where(eq(pixNotifications.jobId, jobId))
const changesOf = async (jobId: string, what: string) =>
  (
    await gateway.database
      .select()
      .from(audit)
      .where(and(eq(audit.what, what), sql`${audit.after} ->> 'job' = ${jobId}`))
  ).length
const keysOf = async () => {
  const keys: string[] = []
  for await (const { key } of gateway.store.list('')) keys.push(key)
  return keys.sort()
}

t.test('001-26 the button makes a draft visible, and moves no file', async (t) => {
  const job = await hall.addDraft()
  const before = await keysOf()
  t.match((await hall.call('GET', hall.at(job.id))).body, { status: 'draft_ready', visibility: 'internal', mail: null })
  const { status, body } = await hall.release(job.id)
  t.equal(status, 200)
  t.match(body, { visibility: 'customer', released_revision: 1, released_by: 'admin@studio.example', has_link: true })
  t.match(body.mail, { status: 'queued', revision: 1, error: null })
  t.same(await keysOf(), before)
  t.match(await mailsOf(job.id), [
    { recipient: customerEmail, locale: 'de', dedupeKey: `gallery_released:${job.id}:1` },
  ])
  t.equal(await changesOf(job.id, 'pix_gallery.released'), 1)
})

t.test('001-27 a second click, a withdrawal and another release tell nobody twice', async (t) => {
  const job = await hall.addDraft()
  await Promise.all(Array.from({ length: 8 }, () => hall.release(job.id)))
  t.equal((await hall.release(job.id)).status, 200)
  t.equal(await changesOf(job.id, 'pix_gallery.released'), 1, 'eight at once are one')
  t.match((await hall.call('POST', hall.at(job.id, '/withdraw'))).body, { visibility: 'internal', released_at: null })
  t.equal((await hall.call('POST', hall.at(job.id, '/withdraw'))).status, 200)
  t.equal(await changesOf(job.id, 'pix_gallery.withdrawn'), 1)
  await hall.release(job.id)
  t.equal((await mailsOf(job.id)).length, 1)
})

t.test('001-29 a new revision is told of again, once, and the older mail that waits no more', async (t) => {
  const job = await hall.addDraft()
  await hall.release(job.id)
  await hall.layOutGallery(job, job.images.slice(0, 1), { revision: 2 })
  t.match((await hall.call('GET', hall.at(job.id))).body, { visibility: 'customer', revision: 2, released_revision: 1 })
  t.match((await hall.release(job.id)).body, { released_revision: 2, mail: { revision: 2 } })
  await hall.release(job.id)
  const states = (await mailsOf(job.id)).map(({ revision, status }) => [revision, status]).sort()
  t.same(states, [
    [1, 'superseded'],
    [2, 'queued'],
  ])
})

t.test('001-31 who may not, and what cannot be released', async (t) => {
  const job = await hall.addDraft()
  for (const role of ['viewer', 'operator'] as const)
    t.match(await hall.release(job.id, {}, role), { status: 403, body: { failure_reason: 'forbidden' } }, role)
  t.match(await hall.release(job.id, {}, null), { status: 401 })
  const foreign = await fetch(`${hall.gateway.url}${hall.at(job.id, '/release')}`, {
    ...{ method: 'POST', body: '{}' },
    headers: { cookie: hall.cookies.admin, 'content-type': 'application/json', origin: 'https://evil.example' },
  })
  t.equal(foreign.status, 403, 'another site with this cookie')
  t.match(await hall.release('no-such-job'), { status: 404, body: { failure_reason: 'pix_job_not_found' } })
  const { id: empty } = await hall.rows.addJob()
  t.match(await hall.release(empty), { status: 409, body: { failure_reason: 'gallery_not_ready' } })
  t.match(await hall.call('GET', hall.at(empty, '/expose.json')), { status: 404 })
  const late = await hall.rows.addImage(job, { filename: 'late.jpg' })
  t.match(await hall.release(job.id), { status: 409, body: { failure_reason: 'images_pending' } })
  t.equal((await mailsOf(job.id)).length, 0)
  t.match(await hall.release(job.id, { force: true }), { status: 200, body: { visibility: 'customer' } })
  await hall.call('POST', hall.at(job.id, '/withdraw'))
  await hall.rows.setImage(late, { excludedAt: new Date(), excludedBy: 'a' })
  const shown = await hall.call('GET', `/api/pix/jobs/${job.id}`)
  t.match(shown.body, { images: { pending: 0, excluded: 1 } })
  t.match(await hall.release(job.id), { status: 200 }, 'nobody waits for one that was taken out')
})

t.test('001-27 a customer without an address is told by nobody, and the gallery is released', async (t) => {
  const job = await hall.addDraft({ customerEmail: null })
  t.match((await hall.release(job.id)).body, { visibility: 'customer', mail: null })
  t.equal((await mailsOf(job.id)).length, 0)
})

t.test(
  '001-26 what cannot be written down has not happened: no release without its row in the audit and its mail',
  async (t) => {
    const job = await hall.addDraft()
    for (const table of ['audit', 'pix_notifications']) {
      const broken = `${table}_refuses`
      await hall.gateway.pool.query(`alter table ${table} add constraint ${broken} check (false) not valid`)
      t.equal((await hall.release(job.id)).status, 500)
      t.match(await hall.findJob(job.id), { galleryVisibility: 'internal', releasedAt: null, galleryTokenHash: null })
      await hall.gateway.pool.query(`alter table ${table} drop constraint ${broken}`)
    }
    t.equal((await mailsOf(job.id)).length, 0)
    t.notMatch(hall.gateway.logText(), customerEmail)
    t.equal((await hall.release(job.id)).status, 200)
  },
)

t.test('001-29 a gallery that is kept as it was is filled anew before it is released again', async (t) => {
  const { database, clock } = hall.gateway
  const job = await hall.addDraft()
  await hall.release(job.id)
  const outdated = async () => (await hall.call('GET', hall.at(job.id))).body.is_outdated
  t.equal(await outdated(), false)
  const storageKey = jobExposeKey(job.id)
  const newer = { storageKey, jobId: job.id, contentHash: 'f'.repeat(64), imageCount: 1, builtAt: new Date() }
  await database.insert(pixExposes).values(newer)
  t.equal(await outdated(), true)
  let filled = 0
  const release = createGalleryRelease({
    ...{ database, clock, outbox: createMailOutbox({ database, clock }), tokens: { make: () => Promise.reject() } },
    async replaceShown(jobId) {
      filled += 1
      await database
        .update(pixJobs)
        .set({ galleryVisibility: 'internal', releasedAt: null, releasedBy: null, releasedRevision: null })
        .where(eq(pixJobs.id, jobId))
      const { content_hash: contentHash } = await hall.layOutGallery(job, job.images.slice(0, 1), { revision: 2 })
      await database.update(pixExposes).set({ contentHash }).where(eq(pixExposes.jobId, jobId))
    },
  })
  const wish = { who: 'test', force: false, baseUrl: 'https://pix.example' }
  t.match(await release.release(job.id, wish), { galleryVisibility: 'customer', releasedRevision: 2 })
  t.match(await release.release(job.id, wish), { releasedRevision: 2 })
  t.equal(filled, 1)
  t.equal((await mailsOf(job.id)).length, 2)
})

t.test('001-29 a release that is refused takes nothing from those who see the gallery as it was', async (t) => {
  const { database, clock } = hall.gateway
  const job = await hall.addDraft()
  await hall.release(job.id)
  const newer = { jobId: job.id, contentHash: 'f'.repeat(64), imageCount: 1, builtAt: new Date() }
  await database.insert(pixExposes).values({ storageKey: jobExposeKey(job.id), ...newer })
  await hall.rows.addImage(job, { filename: 'late.jpg' })
  const filled: string[] = []
  const release = createGalleryRelease({
    ...{ database, clock, outbox: createMailOutbox({ database, clock }), tokens: { make: () => Promise.reject() } },
    replaceShown: async (jobId) => void filled.push(jobId),
  })
  const wish = { who: 'test', baseUrl: 'https://pix.example' }
  await t.rejects(release.release(job.id, { ...wish, force: false }), { code: 'images_pending' })
  t.same(filled, [])
  t.match(await hall.findJob(job.id), { galleryVisibility: 'customer' })
  await release.release(job.id, { ...wish, force: true })
  t.same(filled, [job.id])
})
