import type { Visited } from './open-browser.ts'
import { openStage } from './open-stage.ts'

const { gateway, visit, hurrying } = await openStage()

async function describe({ page, go }: Visited): Promise<void> {
  await go('/admin/rehearsal')
  await page.getByLabel('Slot', { exact: true }).first().selectOption({ label: 'Oil painting' })
  await page.getByLabel('Booths at Oil painting').fill('2')
  await page.getByLabel('Photos a minute of each booth at Oil painting').fill('6')
  await page.getByLabel('Megapixels of a photo').fill('0.1')
  await page.getByLabel('Minutes that are played').fill('1')
}

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
