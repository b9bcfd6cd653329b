import { readFileSync } from 'node:fs'
import { openBrowser } from './open-browser.ts'
import { livePastWeek } from './past-week.ts'

const { visit } = await openBrowser()
const hostile = '=<img src=x onerror="globalThis.hit=1">'

await visit('a gateway without photos says so, and what to do next', { as: 'viewer' }, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  await go('/admin/statistics')
  await page.getByRole('heading', { name: 'No photo came in this time' }).waitFor()
  t.equal(await page.getByRole('table').count(), 0)
  await checkAccess('the empty page')
  await screenshot('statistics-empty-desktop-light')
  await page.getByRole('link', { name: 'To the slots' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
})

await visit('figures, days, slots and reasons are told in words and numbers', { as: 'viewer' }, async (visited) => {
  const { t, page, go, gateway } = visited
  await livePastWeek(gateway)
  await gateway.changeSlot('slot-002', { name: hostile })
  await go('/admin/statistics')
  const days = page.getByRole('figure', { name: 'Photos by day' })
  await days.getByText('Good').waitFor()
  t.match(await days.textContent(), /Good\s+41[\s\S]*Failed\s+3[\s\S]*Not in time\s+4/)
  await days.getByText('As a table').click()
  await days.getByRole('row').nth(7).waitFor()
  t.equal(await days.getByRole('row').count(), 8, 'a row for each day')
  const failures = page.getByRole('region', { name: 'Why photos failed' })
  t.match(await failures.textContent(), /3The service did not want/)
  const refusals = page.getByRole('region', { name: 'Why photos were turned away' })
  t.match(await refusals.textContent(), /2More photos at once than the slot takes\.1The photo was larger/)
  t.equal(await page.evaluate('globalThis.hit'), undefined)
  t.equal(await page.locator('img[src=x]').count(), 0)
})

await visit('the slots are put into another order, by keys alone', {}, async ({ t, page, go }) => {
  await go('/admin/statistics')
  const table = page.getByRole('table')
  const slots = () => table.getByRole('rowheader').allTextContents()
  t.same(await slots(), ['Enhance', hostile, 'Sepia'], 'the busiest first')
  await table.getByRole('button', { name: 'Cost' }).focus()
  await page.keyboard.press('Enter')
  t.same(await slots(), [hostile, 'Enhance', 'Sepia'])
  t.equal(await table.locator('[aria-sort=descending]').textContent(), 'Cost ↓')
  await page.keyboard.press('Enter')
  t.same(await slots(), ['Sepia', 'Enhance', hostile])
})

await visit('one slot and another time are chosen, and stay in the address', {}, async ({ t, page, go }) => {
  await go('/admin/statistics')
  await page.getByRole('link', { name: 'Sepia' }).click()
  await page.waitForURL(/slot=slot-003/)
  await page.getByLabel('Time').selectOption('Last hour')
  await page.waitForURL(/period=1h/)
  await page.getByRole('region', { name: 'Why photos failed' }).waitFor()
  t.equal(await page.getByRole('figure').count(), 0, 'an hour has no days')
  await page.reload()
  await page.getByText('0%').first().waitFor()
  t.equal(await page.getByLabel('Slot', { exact: true }).inputValue(), 'slot-003')
})

await visit('the table is taken along, and no name in it is a formula', {}, async ({ t, page, go }) => {
  await go('/admin/statistics')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'CSV' }).click()
  const text = readFileSync(await (await download).path(), 'utf8')
  const [head, first, second] = text.split('\r\n')
  t.match(head, /^"slot","name","photos"/)
  t.match(first, /^"slot-001","Enhance",\d+,0\.\d+/)
  t.match(second, /^"slot-002","'=<img src=x onerror=""globalThis\.hit=1"">",14,1,/)
})

await visit(
  'a slot that is not known is said to be so',
  { mayRefuse: /404 .*slot=slot-999/ },
  async ({ page, go, checkAccess }) => {
    await go('/admin/statistics?slot=slot-999')
    await page.getByText('There is no slot with this name.').waitFor()
    await checkAccess('the failure')
  },
)
