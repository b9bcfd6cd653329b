import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { ingestPassword } from '../support/gateway.ts'
import { desktop, openBrowser, phone } from './open-browser.ts'

const sample = await readFile(path.join(import.meta.dirname, '..', '..', 'docs', 'pictures', 'sample.jpg'))
const { gateway, visit } = await openBrowser()

for (const at of [1, 2, 3, 4, 5, 6, 7]) {
  const form = new FormData()
  form.append('password', ingestPassword)
  form.append('fileToUpload', new Blob([new Uint8Array(sample)], { type: 'image/jpeg' }), 'a.jpg')
  await (await fetch(`${gateway.url}/ingest/slot-00${at}`, { method: 'POST', body: form })).arrayBuffer()
}
for (const scheme of ['light', 'dark'] as const)
  for (const [size, viewport] of Object.entries({ phone, desktop })) {
    await visit(
      `look ${size} ${scheme}`,
      { scheme, viewport },
      async ({ go, screenshot, page, checkAccess, checkWidth }) => {
        await go('/admin/')
        await screenshot(`dashboard-${size}-${scheme}`)
        await checkAccess('d')
        await checkWidth('d')
        await page.getByRole('button', { name: 'Connect a booth to Sepia' }).click()
        await page.getByRole('dialog').waitFor()
        await checkAccess('m')
        await screenshot(`connect-${size}-${scheme}`)
        await page.keyboard.press('Escape')
        await go('/admin/first-start')
        await screenshot(`first-start-${size}-${scheme}`)
        await checkAccess('f')
        await checkWidth('f')
      },
    )
    await visit(
      `sign in ${size} ${scheme}`,
      { scheme, viewport, as: null },
      async ({ go, screenshot, checkAccess, checkWidth }) => {
        await go('/admin/')
        await screenshot(`sign-in-${size}-${scheme}`)
        await checkAccess('s')
        await checkWidth('s')
      },
    )
  }
