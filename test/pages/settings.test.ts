import { until } from '../support/answers.ts'
import { openBrowser, phone, type Visited } from './open-browser.ts'

const { gateway, visit } = await openBrowser()

const changedElsewhere = (visited: Visited, data: object) =>
  visited.page.context().request.put('/api/settings', { data })

await visit('an administrator changes what holds for guests, and the gateway has it', {}, async ({ t, page, go }) => {
  await go('/admin/settings')
  const save = page.getByRole('button', { name: 'Save', exact: true })
  t.ok(await save.isDisabled(), 'there is nothing to save')
  await page.getByLabel('Seconds (10 to 60)').fill('30')
  await page.getByText('A guest waits 30 sec at most. Set the timeout of the booth’s program to 60 sec.').waitFor()
  await page.getByLabel('Hours (1 to 720)').fill('24')
  await page.getByLabel('Address', { exact: true }).fill('https://photos.example/')
  await page.getByText('A guest’s link looks like this: https://photos.example/r/…').waitFor()
  await page.getByLabel('Language', { exact: true }).selectOption('de')
  await save.click()
  await page.getByText('The settings are saved and hold from now on.').waitFor()
  t.match(await gateway.app.settings.read(), {
    ...{ syncSeconds: 30, retentionHours: 24, publicBaseUrl: 'https://photos.example', locale: 'de' },
  })
  t.ok(await save.isDisabled())
  await page.getByLabel('Address', { exact: true }).fill('')
  await save.click()
  await page.getByText('Left empty, links begin with the address').waitFor()
  await until('it is taken away', async () => (await gateway.app.settings.read()).publicBaseUrl === null)
  await save.and(page.locator(':disabled')).waitFor()
})

await visit('what is typed while the gateway saves stays typed', {}, async ({ t, page, go }) => {
  const gate = Promise.withResolvers<void>()
  await page.route('**/api/settings', async (route) => {
    if (route.request().method() === 'PUT') await gate.promise
    await route.continue()
  })
  await go('/admin/settings')
  await page.getByLabel('Seconds (10 to 60)').fill('31')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByLabel('Hours (1 to 720)').fill('25')
  gate.resolve()
  await page.getByText('The settings are saved and hold from now on.').waitFor()
  t.equal(await page.getByLabel('Hours (1 to 720)').inputValue(), '25')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await until('both are saved', async () => (await gateway.app.settings.read()).retentionHours === 25)
  t.equal((await gateway.app.settings.read()).syncSeconds, 31)
})

await visit('what cannot be is said at its field', { mayRefuse: /^422 \/api\/settings/ }, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  await go('/admin/settings')
  const address = page.getByLabel('Address', { exact: true })
  await address.fill('ftp://photos')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('must be an address that starts with https:// or http://').waitFor()
  t.equal(await address.getAttribute('aria-invalid'), 'true')
  t.equal(await address.inputValue(), 'ftp://photos', 'what was typed is still there')
  await checkAccess('the refusal')
  await screenshot('settings-refused-desktop-light')
  await page.getByRole('button', { name: 'Discard' }).click()
  t.equal(await address.inputValue(), '')
})

await visit(
  'whoever is second learns what the first has saved, and loses nothing',
  { mayRefuse: /^409/ },
  async (v) => {
    const { t, page, go, checkAccess, screenshot } = v
    await changedElsewhere(v, { sync_seconds: 48, retention_hours: 72 })
    await go('/admin/settings')
    const window = page.getByLabel('Seconds (10 to 60)')
    await window.fill('20')
    await changedElsewhere(v, { retention_hours: 10, sync_seconds: 40 })
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const notice = page.getByRole('alert')
    await notice.getByText('Somebody else has saved settings meanwhile').waitFor()
    t.same(await notice.getByRole('listitem').allTextContents(), [
      'Window: 48 sec → 40 sec',
      'Keeping pictures: 72 h → 10 h',
    ])
    t.equal(await window.inputValue(), '20')
    await checkAccess('the notice')
    await screenshot('settings-conflict-desktop-light')
    await page.getByRole('button', { name: 'Save mine all the same' }).click()
    await page.getByText('The settings are saved').waitFor()
    t.match(await gateway.app.settings.read(), { syncSeconds: 20, retentionHours: 10 })
  },
)

await visit('an own new ingest password is in nobody’s way', { mayRefuse: /^409/ }, async ({ t, page, go }) => {
  await go('/admin/settings')
  await page.getByLabel('Seconds (10 to 60)').fill('33')
  await page.getByRole('button', { name: 'Set a new one …' }).click()
  await page.getByLabel('New password').fill('short')
  await page.getByRole('button', { name: 'Set the password' }).click()
  t.equal(await page.getByLabel('New password').getAttribute('aria-invalid'), 'true')
  await page.getByLabel('New password').fill('seven dwarfs 7')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByRole('status').getByText('seven dwarfs 7').waitFor()
  await page.getByRole('button', { name: 'Copy: The new password' }).waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('The settings are saved').waitFor()
  t.equal((await gateway.app.settings.read()).syncSeconds, 33)
})

await visit('the public address is tried out before guests do', { viewport: phone }, async (visited) => {
  const { page, go, gateway, screenshot } = visited
  await go('/admin/settings')
  const address = page.getByLabel('Address', { exact: true })
  const check = page.getByRole('button', { name: 'Check' })
  await check.click()
  await page.getByText(/^This gateway answers there, after/).waitFor()
  await screenshot('settings-address-phone-light')
  await address.fill(`http://127.0.0.1:${gateway.port === 65_535 ? 1024 : gateway.port + 1}`)
  await check.click()
  await page.getByText(/nobody listens at this port|it is not this gateway|cannot be reached/).waitFor()
})
