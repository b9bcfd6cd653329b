import { readFileSync } from 'node:fs'
import path from 'node:path'
import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { desktop, openBrowser, phone } from './open-browser.ts'

const sample = readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'pictures', 'sample.jpg'))
const { gateway, visit } = await openBrowser()
const shoot = async (slot: string) => {
  const answer = await postForm(`${gateway.url}/ingest/${slot}`, photoForm(sample, ingestPassword))
  await answer.arrayBuffer()
  return answer.status
}
for (const at of [1, 2, 3, 4, 5, 6]) await shoot(`slot-00${at}`)
await gateway.changeSlot('slot-007', { enabled: false })
await gateway.changeSlot('slot-008', { openUntil: '2026-01-01T00:00:00Z' })

for (const scheme of ['light', 'dark'] as const) {
  for (const [size, viewport] of Object.entries({ phone, desktop })) {
    const look = { scheme, viewport }
    await visit(
      `everybody can use the pages: ${size}, ${scheme}`,
      look,
      async ({ page, go, checkAccess, checkWidth, screenshot }) => {
        await go('/admin/')
        await page.getByRole('img', { name: /^Last picture of Enhance/ }).waitFor()
        await checkAccess('the overview')
        await checkWidth('the overview')
        await screenshot(`dashboard-${size}-${scheme}`)
        await page.getByRole('button', { name: 'Connect a booth to Sepia' }).click()
        await page.getByRole('dialog').waitFor()
        await checkAccess('the dialog')
        await screenshot(`connect-${size}-${scheme}`)
        await go('/admin/first-start')
        await checkAccess('the first start')
        await checkWidth('the first start')
        await screenshot(`first-start-${size}-${scheme}`)
        await page.context().clearCookies()
        await go('/admin/sign-in')
        await checkAccess('the way in')
        await checkWidth('the way in')
        await screenshot(`sign-in-${size}-${scheme}`)
      },
    )
  }
}

await visit(
  'a slot shows its last picture, how it is, its hour and its address',
  {},
  async ({ t, page, go, gateway }) => {
    await go('/admin/')
    const card = page.getByRole('article', { name: 'Enhance', exact: true })
    await card.getByText('1 photo · 100% good').waitFor()
    await card.getByText('Ready').waitFor()
    t.ok(await page.getByRole('article', { name: 'Duotone' }).getByText('Off').isVisible())
    t.ok(await page.getByRole('article', { name: 'Enhance, gently' }).getByText('Closed').isVisible())
    await card.getByRole('button', { name: 'Connect a booth' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('img', { name: 'The address as a QR code' }).waitFor()
    t.equal(await dialog.getByText(`${gateway.url}/ingest/slot-001`, { exact: true }).count(), 2)
    for (const value of ['Web based (HTTP POST)', 'the ingest password', '60', '3000'])
      t.ok(await dialog.getByText(value, { exact: true }).isVisible(), value)
  },
)

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

const trouble = {
  readiness: { status: 'not ready', parts: { database: 'ok', storage: 'failing', queue: 'ok' } },
  providers: {
    providers: [
      {
        ...{ name: 'gemini', is_local: false, is_set_up: true, operations: ['edit'], models: [] },
        limits: { most_concurrent: null, most_per_minute: null, daily_budget_usd: 10, monthly_budget_usd: null },
        spent: { today_usd: 9, month_usd: 20 },
        circuits: [
          { model: 'flash', is_open: true, open_until: '2026-11-21T18:00:00Z', failures: 5, reason: 'HTTP 500' },
        ],
      },
    ],
    ending: [
      {
        ...{ provider: 'openai', model: 'image-1', shutdown_on: '2026-12-01', days_left: 9 },
        ...{ replaced_by: 'image-2', slots: ['slot-003'] },
      },
    ],
  },
}

await visit('what is wrong is said above the slots, the worst first', { mayRefuse: /readyz/ }, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  await page.route('**/readyz', (route) => route.fulfill({ json: trouble.readiness, status: 503 }))
  await page.route('**/api/providers/status', (route) => route.fulfill({ json: trouble.providers }))
  await go('/admin/')
  const warnings = page.getByRole('region', { name: 'Warnings' }).getByRole('listitem')
  await warnings.nth(3).waitFor()
  const said = await warnings.allTextContents()
  t.match(said, [
    /^The disk takes no more pictures/,
    /^gemini \(flash\) has failed several times/,
    'gemini has used 90% of its budget for today.',
    'image-1 by openai is shut down in 9 days. Slots: slot-003. Its successor is image-2.',
  ])
  await checkAccess('the warnings')
  await screenshot('warnings-desktop-light')
})

await visit('the pages fill a very large screen', { viewport: { width: 3840, height: 2160 } }, async (visited) => {
  const { page, go, checkWidth, screenshot } = visited
  await go('/admin/')
  await page.getByRole('img', { name: /^Last picture of Enhance/ }).waitFor()
  await checkWidth('the overview')
  await screenshot('dashboard-4k-light')
})

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
