import t from 'tap'
import { type Job, type JobPage, joinJobs } from '../../src/admin-ui/src/pages/jobs/join-jobs.ts'
import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { openBrowser } from './open-browser.ts'
import { createEvening, rowsOf } from './open-jobs.ts'

const { gateway, visit } = await openBrowser()
const { addPicture } = createEvening(gateway)

await addPicture()
for (let at = 0; at < 64; at += 1) await addPicture({ slotId: 'slot-005' })

await visit('older jobs come by scrolling, and by the keyboard', {}, async (visited) => {
  const { t, page, go } = visited
  await go('/admin/jobs')
  await rowsOf(visited).nth(49).waitFor()
  await page.getByRole('button', { name: 'Older ones' }).or(page.getByText('That is all.')).scrollIntoViewIfNeeded()
  await page.getByText('That is all.').waitFor()
  t.equal(await rowsOf(visited).count(), 65)
  await page.getByRole('searchbox', { name: 'Text' }).focus()
  for (let at = 0; at < 40; at += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate('document.activeElement.pathname?.startsWith("/admin/jobs/")')) break
  }
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /^Enhance, / }).waitFor()
})

await visit('a photo that comes now is at the top by itself', {}, async (visited) => {
  const { t, page, go } = visited
  await go('/admin/jobs?slot=slot-010')
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor()
  const form = photoForm(await jpeg(900, 600), ingestPassword)
  t.equal((await postForm(`${gateway.url}/ingest/slot-010`, form)).status, 200)
  await rowsOf(visited).getByText('Done').waitFor()
  t.equal(await rowsOf(visited).count(), 1)
})

const job = (minute: number, status: Job['status'] = 'pending') =>
  ({ job_id: `job-${minute}`, received_at: `2026-11-21T10:${minute}:00.000Z`, status }) as Job
const pageOf = (jobs: Job[], next: string | null = null): JobPage => ({ jobs, next })
const minutesOf = (jobs: Job[] | null) => jobs?.map(({ job_id: id }) => Number(id.slice(4)))

t.test('what no longer fits the search goes, and nothing older is lost', async (t) => {
  const known = [pageOf([job(50), job(40)], '2026-11-21T10:40:00.000Z_job-40'), pageOf([job(30), job(20)])]
  const join = (newest: JobPage, isNewer = true) => minutesOf(joinJobs(newest, known, isNewer))
  t.same(join(pageOf([job(50), job(40)], '2026-11-21T10:40:00.000Z_job-40')), [50, 40, 30, 20])
  t.same(join(pageOf([job(50)])), [50], 'the newest are all there are')
  t.same(join(pageOf([])), [])
  t.same(join(pageOf([job(55), job(50)], '2026-11-21T10:40:00.000Z_job-40')), [55, 50, 40, 30, 20])
  t.same(join(pageOf([job(55), job(50)], '2026-11-21T10:35:00.000Z_job-35')), [55, 50, 30, 20], '40 was looked for')
  t.same(join(pageOf([job(59), job(58)], '2026-11-21T10:58:00.000Z_job-58')), undefined, 'some are missing between')
  t.same(join(pageOf([job(40)]), false), [50, 40], 'an older look does not know of the newest')
})
