import { sql } from '../../src/drizzle.ts'
import { pixNotifications } from '../../src/pix-schema.ts'
import { openBrowser } from './open-browser.ts'
import { makePixJob } from './pix-job-hall.ts'

const { gateway, visit } = await openBrowser()

const failedMail = (jobId: string) => ({
  ...{ kind: 'gallery_released', jobId, revision: 1, status: 'failed' as const, recipient: 'anna@kunde.example' },
  ...{ locale: 'de' as const, payload: {}, dedupeKey: `gallery_released:${jobId}:1`, nextAt: sql`now()` },
})

await visit('000-02 without a job the page says what it is for, and the first is begun here', {}, async (visited) => {
  const { t, page, go, checkAccess, checkWidth, screenshot } = visited
  await go('/admin')
  await page.getByRole('link', { name: 'pix.immo', exact: true }).click()
  await page.getByRole('heading', { name: 'No job yet' }).waitFor()
  await screenshot('pix-empty-desktop-light')
  await page.getByRole('button', { name: 'New job' }).click()
  await page.getByLabel('Property').fill('House at the lake')
  await page.getByLabel('Id', { exact: true }).fill('ABC 123')
  await page.getByLabel('Customer').fill('Anna Muster')
  await page.getByLabel('E-mail address').fill('anna@kunde.example')
  await page.getByLabel('Street').fill('Seeweg')
  await page.getByLabel('Number').fill('3')
  await page.getByLabel('Postal code').fill('88131')
  await page.getByLabel('City').fill('Lindau')
  await page.getByLabel('Language of its texts').selectOption('German')
  await checkAccess('the form')
  await checkWidth('the form')
  await screenshot('pix-new-desktop-light')
  await page.getByLabel('Id', { exact: true }).fill('ABC123')
  await page.getByRole('button', { name: 'Begin the job' }).click()
  await page.getByRole('heading', { name: 'House at the lake', level: 1 }).waitFor()
  t.equal(new URL(page.url()).pathname, '/admin/pix/jobs/ABC123')
  await page.getByText('Seeweg 3, 88131 Lindau').waitFor()
  await page.getByText('Anna Muster · anna@kunde.example').waitFor()
})

await visit(
  'an id that is no id is told at its field; one that is taken, too',
  { mayRefuse: /^4(22|09)/ },
  async (v) => {
    const { page, go } = v
    await makePixJob(v, { id: 'TAKEN' })
    await go('/admin/pix')
    await page.getByRole('button', { name: 'New job' }).click()
    await page.getByLabel('Id', { exact: true }).fill('../x')
    await page.getByRole('button', { name: 'Begin the job' }).click()
    await page.locator('[aria-invalid=true]').waitFor()
    await page.getByLabel('Id', { exact: true }).fill('TAKEN')
    await page.getByRole('button', { name: 'Begin the job' }).click()
    await page.getByText('There is a pix.immo job with this id or this number already.').waitFor()
  },
)

await visit('jobs are searched by name, number and state; the address says for what', {}, async (visited) => {
  const { t, page, go } = visited
  await makePixJob(visited, { id: 'J-rose', property_label: 'Rosenhof' })
  await makePixJob(visited, { id: 'J-tulip', property_label: 'Tulpenweg' })
  await page.context().request.patch('/api/pix/jobs/J-tulip', { data: { status: 'closed' } })
  await go('/admin/pix')
  const list = page.getByRole('list', { name: 'pix.immo' })
  await list.getByRole('link', { name: /Tulpenweg.*Closed/ }).waitFor()
  await page.getByLabel('Search', { exact: true }).fill('rosen')
  await list.getByText('Tulpenweg').waitFor({ state: 'detached' })
  t.match(page.url(), /text=rosen/)
  t.equal(await list.getByRole('link').count(), 1)
  await page.getByLabel('Search', { exact: true }).fill('')
  await page.getByLabel('Which jobs').selectOption('Closed')
  await list.getByText('Rosenhof').waitFor({ state: 'detached' })
  await go('/admin/pix?text=nothing-like-this')
  await page.getByRole('heading', { name: 'No job fits' }).waitFor()
  await page.getByRole('button', { name: 'Show all jobs' }).click()
  await list.getByText('Rosenhof').waitFor()
})

await visit('a long list is read on', {}, async (visited) => {
  const { page, go } = visited
  for (let at = 0; at < 31; at += 1) await makePixJob(visited, { property_label: `Row ${at}` })
  await go('/admin/pix?text=Row')
  const rows = page.getByRole('list', { name: 'pix.immo' }).getByRole('link')
  await rows.nth(29).waitFor()
  await page.getByRole('button', { name: 'Show more' }).click()
  await rows.nth(30).waitFor()
  await page.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' })
})

await visit('a mail that failed is told where its job is', {}, async (visited) => {
  const { page, go, screenshot } = visited
  const { jobId } = await makePixJob(visited, { id: 'J-mail', property_label: 'Mailhaus' })
  await gateway.database.insert(pixNotifications).values(failedMail(jobId))
  await go('/admin/pix')
  await page.getByRole('link', { name: /Mailhaus.*a mail failed/ }).waitFor()
  await screenshot('pix-jobs-desktop-light')
  await page.getByRole('link', { name: /Mailhaus/ }).click()
  await page.getByText('The customer was not told: a mail failed.').waitFor()
})

await visit('a viewer looks and changes nothing', { as: 'viewer' }, async ({ t, page, go }) => {
  await go('/admin/pix?text=rosen')
  await page.getByText('Rosenhof').click()
  await page.getByRole('heading', { name: 'Rosenhof', level: 1 }).waitFor()
  t.equal(await page.getByRole('button', { name: /Close the job|Keep out/ }).count(), 0)
  t.equal(await page.getByText('Drop JPEGs here').count(), 0)
})
