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
  await page.getByRole('button', { name: 'Open it again …' }).click()
  await page.getByText('What has been cleaned away does not come back.').waitFor()
  await page.getByRole('button', { name: 'Open the job again' }).click()
  await page.getByText('Drop JPEGs here').waitFor()
})

await visit('what was mistyped of a job and of a shoot is put right', { mayRefuse: /^4(22|09) / }, async (visited) => {
  const { t, page, go, checkAccess, checkWidth, screenshot } = visited
  const { jobId } = await makePixJob(visited, {
    ...{ id: 'J-change', property_label: 'Haus am Se', customer_name: 'Ana', customer_email: 'ana@kunde.example' },
    ...{ locale: 'de', address: { street: 'Seeweg', city: 'Lindau', country: 'DEU' }, shoot: { shoot_code: 'AB4KQ' } },
  })
  const read = async () => (await page.context().request.get(`/api/pix/jobs/${jobId}`)).json()
  await go(`/admin/pix/jobs/${jobId}`)
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByLabel('Property').fill('Haus am See')
  await page.getByLabel('E-mail address').fill('anna@kunde')
  await page.getByLabel('Customer').fill('')
  await page.getByLabel('City').fill('')
  await page.getByLabel('Postal code').fill('88131')
  await page.getByLabel('Language of its texts').selectOption('English')
  await checkAccess('the form')
  await checkWidth('the form')
  await screenshot('pix-change-desktop-light')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.locator('[aria-invalid=true]').waitFor()
  await page.getByLabel('E-mail address').fill('anna@kunde.example')
  // Meanwhile somebody else changes what is not touched here.
  await page.context().request.patch(`/api/pix/jobs/${jobId}`, { data: { order_id: 'B-7' } })
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Haus am See', level: 1 }).waitFor()
  await page.getByText('Seeweg, 88131').waitFor()
  t.match(await read(), {
    ...{ property_label: 'Haus am See', customer_name: null, customer_email: 'anna@kunde.example', locale: 'en' },
    ...{ order_id: 'B-7', address: { street: 'Seeweg', postal_code: '88131', country: 'DEU' } },
  })
  t.notMatch((await read()).address, { city: /./ })
  await makePixJob(visited, { id: 'J-taken', shoot: { shoot_code: 'TT2TT' } })
  await go(`/admin/pix/jobs/${jobId}?tab=shoots`)
  await page.getByRole('button', { name: 'Change: AB4KQ' }).click()
  await page.getByLabel('Code').fill('tt2tt')
  await page.getByLabel('Photographer').fill('Kim')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('There is a shoot with this id or this code already.').waitFor()
  await page.getByLabel('Code').fill('uu3uu')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'UU3UU' }).waitFor()
  await page.getByText(/Photographer: Kim/).waitFor()
  t.match((await read()).shoots, [{ shoot_code: 'UU3UU', photographer_id: 'Kim' }])
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
