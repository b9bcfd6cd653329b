import { phone, type Visited } from './open-browser.ts'
import { openStage } from './open-stage.ts'

const { gateway, visit, hurrying, calls } = await openStage()

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

await visit('a rehearsal is stopped, and another cannot begin beside it', { mayRefuse: /^409/ }, async (visited) => {
  const { page, go } = visited
  await describe(visited)
  await page.getByLabel('Minutes that are played').fill('30')
  await page.getByRole('button', { name: 'Play it' }).click()
  await page.getByRole('progressbar').waitFor()
  await go('/admin/rehearsal')
  await page.getByRole('button', { name: 'Play it' }).click()
  await page.getByRole('alert').getByText('Another rehearsal is running').waitFor()
  await page.getByRole('link', { name: /^Playing/ }).click()
  await page.getByRole('button', { name: 'Stop' }).click()
  await hurrying(() => page.getByText(/^Somebody has stopped it/).waitFor())
  await page.getByRole('button', { name: 'Play it again' }).click()
  await page.getByRole('form', { name: 'The plan' }).waitFor()
})

await visit('a real one says that it costs, and needs a limit', {}, async ({ t, page, go, screenshot }) => {
  await go('/admin/rehearsal')
  await page.getByLabel('How it is played').selectOption('real')
  await page.getByText('Every photo calls the services and is paid').waitFor()
  const play = page.getByRole('button', { name: 'Play it for real' })
  await page.getByLabel('Most US dollars that it may cost').fill('')
  t.ok(await play.isDisabled())
  await page.getByLabel('Most US dollars that it may cost').fill('3')
  t.notOk(await play.isDisabled())
  await screenshot('rehearsal-real-desktop-light')
})

await visit('a plan is described and played with the keyboard alone', { as: 'operator' }, async ({ t, page, go }) => {
  await gateway.changeSlot('slot-001', { name: '<img src=x onerror="globalThis.hit=1">' })
  await go('/admin/rehearsal')
  await page.getByLabel('Slot', { exact: true }).first().focus()
  await page.keyboard.press('Tab')
  await page.keyboard.type('3')
  await page.getByLabel('Minutes that are played').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('progressbar').waitFor()
  t.equal(await page.evaluate('globalThis.hit'), undefined)
  await page.getByRole('button', { name: 'Stop' }).press('Enter')
  await hurrying(() => page.getByText(/^Somebody has stopped it/).waitFor())
  await page
    .getByText(/onerror/)
    .first()
    .waitFor()
  t.equal(await page.locator('img[src=x]').count(), 0)
})
