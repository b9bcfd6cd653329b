import { fakeChain } from '../support/fake-provider.ts'
import { openBoothAtWork, tablet } from './booth-at-work.ts'
import { phone } from './open-browser.ts'

const { gateway, visit, shoot, letGo, letFail } = await openBoothAtWork()

await visit('a photo that failed is said to have, and tried again', { as: 'operator', viewport: tablet }, async (v) => {
  const { t, page, go, checkAccess } = v
  await go('/operate/slot-001')
  const answer = shoot()
  await letFail()
  t.equal(await answer, 502)
  const failure = page.getByRole('alert').filter({ hasText: 'The picture service refused this photo.' })
  await failure.waitFor()
  await checkAccess('the failure')
  await v.screenshot('operate-failure-tablet-dark')
  const before = await page.getByRole('button', { name: /^Show the picture of/ }).count()
  await failure.getByRole('button', { name: 'Try again' }).click()
  await letGo()
  await failure.waitFor({ state: 'detached' })
  await page
    .getByRole('button', { name: /^Show the picture of/ })
    .nth(before)
    .waitFor()
})

await visit(
  'where the photo is not kept there is nothing to try again, and it is said',
  { as: 'operator', viewport: phone },
  async ({ t, page, go }) => {
    await gateway.changeSlot('slot-002', { chain: fakeChain() })
    await go('/operate/slot-002')
    const answer = shoot('slot-002')
    await letFail()
    t.equal(await answer, 502)
    await page.getByText('The photo was not kept. Please take another one.').waitFor()
    t.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0)
    await page.getByRole('button', { name: 'Dismiss' }).click()
    t.equal(await page.getByRole('alert').count(), 0)
  },
)

await visit(
  'an answer that got lost is no reason for a second picture',
  { as: 'operator', viewport: tablet },
  async ({ t, page, go }) => {
    await go('/operate/slot-001')
    const answer = shoot()
    await letFail()
    t.equal(await answer, 502)
    const failure = page.getByRole('alert').filter({ hasText: 'The picture service refused this photo.' })
    const asked: string[] = []
    await page.route('**/retry', async (route) => {
      asked.push((await route.fetch()).statusText())
      await route.abort()
    })
    await failure.getByRole('button', { name: 'Try again' }).click()
    await letGo()
    await failure.waitFor({ state: 'detached' })
    t.same(asked, ['Accepted'])
  },
)
