import { until } from '../support/answers.ts'
import { openBoothAtWork, tablet } from './booth-at-work.ts'
import { slotName } from './shoot.ts'

const { visit, shoot, letGo } = await openBoothAtWork()

await visit(
  'from the photo to the picture and its code, by itself',
  { as: 'operator', viewport: tablet },
  async (v) => {
    const { t, page, go } = v
    await go('/operate/slot-001')
    await page.getByText('No picture yet').waitFor()
    const answer = shoot()
    const making = page.getByRole('img', { name: /^(Waiting|Being made): at most \d+ seconds left$/ })
    await making.waitFor()
    const seconds = Number(/(\d+) second/.exec((await making.getAttribute('aria-label')) ?? '')?.[1])
    t.ok(seconds > 30 && seconds <= 48, `${seconds} s of 48`)
    await v.screenshot('operate-making-tablet-dark')
    await letGo()
    t.equal(await answer, 200)
    await page.getByRole('img', { name: new RegExp(`^Picture of ${slotName}`) }).waitFor()
    const code = page.getByRole('img', { name: 'The link of this picture as a QR code' })
    t.match(await code.getAttribute('src'), /^\/public\/results\/[0-9a-f-]{36}\/qr\.svg$/)
    t.ok(((await code.boundingBox())?.width ?? 0) > 200)
    await until('it is drawn', () => page.evaluate(`document.querySelector('img[src*="qr.svg"]').naturalWidth > 0`))
    await making.waitFor({ state: 'detached' })
  },
)

await visit(
  'the seconds that are left are the gateway’s, on a tablet whose clock is wrong, too',
  { as: 'operator', viewport: tablet },
  async ({ t, page, go }) => {
    await page.clock.install({ time: Date.now() - 3_600_000 })
    await page.clock.resume()
    await go('/operate/slot-001')
    const answer = shoot()
    const making = page.getByRole('img', { name: /at most \d+ seconds left$/ })
    await making.waitFor()
    const seconds = Number(/(\d+) second/.exec((await making.getAttribute('aria-label')) ?? '')?.[1])
    t.ok(seconds > 30 && seconds <= 50, `${seconds} s of 48`)
    await letGo()
    await answer
  },
)

await visit('a network that is gone is said to be, and what was there stays', { as: 'operator' }, async (v) => {
  const { t, page, go } = v
  await go('/operate/slot-001')
  const picture = page.getByRole('img', { name: new RegExp(`^Picture of ${slotName}`) })
  await picture.waitFor()
  await page.context().setOffline(true)
  await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))')
  const banner = page.getByText(/^No connection to the gateway since/)
  await banner.waitFor()
  t.ok(await picture.isVisible())
  await v.checkAccess('the banner')
  await v.screenshot('operate-offline-desktop-dark')
  const before = await page.getByRole('button', { name: /^Show the picture of/ }).count()
  const answer = shoot()
  await letGo()
  await answer
  await page.context().setOffline(false)
  await banner.waitFor({ state: 'detached' })
  await page
    .getByRole('button', { name: /^Show the picture of/ })
    .nth(before)
    .waitFor()
})

await visit(
  'without a network one still goes to another slot, and sees it once there is one',
  { as: 'operator' },
  async (v) => {
    const { page, go } = v
    await page.clock.install()
    await page.clock.resume()
    await go('/operate/slot-001')
    await page.context().setOffline(true)
    // Whoever has been here for a while is no longer asked for before a page is shown.
    await page.clock.fastForward(120_000)
    await page.getByText(/^No connection to the gateway since/).waitFor()
    await page.getByRole('combobox', { name: 'Slot' }).selectOption('Sepia')
    await page.getByRole('heading', { level: 1, name: 'Sepia' }).waitFor()
    await page.context().setOffline(false)
    await page.clock.fastForward(5000)
    await page.getByText('No picture yet').waitFor()
  },
)
