import { eq } from '../../src/drizzle.ts'
import { pixCrmTargets, pixJobs } from '../../src/pix-schema.ts'
import { address, openimmoConfig, property } from '../pix/export-hall.ts'
import { phone } from './open-browser.ts'
import { evil, openPixRoom } from './pix-room.ts'

const { visit, gateway, addGallery } = await openPixRoom({
  withoutKey: true,
  environment: { WEBHOOK_TRUSTED_ORIGINS: 'http://127.0.0.1:9' },
})
const findTarget = async (label: string) =>
  (await gateway.database.select().from(pixCrmTargets).where(eq(pixCrmTargets.label, label)))[0]

await visit('a program is added, changed and removed; its keys are never shown', {}, async (visited) => {
  const { t, page, go, checkAccess, checkWidth, screenshot } = visited
  await go('/admin/pix/targets')
  await page.getByRole('heading', { name: 'No program yet' }).waitFor()
  await checkAccess('the empty page')
  await page.getByRole('button', { name: 'Add a target' }).click()
  await page.getByLabel('Kind').selectOption('onOffice')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(evil)
  await page.getByLabel('Token').fill('first-token')
  await page.getByLabel('Secret').fill('first-secret')
  await checkAccess('the form')
  await checkWidth('the form')
  await screenshot('pix-target-form-desktop-light')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: evil }).waitFor()
  await page.getByText('Keys are saved.').waitFor()
  const first = await findTarget(evil)
  t.notMatch(first?.secret ?? '', /first/, 'they are sealed')
  t.notMatch(await page.content(), /first-(token|secret)/)

  await page.getByRole('button', { name: `Change: ${evil}` }).click()
  t.equal(await page.getByLabel('Token').inputValue(), '')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Estates')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Estates' }).waitFor()
  t.equal((await findTarget('Estates'))?.secret, first?.secret, 'keys of which nothing was typed stay')

  await page.getByRole('button', { name: 'Add a target' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Portal')
  await page.getByRole('textbox', { name: 'Company (firma)' }).fill('Muster & Söhne')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Portal' }).waitFor()
  t.match((await findTarget('Portal'))?.config, { company: 'Muster & Söhne', image_title_characters: 30 })
  await checkAccess('the list')
  await screenshot('pix-targets-desktop-light')

  await page.getByRole('button', { name: 'Delete: Estates' }).click()
  await page.getByRole('button', { name: 'Delete the target' }).click()
  await page.getByRole('heading', { name: 'Estates' }).waitFor({ state: 'detached' })
  t.equal(await findTarget('Estates'), undefined)
  t.equal(await page.evaluate('globalThis.hit'), undefined)
})

await visit('an address that is never called is refused', { mayRefuse: /^422 .*targets/ }, async ({ page, go }) => {
  await go('/admin/pix/targets')
  await page.getByRole('button', { name: 'Add a target' }).click()
  await page.getByLabel('Kind').selectOption('Propstack')
  await page.getByLabel('Address of the interface').fill('http://10.0.0.1/')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(/must be https on the open internet/).waitFor()
})

await visit('a gallery is handed over; what is missing is said in words', { as: 'operator' }, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  const request = page.context().request
  await request.post('/api/login', { data: { email: 'admin@studio.example', password: 'correct horse battery' } })
  const data = { kind: 'openimmo', label: 'Full portal', config: openimmoConfig }
  await request.post('/api/pix/targets', { data })
  const job = await addGallery({ property: { ...property, price: undefined }, address: null })
  await request.post(`/api/pix/jobs/${job.id}/gallery/release`, { data: {} })
  await request.post('/api/login', { data: { email: 'operator@studio.example', password: 'correct horse battery' } })
  await go(`/admin/pix/jobs/${job.id}/gallery`)
  const part = page.getByRole('region', { name: 'Hand over' })
  await part.getByRole('combobox', { name: 'To' }).selectOption('Full portal')
  await part.getByRole('button', { name: 'Hand over' }).click()
  await part.getByText('the job: price (price)').waitFor()
  t.same(await part.getByRole('list', { name: 'What was handed over' }).locator('ul li').allTextContents(), [
    'the job: price (price)',
    'the job: postal code',
    'the job: town',
  ])
  await checkAccess('what is missing')
  await screenshot('pix-gallery-missing-desktop-light')
  await gateway.database.update(pixJobs).set({ address, property }).where(eq(pixJobs.id, job.id))
  await part.getByRole('button', { name: 'Try again' }).first().click()
  await part.getByText('Done', { exact: true }).waitFor()
  const file = part.getByRole('link', { name: /^Download \(/ })
  await file.waitFor()
  const answer = await request.get((await file.getAttribute('href')) ?? '')
  t.equal((await answer.body()).subarray(0, 2).toString(), 'PK')
  await part.getByRole('combobox', { name: 'To' }).selectOption('ZIP archive')
  await part.getByRole('button', { name: 'Hand over' }).click()
  await part
    .getByRole('link', { name: /^Download \(/ })
    .nth(1)
    .waitFor()
})

await visit(
  'everybody can use it: phone, dark, German',
  { viewport: phone, scheme: 'dark', language: 'de' },
  async (v) => {
    await v.go('/admin/pix/targets')
    await v.page.getByRole('button', { name: 'Ziel hinzufügen' }).click()
    await v.checkAccess('the targets')
    await v.checkWidth('the targets')
    await v.screenshot('pix-targets-phone-dark')
  },
)

await visit(
  'it fits the narrowest phone, in Russian',
  { viewport: { width: 360, height: 640 }, language: 'ru' },
  async (v) => {
    await v.go('/admin/pix/targets')
    await v.page.getByRole('button', { name: 'Добавить получателя' }).click()
    await v.page.getByLabel('Вид').selectOption('onOffice')
    await v.checkWidth('the targets')
    v.t.notMatch(await v.page.evaluate<string>('document.body.innerText'), /\bpixTargets\.\w+|\{\{\w+\}\}/)
  },
)
