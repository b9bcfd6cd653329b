import { desktop, openBrowser, phone } from './open-browser.ts'

const { visit } = await openBrowser()

for (const scheme of ['light', 'dark'] as const) {
  for (const [size, viewport] of Object.entries({ phone, desktop })) {
    const look = { scheme, viewport }
    await visit(
      `everybody can come in: ${size}, ${scheme}`,
      look,
      async ({ page, go, checkAccess, checkWidth, screenshot }) => {
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
