import { desktop, openBrowser, phone } from './open-browser.ts'
import { livePastWeek } from './past-week.ts'

const { gateway, visit } = await openBrowser()
await livePastWeek(gateway)
await gateway.changeSlot('slot-002', { name: '=<img src=x onerror="globalThis.hit=1">' })

for (const scheme of ['light', 'dark'] as const) {
  for (const [size, viewport] of Object.entries({ phone, desktop })) {
    await visit(`everybody can read the figures: ${size}, ${scheme}`, { scheme, viewport }, async (visited) => {
      const { page, go, checkAccess, checkWidth, screenshot } = visited
      await go('/admin/statistics')
      await page.locator('.recharts-bar-rectangle').first().waitFor()
      await checkAccess('the statistics')
      await checkWidth('the statistics')
      await screenshot(`statistics-${size}-${scheme}`)
    })
  }
}
