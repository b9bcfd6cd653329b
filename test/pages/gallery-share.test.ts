import { openBrowser } from './open-browser.ts'
import { shootDifferent } from './shoot.ts'

const { gateway, visit } = await openBrowser()

await visit('a gallery is shared with guests by a code, and ended', { as: 'operator' }, async (v) => {
  const { t, page, go, checkAccess, screenshot } = v
  await go('/admin/gallery')
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog')
  await checkAccess('the dialog')
  await screenshot('gallery-share-desktop-light')
  await dialog.getByLabel('Title').fill('Anna & Ben <img src=x onerror="globalThis.hit=1">')
  await dialog.getByLabel('For how long').selectOption('2 hours')
  await dialog.getByRole('button', { name: 'Share' }).click()
  await dialog.getByRole('img', { name: 'The link of the gallery as a QR code' }).waitFor()
  const address = (await dialog.getByRole('link').getAttribute('href')) ?? ''
  await checkAccess('the code')
  await screenshot('gallery-code-desktop-light')

  t.equal(await shootDifferent(gateway.url), 200)
  const guest = await page.context().browser()?.newPage()
  if (!guest) throw new Error('there is no browser')
  t.equal((await guest.goto(address))?.status(), 200)
  await guest.getByRole('heading', { name: 'Anna & Ben <img src=x onerror="globalThis.hit=1">' }).waitFor()
  await guest.locator('img').first().waitFor()

  await page.keyboard.press('Escape')
  await dialog.getByText(/^2 hours left, until/).waitFor()
  await screenshot('gallery-running-desktop-light')
  await dialog.getByRole('button', { name: 'Stop' }).click()
  await dialog.getByText('Stop for good?').waitFor()
  await dialog.getByRole('button', { name: 'Stop sharing' }).click()
  await dialog.getByText(/left, until/).waitFor({ state: 'detached' })
  t.equal((await guest.goto(address))?.status(), 410)
  t.ok(await guest.getByRole('heading').first().isVisible(), 'guests are told kindly')
  await guest.close()
  t.equal(await page.evaluate('globalThis.hit'), undefined)
})

await visit(
  'what the gateway refuses is said in the dialog',
  { as: 'operator', mayRefuse: /422 .*galleries/ },
  async (v) => {
    const { page, go } = v
    await go('/admin/gallery')
    await page.getByRole('button', { name: 'Share' }).click()
    const dialog = page.getByRole('dialog')
    await page.route('**/api/galleries', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback()
      return route.fallback({ postData: JSON.stringify({ title: 'x', slots: ['slot-099'], minutes: 60 }) })
    })
    await dialog.getByRole('button', { name: 'Share' }).click()
    await dialog.getByRole('alert').filter({ hasText: 'there is no slot-099' }).waitFor()
  },
)

await visit('a share needs at least one slot', { as: 'operator' }, async ({ page, go }) => {
  await go('/admin/gallery?slot=slot-002')
  await page.getByRole('button', { name: 'Share' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('checkbox', { name: 'Black and white', checked: true }).uncheck()
  await dialog.getByText('Choose at least one slot.').waitFor()
})
