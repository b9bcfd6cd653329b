import { hashPassword } from '../../src/accounts/passwords.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { emailOf, openBrowser, password } from './open-browser.ts'
import { sample } from './sample-photo.ts'

const { gateway, visit } = await openBrowser()
await gateway.app.settings.change({
  ingestPasswordHash: await hashPassword('printed at the start'),
  ingestPasswordSource: 'generated',
})

const guest = { as: null, mayRefuse: /^422 \/api\/settings$/ }
await visit('from the printed password to the first picture in less than a minute', guest, async (visited) => {
  const { t, page, go, checkAccess, checkWidth, screenshot } = visited
  const startedAt = performance.now()
  await go('/')
  await page.getByLabel('E-mail address').fill(emailOf('admin'))
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Welcome', level: 1 }).waitFor()

  t.equal(await page.getByLabel('Current password').count(), 0, 'what was just typed is not asked for again')
  await page.getByLabel('New password').fill('a password of my own')
  await page.getByRole('button', { name: 'Save' }).click()

  await page.getByRole('button', { name: 'Suggest one' }).click()
  const suggested = await page.getByLabel('Ingest password').inputValue()
  t.match(suggested, /^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/)
  await page.getByRole('button', { name: 'Save' }).click()

  await page.getByText('only this machine finds the gateway').waitFor()
  const address = page.getByLabel('Public address')
  t.equal(await address.inputValue(), gateway.url, 'the address at which the page was opened is proposed')
  await address.fill('booth')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('alert').getByText('must be an address that starts with https:// or http://').waitFor()
  await address.fill('https://booth.example/')
  t.equal(await page.getByText('only this machine finds the gateway').count(), 0)
  await page.getByRole('button', { name: 'Save' }).click()

  await page.getByRole('button', { name: 'Make the picture' }).click()
  const picture = page.getByRole('img', { name: 'After' })
  await picture.waitFor()
  await page.getByText(/^Made in /).waitFor()
  t.ok(performance.now() - startedAt < 60_000)
  t.comment(`${Math.round(performance.now() - startedAt)} ms`)
  await checkAccess('the finished guide')
  await checkWidth('the finished guide')
  await screenshot('first-start-done-desktop-light')

  t.equal((await gateway.app.settings.read()).publicBaseUrl, 'https://booth.example')

  await page.getByRole('link', { name: 'To the overview' }).click()
  await page.getByRole('article', { name: 'Black and white' }).waitFor()
  t.equal(await page.getByText('Not quite set up yet').count(), 0)

  const send = (secret: string) => postForm(`${gateway.url}/ingest/slot-001`, photoForm(sample, secret))
  t.equal((await send('printed at the start')).status, 401)
  t.equal((await send(suggested)).status, 200)
  await page.getByRole('img', { name: /^Last picture of Enhance/ }).waitFor()
})

await visit('a step that was left for later can be taken up again', { as: null }, async ({ page, go }) => {
  await page
    .context()
    .request.post('/api/login', { data: { email: emailOf('admin'), password: 'a password of my own' } })
  await go('/admin/first-start')
  await page.getByRole('button', { name: 'Later: Your own password' }).click()
  await page.getByLabel('Ingest password').waitFor()
  await page.getByRole('button', { name: 'Later: The password for booths' }).click()
  await page.reload()
  await page.getByLabel('Public address').waitFor()
  await page.getByRole('button', { name: 'Later: Your own password' }).click()
  await page.getByLabel('Current password').waitFor()
})
