import { openBrowser } from './open-browser.ts'

const { gateway, visit } = await openBrowser({ withServices: true })
const look = (style: string) => ({
  provider: 'studio',
  operation: 'look',
  settings: { style, strength: 100 },
})
await gateway.changeSlot('slot-003', { chain: [look('sepia'), look('warm')] })

await visit('of two who save at once the second loses nothing', { mayRefuse: /^409 / }, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  await go('/admin/slots/slot-006')
  await page.getByLabel('Look', { exact: true }).selectOption('cool')
  await gateway.changeSlot('slot-006', { name: 'Wedding', priority: 3 })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const alert = page.getByRole('alert').filter({ hasText: 'test has saved revision 2 meanwhile' })
  await alert.waitFor()
  t.equal(await page.getByLabel('Look', { exact: true }).inputValue(), 'cool', 'what was typed is there')
  await page.getByText(/^test saved revision 2 at \d+:\d\d .M: choose above/).waitFor()
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
    page
      .getByLabel('Look', { exact: true })
      .evaluateAll((all) => all.map((one) => (one as unknown as { value: string }).value))
  t.same(await order(), ['sepia', 'warm'])
  await page.getByRole('button', { name: 'Move choice 2', exact: true }).focus()
  await page.keyboard.press('Space')
  await page.getByText('It is at place 2 now.').waitFor({ state: 'attached' })
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
const link = (prompt: string) => ({
  provider: 'gemini',
  operation: 'edit',
  settings: { model: 'gemini-3-pro-image', prompt },
})

await visit('an earlier prompt is taken back by one click', {}, async ({ t, page, go, checkAccess, screenshot }) => {
  await gateway.changeSlot('slot-004', { chain: [link('As knights of the round table.')] })
  await gateway.changeSlot('slot-004', { chain: [link('As astronauts on Mars.')] })
  await go('/admin/slots/slot-004')
  const prompt = page.getByLabel('Prompt', { exact: true })
  await page.getByText('22 of 32000 characters').waitFor()
  t.ok(await page.getByText('gemini has no key yet: every call will fail.').isVisible())
  await screenshot('editor-prompt-desktop')
  await page.getByRole('button', { name: 'Earlier prompts' }).click()
  const dialog = page.getByRole('dialog', { name: 'Earlier prompts' })
  await dialog.getByText('As knights of the round table.').waitFor()
  await checkAccess('earlier prompts')
  await dialog.getByRole('button', { name: 'Take this one' }).click()
  t.equal(await prompt.inputValue(), 'As knights of the round table.')
  await page.getByRole('button', { name: 'Undo' }).click()
  t.equal(await prompt.inputValue(), 'As astronauts on Mars.')
})
