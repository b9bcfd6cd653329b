import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { openBrowser } from './open-browser.ts'
import { createEvening, rowsOf } from './open-jobs.ts'

const { gateway, visit } = await openBrowser()
const { addPicture } = createEvening(gateway)

await addPicture()
for (let at = 0; at < 64; at += 1) await addPicture({ slotId: 'slot-005' })

await visit('older jobs come by scrolling, and by the keyboard', {}, async (visited) => {
  const { t, page, go } = visited
  await go('/admin/jobs')
  await rowsOf(visited).nth(49).waitFor()
  await page.getByRole('button', { name: 'Older ones' }).or(page.getByText('That is all.')).scrollIntoViewIfNeeded()
  await page.getByText('That is all.').waitFor()
  t.equal(await rowsOf(visited).count(), 65)
  await page.getByRole('searchbox', { name: 'Text' }).focus()
  for (let at = 0; at < 40; at += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate('document.activeElement.pathname?.startsWith("/admin/jobs/")')) break
  }
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /^Enhance, / }).waitFor()
})

await visit('a photo that comes now is at the top by itself', {}, async (visited) => {
  const { t, page, go } = visited
  await go('/admin/jobs?slot=slot-010')
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor()
  const form = photoForm(await jpeg(900, 600), ingestPassword)
  t.equal((await postForm(`${gateway.url}/ingest/slot-010`, form)).status, 200)
  await rowsOf(visited).getByText('Done').waitFor()
  t.equal(await rowsOf(visited).count(), 1)
})
