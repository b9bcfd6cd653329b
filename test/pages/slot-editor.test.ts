import { desktop, openBrowser, phone } from './open-browser.ts'

const { gateway, visit } = await openBrowser()
const look = (style: string) => ({
  provider: 'studio',
  operation: 'look',
  settings: { style, strength: 100 },
})
await gateway.changeSlot('slot-003', { chain: [look('sepia'), look('warm')] })

await visit('a slot is opened, changed, tried and saved', {}, async ({ t, page, go, screenshot }) => {
  await go('/admin')
  await page.getByRole('link', { name: 'Black and white' }).click()
  await page.getByRole('heading', { level: 1, name: 'Black and white' }).waitFor()
  const save = page.getByRole('button', { name: 'Save', exact: true })
  t.ok(await save.isDisabled())
  await page.getByLabel('Look', { exact: true }).selectOption('sepia')
  await page.getByText('1 unsaved change', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Test shot' }).first().click()
  await page.getByRole('img', { name: 'The picture' }).waitFor()
  await page.getByText(/Made in .* free/).waitFor()
  await screenshot('editor-tested-desktop')
  t.equal((await gateway.app.slots.find('slot-002'))?.revision, 1, 'a test shot saves nothing')
  await save.click()
  await page.getByText('Revision 2 is saved. Photos that come from now on use it.').waitFor()
  t.match((await gateway.app.slots.find('slot-002'))?.settings.chain, [{ settings: { style: 'sepia' } }])
  t.ok(await save.isDisabled())
})

await visit('what does not fit is said at its field', { mayRefuse: /^422 / }, async ({ t, page, go }) => {
  await go('/admin/slots/slot-004?section=rules')
  await page.getByLabel('Name', { exact: true }).fill('')
  await page.getByLabel('Window in seconds').fill('900')
  await page.getByRole('tab', { name: 'Effect' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('must be at most 60', { exact: true }).waitFor()
  t.ok(await page.getByText('must have at least 1 character', { exact: true }).isVisible())
  t.ok(await page.getByRole('tab', { name: 'Rules, something is wrong here' }).isVisible())
  await page.getByLabel('Name', { exact: true }).fill('Warm again')
  t.equal(await page.getByText('must have at least 1 character', { exact: true }).count(), 0)
  await page.getByLabel('Window in seconds').fill('30')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Warm again' }).waitFor()
  await page.getByText(/^Revision 2 is saved/).waitFor()
})

await visit('what is typed outlives a reload, and nobody leaves it by mistake', {}, async ({ t, page, go }) => {
  await go('/admin/slots/slot-005')
  await page.getByLabel('Look', { exact: true }).selectOption('faded')
  await page.getByText('1 unsaved change', { exact: true }).waitFor()
  await page.reload()
  await page.getByText('1 unsaved change', { exact: true }).waitFor()
  t.equal(await page.getByLabel('Look', { exact: true }).inputValue(), 'faded')
  await page.getByRole('link', { name: 'All slots' }).click()
  const dialog = page.getByRole('dialog', { name: 'Leave without saving?' })
  await dialog.getByRole('button', { name: 'Stay here' }).click()
  await dialog.waitFor({ state: 'detached' })
  t.match(page.url(), /slot-005/)
  await page.getByRole('button', { name: 'Discard' }).click()
  t.equal(await page.getByLabel('Look', { exact: true }).inputValue(), 'cool')
  await page.getByRole('button', { name: 'Undo' }).click()
  t.equal(await page.getByLabel('Look', { exact: true }).inputValue(), 'faded')
  await page.getByRole('link', { name: 'All slots' }).click()
  await dialog.getByRole('button', { name: 'Leave and discard' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
})

await visit('of two who save at once the second loses nothing', { mayRefuse: /^409 / }, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  await go('/admin/slots/slot-006')
  await page.getByLabel('Look', { exact: true }).selectOption('cool')
  await gateway.changeSlot('slot-006', { name: 'Wedding', priority: 3 })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const alert = page.getByRole('alert').filter({ hasText: 'test has saved revision 2 meanwhile' })
  await alert.waitFor()
  t.equal(await page.getByLabel('Look', { exact: true }).inputValue(), 'cool', 'what was typed is there')
  await screenshot('editor-meanwhile-desktop')
  await alert.getByRole('button', { name: 'Look at the difference' }).click()
  const dialog = page.getByRole('dialog', { name: 'What is different' })
  await dialog.getByText('Wedding').waitFor()
  await dialog.getByText('Choice 1 › Look').waitFor()
  await checkAccess('the difference')
  await screenshot('editor-difference-desktop')
  await dialog.getByRole('button', { name: 'Put my changes on top' }).click()
  await page.getByRole('heading', { level: 1, name: 'Wedding' }).waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText(/^Revision 3 is saved/).waitFor()
  const saved = await gateway.app.slots.find('slot-006')
  t.match(saved?.settings, { name: 'Wedding', priority: 3, chain: [{ settings: { style: 'cool' } }] })
})

await visit('the order of the chain is changed by keyboard alone', {}, async ({ t, page, go, checkAccess }) => {
  await go('/admin/slots/slot-003')
  const order = () =>
    page.getByLabel('Look', { exact: true }).evaluateAll((all) => all.map((one) => (one as unknown as { value: string }).value))
  t.same(await order(), ['sepia', 'warm'])
  await page.getByRole('button', { name: 'Move choice 2', exact: true }).focus()
  await page.keyboard.press('Space')
  await page.getByText('Choice 2 is picked up.').waitFor({ state: 'attached' })
  await page.keyboard.press('ArrowUp')
  await page.getByText('It is at place 1 now.').waitFor({ state: 'attached' })
  await page.keyboard.press('Space')
  await page.getByText(/unsaved change/).waitFor()
  t.same(await order(), ['warm', 'sepia'])
  await checkAccess('the chain')
  await page.keyboard.press('ControlOrMeta+s')
  await page.getByText(/^Revision 3 is saved/).waitFor()
  t.match((await gateway.app.slots.find('slot-003'))?.settings.chain, [
    { settings: { style: 'warm' } },
    { settings: { style: 'sepia' } },
  ])
})
void [desktop, phone]
