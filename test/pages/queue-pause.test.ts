import { fakeChain, gatedProvider } from '../support/fake-provider.ts'
import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { openBrowser } from './open-browser.ts'

const gated = gatedProvider()
const { gateway, visit } = await openBrowser({ providers: { fake: gated.provider } })
await gateway.changeSlot('slot-001', { chain: fakeChain() })
const photo = photoForm(await jpeg(64, 48), ingestPassword)
const pausing = 'Pause the queue'

await visit('an administrator holds the queue and lets it go, by keys alone', {}, async (visited) => {
  const { t, page, go, gateway, checkAccess, screenshot } = visited
  await go('/admin/queue')
  await page.getByRole('button', { name: pausing }).focus()
  await page.keyboard.press('Enter')
  const question = page.getByRole('group', { name: pausing })
  await question.getByText(/Guests wait no longer than the window/).waitFor()
  await checkAccess('the question')
  await screenshot('queue-pause-desktop-light')
  await question.getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await question.waitFor({ state: 'detached' })
  await page.getByText(/^Paused since .* by admin@studio\.example\.$/).waitFor()
  const answer = postForm(`${gateway.url}/ingest/slot-001`, photo)
  const waiting = page.locator('dl > div', { hasText: 'Waiting' })
  await waiting.getByText('1', { exact: true }).waitFor()
  await checkAccess('the held queue')
  await screenshot('queue-paused-desktop-light')
  await page.getByRole('button', { name: 'Resume the queue' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: pausing }).waitFor()
  await gated.holds(1)
  gated.release()
  t.equal((await answer).status, 200)
  await waiting.getByText('0', { exact: true }).waitFor()
})

await visit('what the gateway refuses is said in the question itself', { mayRefuse: /503/ }, async ({ page, go }) => {
  await page.route('**/api/queue/pause', (route) =>
    route.fulfill({ status: 503, json: { failure_reason: 'unavailable', details: 'The database rests.' } }),
  )
  await go('/admin/queue')
  await page.getByRole('button', { name: pausing }).click()
  const question = page.getByRole('group', { name: pausing })
  await question.getByRole('button', { name: pausing }).click()
  await question.getByRole('alert').getByText('The database rests.').waitFor()
  await question.getByRole('button', { name: 'Cancel' }).click()
  await question.waitFor({ state: 'detached' })
  await page.getByText('Running', { exact: true }).waitFor()
})
