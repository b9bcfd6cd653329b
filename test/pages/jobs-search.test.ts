import { openBrowser } from './open-browser.ts'
import { createEvening, evil, rowsOf } from './open-jobs.ts'

const { gateway, visit } = await openBrowser()
const { addPicture, addRefused } = createEvening(gateway)

const bride = await addPicture({ clientFields: { guest: 'Anna Brautkleid', note: evil } })
await addPicture({ slotId: 'slot-002', fallback: 'original' })
await addPicture({ slotId: 'slot-003', source: 'test_run' })
await addPicture({ slotId: 'slot-004', deadlineAt: new Date(0) })
await addRefused()
for (let at = 0; at < 24; at += 1) await addPicture({ slotId: 'slot-005' })

await visit(
  'a job is found by what its guest has written, and the search can be sent to somebody',
  {},
  async (visited) => {
    const { t, page, go } = visited
    await go('/admin/jobs')
    await page.getByLabel('Text').fill('br')
    await page.getByText('At least 3 characters').waitFor()
    await page.getByLabel('Text').fill('brautkleid')
    await rowsOf(visited).nth(1).waitFor({ state: 'detached' })
    t.equal(new URL(page.url()).searchParams.get('text'), 'brautkleid')
    await go(page.url())
    await rowsOf(visited).first().waitFor()
    t.equal(await rowsOf(visited).count(), 1)
    t.equal(await page.getByLabel('Text').inputValue(), 'brautkleid')
    const table = await page.request.get(
      (await page.getByRole('link', { name: 'As a table' }).getAttribute('href')) ?? '',
    )
    t.match(await table.text(), bride)
    await page.getByRole('link', { name: /Enhance/ }).click()
    await page.getByRole('heading', { name: /^Enhance, / }).waitFor()
    t.match(page.url(), bride)
    await page.goBack()
    await rowsOf(visited).first().waitFor()
    t.equal(await rowsOf(visited).count(), 1, 'the search is still there')
    t.equal(await page.evaluate('globalThis.hit'), undefined)
  },
)

await visit('what became of jobs is seen and asked for', {}, async (visited) => {
  const { t, page, go, screenshot } = visited
  await go('/admin/jobs?status=unsuccessful')
  t.match(await rowsOf(visited).allInnerTexts(), [/Enhance[\s\S]*Failed[\s\S]*Service refused/])
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByLabel('Reason').selectOption('Slot not set up')
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor()
  await screenshot('jobs-nothing-desktop-light')
  await page.getByRole('button', { name: 'Show all jobs' }).click()
  await rowsOf(visited).nth(20).waitFor()
  for (const [slot, badge] of [
    ['slot-002', 'Stand-in'],
    ['slot-003', 'Test'],
    ['slot-004', 'Late'],
  ] as const) {
    await page.getByLabel('Slot').selectOption(slot)
    await rowsOf(visited).nth(1).waitFor({ state: 'detached' })
    await rowsOf(visited).getByText(badge, { exact: true }).waitFor()
  }
  await go('/admin/jobs?status=nonsense&from=never&within=hour&provider=studio')
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor()
  await page.getByLabel('Time').selectOption('Last 24 hours')
  await rowsOf(visited).getByText('Service refused').waitFor()
})

await visit('a search that cannot be made says so', { mayRefuse: /^400 \/api\/jobs/ }, async ({ page, go }) => {
  await go('/admin/jobs?text=ab')
  await page
    .getByRole('alert')
    .getByText(/fewer than 3 characters/)
    .waitFor()
})
