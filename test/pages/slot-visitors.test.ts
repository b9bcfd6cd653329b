import { openBrowser } from './open-browser.ts'

const { gateway, visit } = await openBrowser()
const hostile = '<img src=x onerror="globalThis.hit=1">{{7*7}} $t(shell.signOut)'

await visit(
  'whatever a slot, a prompt or a role is called, it is only text',
  {},
  async ({ t, page, go, screenshot }) => {
    await gateway.changeSlot('slot-002', { name: hostile })
    await gateway.changeSlot('slot-002', { name: `"><script>globalThis.hit=1</script>` })
    await go('/admin/slots/slot-002?section=history')
    await page.getByRole('heading', { level: 1, name: '"><script>' }).waitFor()
    await page.getByRole('button', { name: /^Revision 2/ }).click()
    await page.getByText(hostile).waitFor()
    await screenshot('editor-hostile-desktop')
    await page.getByRole('button', { name: 'More with this slot' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('dialog', { name: /script/ }).waitFor()
    t.equal(await page.evaluate('globalThis.hit'), undefined)
    t.equal(await page.locator('img[src=x]').count(), 0)
  },
)

await visit('a viewer sees everything and changes nothing', { as: 'viewer' }, async ({ t, page, go }) => {
  await go('/admin/slots/slot-003')
  t.ok(await page.getByLabel('Look', { exact: true }).isDisabled())
  t.equal(await page.getByRole('textbox', { name: 'Strength' }).inputValue(), '100')
  for (const name of ['Save', 'Discard', 'Test shot', 'Add another choice'])
    t.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name)
  await page.getByRole('tab', { name: 'Rules' }).click()
  t.ok(await page.getByRole('radio', { name: /^No picture/ }).isDisabled())
  await page.getByRole('link', { name: 'All slots' }).click()
  await page.getByRole('article', { name: 'Sepia' }).waitFor()
  t.equal(await page.getByRole('link', { name: /^Operator view/ }).count(), 0)
})

await visit('half a dollar is half a dollar, with a comma, too', { language: 'de' }, async ({ t, page, go }) => {
  await go('/admin/slots/slot-007?section=rules')
  await page.getByLabel('US-Dollar am Tag').pressSequentially('2,50')
  await page.getByRole('button', { name: 'Speichern', exact: true }).click()
  await page.getByText(/^Revision 2 ist gespeichert/).waitFor()
  t.equal((await gateway.app.slots.find('slot-007'))?.settings.dailyBudgetUsd, 2.5)
})

await visit('keys go on from where a dialog was opened, and from the page that was opened', {}, async (visited) => {
  const { t, page, go } = visited
  await go('/admin')
  const link = page.getByRole('link', { name: 'Sepia', exact: true })
  await link.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Sepia' }).waitFor()
  t.equal(await page.evaluate('document.activeElement.id'), 'content')
  const menu = page.getByRole('button', { name: 'More with this slot' })
  await menu.click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog', { name: /Sepia/ }).waitFor()
  await page.keyboard.press('Escape')
  await menu.and(page.locator(':focus')).waitFor()
})
