import { phone, type Visited } from './open-browser.ts'
import { openStage } from './open-stage.ts'

const { visit, hurrying, calls } = await openStage()

async function describe({ page, go }: Visited): Promise<void> {
  await go('/admin/rehearsal')
  await page.getByLabel('Slot', { exact: true }).first().selectOption({ label: 'Oil painting' })
  await page.getByLabel('Booths at Oil painting').fill('2')
  await page.getByLabel('Photos a minute of each booth at Oil painting').fill('6')
  await page.getByLabel('Megapixels of a photo').fill('0.1')
  await page.getByLabel('Minutes that are played').fill('1')
}

await visit(
  'an operator describes tomorrow, watches it played and gets a verdict',
  { as: 'operator' },
  async (visited) => {
    const { t, page, checkAccess, checkWidth, screenshot } = visited
    await describe(visited)
    await page.getByText('That is 12 photos a minute and 2,880 at the whole event.').waitFor()
    t.same(await page.getByLabel('How it is played').locator('option').allTextContents(), ['against stand-ins'])
    await checkAccess('the plan')
    await screenshot('rehearsal-plan-desktop-light')
    await page.getByRole('button', { name: 'Play it' }).click()
    const playing = page.getByRole('region', { name: 'It is being played' })
    await playing.getByRole('progressbar').waitFor()
    await hurrying(async () => {
      await playing
        .getByText(/^[3-9]$/)
        .first()
        .waitFor()
      await checkAccess('the progress')
      await screenshot('rehearsal-playing-desktop-light')
      await page.getByRole('status').getByText('GO', { exact: true }).waitFor()
    })
    await page.getByText(/photos were answered in time\. Tomorrow can come\.$/).waitFor()
    await page
      .getByRole('region', { name: 'Answers against the window' })
      .getByText(/^\d.* sec of 48 sec$/)
      .waitFor()
    await page.getByRole('region', { name: 'Cost' }).getByText('$115.20').waitFor()
    await page
      .getByRole('region', { name: 'By model' })
      .getByRole('row', { name: /easel brush.*the catalogue/ })
      .waitFor()
    await checkAccess('the verdict')
    await checkWidth('the verdict')
    await screenshot('rehearsal-go-desktop-light')
    t.equal(calls(), 0, 'nobody was called')
    await page.getByRole('link', { name: 'All rehearsals' }).click()
    t.equal(await page.getByLabel('Minutes that are played').inputValue(), '1', 'the plan is remembered')
    await page.getByRole('region', { name: 'Played before' }).getByRole('link', { name: /^GO/ }).waitFor()
  },
)

await visit('what would give way is named, with what to do about it', { viewport: phone }, async (visited) => {
  const { page, checkAccess, checkWidth, screenshot } = visited
  await describe(visited)
  await page.getByRole('button', { name: 'and at another slot' }).click()
  await page.getByLabel('Photos a minute of each booth at Watercolour').fill('4')
  await checkWidth('the plan')
  await screenshot('rehearsal-plan-phone-light')
  await page.getByRole('button', { name: 'Play it' }).click()
  await hurrying(() => page.getByRole('status').getByText('NO-GO').waitFor())
  const weakest = page.getByRole('region', { name: 'The weakest link' })
  await weakest.getByText('A service: snail brush').waitFor()
  await weakest.getByText(/snail brush is too slow/).waitFor()
  await weakest.getByText(/Put a faster model first/).waitFor()
  await checkAccess('the verdict')
  await checkWidth('the verdict')
  await screenshot('rehearsal-no-go-phone-light')
  await page.evaluate('document.querySelector("table").scrollIntoView()')
  await screenshot('rehearsal-tables-phone-light')
})
