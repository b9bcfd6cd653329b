import { openBrowser } from './open-browser.ts'
import { layImages, makePixJob } from './pix-job-hall.ts'

const { gateway, visit } = await openBrowser()

await visit('000-05 an editor gets a token that is seen once, and loses it again', {}, async (visited) => {
  const { t, page, go, checkAccess, checkWidth, screenshot } = visited
  const { jobId, shootId } = await makePixJob(visited, { id: 'J-edit', shoot: { shoot_code: 'AB3KQ' } })
  await go(`/admin/pix/jobs/${jobId}?tab=shoots`)
  await page.getByText('Nobody was let in yet.').waitFor()
  await page.getByRole('button', { name: 'Let an editor in' }).click()
  await page.getByLabel('For whom').fill('Anna <b>')
  await page.getByLabel('Ends after').selectOption('7 days')
  await checkAccess('the form')
  await page.getByRole('button', { name: 'Make the token' }).click()
  const token = await page.getByRole('status').locator('code').textContent()
  t.match(token, /^pce_/)
  await page.getByText(`/api/editor-return/${shootId}`).waitFor()
  await page.getByRole('button', { name: 'Copy: Token for Anna <b>' }).waitFor()
  await screenshot('pix-token-desktop-light')
  await page.getByRole('button', { name: 'Done' }).click()
  t.notMatch(await page.content(), token ?? '?')
  const headers = { authorization: `Bearer ${token}` }
  const asEditor = () =>
    fetch(`${gateway.url}/api/editor-return/${shootId}/uploads`, {
      ...{ method: 'POST', headers: { ...headers, 'content-type': 'application/json' } },
      body: JSON.stringify({ filename: 'a.jpg', bytes: 1, sha256: '0'.repeat(64) }),
    }).then(({ status }) => status)
  t.equal(await asEditor(), 201)
  await page.getByRole('button', { name: 'Take back: Anna <b>' }).click()
  await page.getByRole('button', { name: 'Take it back' }).click()
  await page.getByText(/taken back/).waitFor()
  t.equal(await asEditor(), 401)
  await page.getByRole('button', { name: 'Add a shoot' }).click()
  await page.getByLabel('Code').fill('zz9zz')
  await page.getByLabel('Photographer').fill('Kim')
  await page.getByRole('button', { name: 'Add a shoot' }).click()
  await page.getByRole('heading', { name: 'ZZ9ZZ' }).waitFor()
  await page.getByText(/Photographer: Kim/).waitFor()
  await checkWidth('the shoots')
})

await visit('a job is closed after one question, and opened again', {}, async (visited) => {
  const { page, go } = visited
  const { jobId } = await makePixJob(visited, { id: 'J-close' })
  await go(`/admin/pix/jobs/${jobId}`)
  await page.getByRole('button', { name: 'Close the job …' }).click()
  await page.getByRole('button', { name: 'Close the job', exact: true }).click()
  await page.getByText('This job is closed: nothing comes in any more.').waitFor()
  await page.getByText('Drop JPEGs here').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Open it again' }).click()
  await page.getByText('Drop JPEGs here').waitFor()
})

await visit(
  '001-services what can be made is listed with what is missing, and told before it is sent',
  {},
  async (v) => {
    const { t, page, go, checkAccess, checkWidth, screenshot } = v
    const job = await makePixJob(v, { id: 'J-serve' })
    await layImages(gateway, job, ['garden_001.jpg'])
    await go(`/admin/pix/jobs/${job.jobId}?tab=services`)
    await page
      .getByText(/Missing in the environment: .*VISION_API_KEY/)
      .first()
      .waitFor()
    t.equal(await page.getByRole('button', { name: 'Run: Look at the images' }).isDisabled(), true)
    await page.getByRole('button', { name: 'What would be sent?: Look at the images' }).click()
    await page
      .getByText(/call.* → |Nothing: /)
      .first()
      .waitFor()
    await checkAccess('the services')
    await checkWidth('the services')
    await screenshot('pix-services-desktop-light')
  },
)
