import { setTimeout as pass } from 'node:timers/promises'
import { echo, fakeChain, fakeProvider } from '../support/fake-provider.ts'
import { GatewayError } from '../../src/errors.ts'
import { openBrowser, phone } from './open-browser.ts'
import { shootDifferent, slotName } from './shoot.ts'

const gates: (() => void)[] = []
let willFail = false
/** Waits until the test lets a photo go, or fails it. */
const provider = fakeProvider(async (photo) => {
  const gate = Promise.withResolvers<void>()
  gates.push(gate.resolve)
  await gate.promise
  if (willFail) throw new GatewayError('provider_refused', 'safety', { details: 'The service refused it.' })
  return echo(photo)
})
const { gateway, visit } = await openBrowser({ providers: { fake: provider } })
await gateway.changeSlot('slot-001', { chain: fakeChain(), keepOriginal: true })
const tablet = { width: 1180, height: 820 }
const shoot = (slot?: string) => shootDifferent(gateway.url, slot)

async function letGo(): Promise<void> {
  while (gates.length === 0) await pass(20)
  for (const open of gates.splice(0)) open()
}

await visit('from the photo to the picture and its code, by itself', { as: 'operator', viewport: tablet }, async (v) => {
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
  t.ok(await code.evaluate('(code) => code.decode().then(() => code.naturalWidth > 0)'))
  await making.waitFor({ state: 'detached' })
})

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

await visit('a photo that failed is said to have, and tried again', { as: 'operator', viewport: tablet }, async (v) => {
  const { t, page, go, checkAccess } = v
  await go('/operate/slot-001')
  willFail = true
  const answer = shoot()
  await letGo()
  t.equal(await answer, 502)
  willFail = false
  const failure = page.getByRole('alert').filter({ hasText: 'The picture service refused this photo.' })
  await failure.waitFor()
  await checkAccess('the failure')
  await v.screenshot('operate-failure-tablet-dark')
  const before = await page.getByRole('button', { name: /^Show the picture of/ }).count()
  await failure.getByRole('button', { name: 'Try again' }).click()
  await letGo()
  await failure.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /^Show the picture of/ }).nth(before).waitFor()
})

await visit(
  'where the photo is not kept there is nothing to try again, and it is said',
  { as: 'operator', viewport: phone },
  async ({ t, page, go }) => {
    await gateway.changeSlot('slot-002', { chain: fakeChain() })
    await go('/operate/slot-002')
    willFail = true
    const answer = shoot('slot-002')
    await letGo()
    t.equal(await answer, 502)
    willFail = false
    await page.getByText('The photo was not kept. Please take another one.').waitFor()
    t.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0)
    await page.getByRole('button', { name: 'Dismiss' }).click()
    t.equal(await page.getByRole('alert').count(), 0)
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
  await page.getByRole('button', { name: /^Show the picture of/ }).nth(before).waitFor()
})
