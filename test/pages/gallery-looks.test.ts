import { desktop, openBrowser, phone } from './open-browser.ts'
import { shootDifferent } from './shoot.ts'

const { gateway, visit } = await openBrowser()
await gateway.changeSlot('slot-001', { keepOriginal: true })
for (const at of [1, 2, 3, 4, 5, 6, 7, 3, 2, 1]) await shootDifferent(gateway.url, `slot-00${at}`)
const name = '<svg/onload=globalThis.hit=1>{{7*7}} $t(shell.signOut)'
await gateway.changeSlot('slot-007', { name })

for (const scheme of ['light', 'dark'] as const) {
  for (const [size, viewport] of Object.entries({ phone, desktop })) {
    await visit(`everybody can use the gallery: ${size}, ${scheme}`, { scheme, viewport }, async (v) => {
      const { page, go, checkAccess, checkWidth, screenshot } = v
      await go('/admin/gallery')
      const cells = page.getByRole('list', { name: 'Pictures' }).getByRole('button')
      await cells.nth(9).waitFor()
      await checkAccess('the gallery')
      await checkWidth('the gallery')
      await screenshot(`gallery-${size}-${scheme}`)
      await cells.first().click()
      await page.getByRole('dialog').getByRole('img', { name: 'The link of this picture as a QR code' }).waitFor()
      await checkAccess('the viewer')
      await checkWidth('the viewer')
      await screenshot(`gallery-viewer-${size}-${scheme}`)
    })
  }
}

await visit('it fits the narrowest phone', { viewport: { width: 360, height: 640 } }, async (v) => {
  const { t, page, go, checkWidth, screenshot } = v
  await go('/admin/gallery?slot=slot-007')
  const cells = page.getByRole('list', { name: 'Pictures' }).getByRole('button')
  await cells.first().waitFor()
  await page.getByRole('button', { name: 'Select' }).click()
  await cells.first().click()
  await page.getByRole('region', { name: 'Select' }).waitFor()
  await checkWidth('the gallery')
  await screenshot('gallery-select-narrow-light')
  t.equal(await page.evaluate('globalThis.hit'), undefined)
  t.equal(await page.locator('svg[onload]').count(), 0)
})
