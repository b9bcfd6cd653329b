import { openBrowser } from './open-browser.ts'

const { gateway, visit } = await openBrowser()

await visit(
  'a slot is copied, carried over by a file, and deleted',
  { mayRefuse: /^409 / },
  async ({ t, page, go, checkAccess }) => {
    await gateway.changeSlot('slot-004', { priority: 7 })
    await go('/admin/slots/slot-004')
    const menu = page.getByRole('button', { name: 'More with this slot' })
    await menu.click()
    await page.getByRole('menuitem', { name: 'Duplicate' }).click()
    const copy = page.getByRole('dialog', { name: 'Duplicate this slot' })
    await copy.getByLabel('Address').fill('slot-005')
    await copy.getByRole('button', { name: 'Make the copy' }).click()
    await copy.getByText('There is a slot with this id already.').waitFor()
    await copy.getByLabel('Address').fill('wedding')
    await checkAccess('the copy')
    await copy.getByRole('button', { name: 'Make the copy' }).click()
    await page.getByRole('heading', { level: 1, name: 'Warm, copy' }).waitFor()
    t.match((await gateway.app.slots.find('wedding'))?.settings, { priority: 7 })

    const file = await (await page.context().request.get('/api/slots/slot-003/export')).body()
    await menu.click()
    await page.getByRole('menuitem', { name: 'Replace from a file' }).click()
    const dialog = page.getByRole('dialog', { name: 'Replace this slot from a file' })
    await page.locator('input[type=file][accept*=json]').setInputFiles({
      name: 'slot-003.json',
      mimeType: 'application/json',
      buffer: file,
    })
    await dialog.getByText('Sepia').first().waitFor()
    t.match((await gateway.app.slots.find('wedding'))?.settings, { priority: 7 }, 'nothing is changed by looking')
    await dialog.getByRole('button', { name: 'Replace it' }).click()
    await page.getByRole('heading', { level: 1, name: 'Sepia' }).waitFor()
    t.match((await gateway.app.slots.find('wedding'))?.settings, { priority: 0, name: 'Sepia' })

    await menu.click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click()
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    t.equal(await gateway.app.slots.find('wedding'), undefined)
  },
)

await visit('a slot gets a password of its own and loses it again', {}, async ({ page, go }) => {
  await go('/admin/slots/slot-006?section=rules')
  await page.getByRole('button', { name: 'Set a password of its own' }).click()
  await page.getByLabel('New password for this slot').fill('just for this one')
  await page.keyboard.press('Enter')
  await page.getByText('This slot has a password of its own.').waitFor()
  await page.getByRole('button', { name: 'Use the gateway’s password' }).click()
  await page.getByText('This slot has the password of the gateway.').waitFor()
})
