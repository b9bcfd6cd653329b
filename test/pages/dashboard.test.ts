import { sql } from '../../src/drizzle.ts'
import { fakeChain } from '../support/fake-provider.ts'
import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { openBrowser } from './open-browser.ts'
import { sample } from './sample-photo.ts'

const { gateway, visit } = await openBrowser()
const shoot = async (slot: string) => {
  const answer = await postForm(`${gateway.url}/ingest/${slot}`, photoForm(sample, ingestPassword))
  await answer.arrayBuffer()
  return answer.status
}
for (const at of [1, 2, 3, 4, 5, 6]) await shoot(`slot-00${at}`)
await gateway.changeSlot('slot-007', { enabled: false })
// An older gateway saved it, with a service that this one does not know.
const lost = JSON.stringify(fakeChain('nobody'))
await gateway.database.execute(
  sql`update slot_revisions set settings = jsonb_set(settings, '{chain}', ${lost}::jsonb) where slot_id = 'slot-006'`,
)
await gateway.database.execute(
  sql`update jobs set finished_at = deadline_at + interval '1 second' where slot_id = 'slot-004'`,
)
await gateway.database.execute(sql`update jobs set fallback = 'original' where slot_id = 'slot-005'`)
await gateway.changeSlot('slot-008', { openUntil: '2026-01-01T00:00:00Z' })

await visit(
  'a slot shows its last picture, how it is, its hour and its address',
  {},
  async ({ t, page, go, gateway }) => {
    await go('/admin/')
    const card = page.getByRole('article', { name: 'Enhance', exact: true })
    await card.getByText('1 photo · 100% good').waitFor()
    await card.getByText('Ready').waitFor()
    const view = card.getByRole('link', { name: 'Operator view: Enhance' })
    t.equal(await view.getAttribute('href'), '/operate/slot-001')
    await page.getByRole('article', { name: 'Faded' }).getByText('Not set up').waitFor()
    t.ok(await page.getByRole('article', { name: 'Duotone' }).getByText('Off').isVisible())
    t.ok(await page.getByRole('article', { name: 'Enhance, gently' }).getByText('Closed').isVisible())
    await card.getByRole('button', { name: 'Connect a booth' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('img', { name: 'The address as a QR code' }).waitFor()
    await dialog.getByText('Web based (HTTP POST)', { exact: true }).waitFor()
    t.equal(await dialog.getByText(`${gateway.url}/ingest/slot-001`, { exact: true }).count(), 2)
    for (const value of ['Web based (HTTP POST)', 'the ingest password', '60', '3000'])
      t.ok(await dialog.getByText(value, { exact: true }).isVisible(), value)
  },
)

await visit('a picture that came too late, or in place of another, says so', {}, async ({ t, page, go }) => {
  await go('/admin/')
  await page.getByRole('article', { name: 'Warm' }).getByText('Late', { exact: true }).waitFor()
  await page.getByRole('article', { name: 'Cool' }).getByText('Stand-in', { exact: true }).waitFor()
  t.equal(
    await page
      .getByRole('article')
      .getByText(/^(Late|Stand-in)$/)
      .count(),
    2,
  )
})

await visit('a picture that is made now appears by itself', {}, async ({ t, page, go }) => {
  await go('/admin/')
  const card = page.getByRole('article', { name: 'Original 1', exact: true })
  await card.getByText('No picture yet').waitFor()
  const height = (await card.boundingBox())?.height
  t.equal(await shoot('slot-010'), 200)
  await card.getByRole('img', { name: /^Last picture of Original 1/ }).waitFor()
  t.equal((await card.boundingBox())?.height, height, 'nothing jumps')
})

await visit(
  'a gateway that is out of reach is said to be, until it is back',
  {},
  async ({ t, page, go, checkAccess, screenshot }) => {
    await go('/admin/')
    await page.context().setOffline(true)
    await page.evaluate(
      'window.dispatchEvent(new Event("focus")); document.dispatchEvent(new Event("visibilitychange"))',
    )
    const banner = page.getByText(/^No connection to the gateway since/)
    await banner.waitFor()
    t.ok(await page.getByRole('article', { name: 'Sepia' }).isVisible(), 'what was there stays there')
    await checkAccess('the banner')
    await screenshot('offline-desktop-light')
    await page.context().setOffline(false)
    await banner.waitFor({ state: 'detached' })
  },
)

const hostile = [
  '<img src=x onerror="globalThis.hit=1">',
  '"><script>globalThis.hit=1</script>',
  '<svg/onload=globalThis.hit=1>{{7*7}} $t(shell.signOut)',
  'javascript:globalThis.hit=1//',
]
for (const [at, name] of hostile.entries()) {
  await visit(
    `a slot may have any name, such as ${name}`,
    {},
    async ({ t, page, go, gateway, checkWidth, screenshot }) => {
      await gateway.changeSlot('slot-001', { name })
      await go('/admin/')
      await page.getByRole('heading', { name, exact: true }).waitFor()
      await checkWidth('the overview')
      if (at === 0) await screenshot('hostile-desktop-light')
      await page.getByRole('button', { name: `Connect a booth to ${name}` }).click()
      await page.getByRole('dialog', { name: `Connect a booth to ${name}` }).waitFor()
      await go('/admin/first-start')
      t.equal(await page.evaluate('globalThis.hit'), undefined)
      t.equal(await page.locator('img[src=x], svg[onload]').count(), 0)
    },
  )
}
