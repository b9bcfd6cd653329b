import sharp from 'sharp'
import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { desktop, openBrowser, phone } from './open-browser.ts'
import { sample } from './sample-photo.ts'

const { gateway, visit } = await openBrowser()
const shoot = async (slot: string, photo = sample) => {
  const answer = await postForm(`${gateway.url}/ingest/${slot}`, photoForm(photo, ingestPassword))
  await answer.arrayBuffer()
  return answer.status
}
for (const at of [1, 2, 3, 4, 5, 6]) await shoot(`slot-00${at}`)
await shoot('slot-002', await sharp(sample).rotate(90).jpeg().toBuffer())
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
      },
    )
  }
}

await visit('the pages fill a very large screen', { viewport: { width: 3840, height: 2160 } }, async (visited) => {
  const { t, page, go, checkWidth, screenshot } = visited
  await go('/admin/')
  await page.getByRole('img', { name: /^Last picture of Enhance/ }).waitFor()
  const heights = await page.evaluate(
    `[...document.querySelectorAll('main li img')].map((one) => Math.round(one.parentElement.getBoundingClientRect().height))`,
  )
  t.equal(new Set(heights as number[]).size, 1, `an upright picture needs no more room: ${heights}`)
  await checkWidth('the overview')
  await screenshot('dashboard-4k-light')
})
