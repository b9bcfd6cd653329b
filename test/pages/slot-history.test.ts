import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { openBrowser } from './open-browser.ts'
import { sample } from './sample-photo.ts'

const { gateway, visit } = await openBrowser()

await visit('an earlier revision is looked at, brought back, and that undone', {}, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  await gateway.changeSlot('slot-003', { name: 'Old times', priority: 4 })
  await go('/admin/slots/slot-003?section=history')
  await page.getByRole('button', { name: /^Revision 1/ }).click()
  await page.getByText('Old times').last().waitFor()
  await checkAccess('the history')
  await screenshot('editor-history-desktop')
  await page.getByRole('button', { name: 'Bring this one back' }).click()
  await page.getByText('Revision 1 is back, as revision 3').waitFor()
  t.match((await gateway.app.slots.find('slot-003'))?.settings, { name: 'Sepia', priority: 0 })
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Revision 2 is back, as revision 4').waitFor()
  t.match((await gateway.app.slots.find('slot-003'))?.settings, { name: 'Old times', priority: 4 })
})

await visit('the doctor shows by itself what a booth did wrong', { as: 'operator' }, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  await go('/admin/slots/slot-005?section=doctor')
  await page.getByText(/^No request has come so far/).waitFor()
  const form = photoForm(sample, ingestPassword)
  const wrong = photoForm(sample, 'not the password')
  await (await postForm(`${gateway.url}/ingest/slot-005`, form)).arrayBuffer()
  t.equal((await postForm(`${gateway.url}/ingest/slot-005`, wrong)).status, 401)
  const requests = page.getByRole('list', { name: 'Requests, the newest first' }).locator('> li')
  await requests.nth(1).waitFor()
  t.ok(await requests.nth(0).getByLabel('Something is wrong').isVisible())
  t.ok(await requests.nth(1).getByLabel('Nothing wrong').isVisible())
  await requests.nth(0).getByText('Details').click()
  await requests.nth(0).getByText('fileToUpload').waitFor()
  t.notMatch(await page.content(), /not the password/)
  await checkAccess('the doctor')
  await screenshot('editor-doctor-desktop')
  t.equal(await page.getByRole('button', { name: 'Save', exact: true }).count(), 0, 'an operator changes nothing')
})
await visit('up to six settings are compared, and one is taken', {}, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  await go('/admin/slots/slot-002?section=compare')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Vary: Look' }).click()
  const grid = page.getByRole('list', { name: 'Pictures to compare' })
  t.equal(await grid.getByRole('listitem').count(), 6)
  await page.getByRole('button', { name: 'Make 6 pictures' }).click()
  await grid
    .getByText(/Made in/)
    .nth(5)
    .waitFor()
  await grid.getByRole('img', { name: 'Look: Sepia' }).waitFor()
  await checkAccess('the comparison')
  await screenshot('editor-compare-desktop')
  await grid
    .getByRole('listitem')
    .filter({ hasText: 'Look: Duotone' })
    .getByRole('button', { name: 'Take this one' })
    .click()
  await page.getByText('1 unsaved change', { exact: true }).waitFor()
  t.equal(await page.getByLabel('Look', { exact: true }).inputValue(), 'duotone')
  t.equal((await gateway.app.slots.find('slot-002'))?.revision, 1)
})
