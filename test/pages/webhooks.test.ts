import t from 'tap'
import { type Delivery, healthOf, type Webhook } from '../../src/admin-ui/src/pages/webhooks/health.ts'
import { startReceiver } from '../queue/webhooks/open-office.ts'
import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { jpeg } from '../support/pictures.ts'
import { createTestClock } from '../support/test-clock.ts'
import { openBrowser, type Visited } from './open-browser.ts'

const receiver = await startReceiver(t)
const clock = createTestClock()
const { gateway, visit } = await openBrowser({ clock, environment: { WEBHOOK_TRUSTED_ORIGINS: receiver.origin } })
receiver.answers.set('/broken', { status: 500 })
receiver.answers.set('/gone', { status: 410 })

t.test('health is what came of the last message', async (t) => {
  const webhook = { enabled: true, disabled_because: null } as Webhook
  const delivery = (status: Delivery['status'], attempts: number, at: string, type = 'job.done') =>
    ({ status, attempts, last_attempt_at: at, type }) as Delivery
  const outcomes: [health: string, deliveries: Delivery[]][] = [
    ['idle', []],
    ['idle', [delivery('pending', 0, '')]],
    ['idle', [delivery('failed', 1, '2026-01-01', 'webhook.test')]],
    ['good', [delivery('failed', 10, '2026-01-01'), delivery('delivered', 1, '2026-01-02')]],
    ['trying', [delivery('delivered', 1, '2026-01-01'), delivery('pending', 2, '2026-01-02')]],
    ['failing', [delivery('failed', 10, '2026-01-03'), delivery('delivered', 1, '2026-01-02')]],
  ]
  for (const [health, deliveries] of outcomes) t.equal(healthOf(webhook, deliveries), health)
  t.equal(healthOf({ ...webhook, enabled: false }, []), 'off')
  t.equal(healthOf({ ...webhook, enabled: false, disabled_because: 'It answered 410 Gone.' }, []), 'gone')
})

const add = async ({ page }: Visited, path: string, label: string) => {
  const data = { url: `${receiver.origin}${path}`, label, events: ['job.done'], enabled: true }
  const answer = await page.context().request.post('/api/webhooks', { data })
  return ((await answer.json()) as { id: string }).id
}
const shoot = async () => {
  const answer = await postForm(`${gateway.url}/ingest/slot-001`, photoForm(await jpeg(64, 48), ingestPassword))
  await answer.arrayBuffer()
  clock.advance(1000)
}

await visit(
  'somebody is told: added, secret shown once, tested, and deleted after one question',
  {},
  async (visited) => {
    const { t, page, go, checkAccess, checkWidth, screenshot } = visited
    await go('/admin/webhooks')
    await page.getByRole('heading', { name: 'Nobody is told yet' }).waitFor()
    await screenshot('webhooks-empty-desktop-light')
    await page.getByRole('button', { name: 'Add a webhook' }).click()
    await page.getByLabel('Address').fill(`${receiver.origin}/tell`)
    await page.getByLabel('Name').fill('<script>globalThis.hit=1</script>')
    await page.getByRole('checkbox', { name: 'A budget is nearly used up' }).check()
    await checkAccess('the form')
    await screenshot('webhooks-add-desktop-light')
    await page.getByRole('button', { name: 'Add a webhook' }).click()
    t.match(await page.getByRole('status').locator('code').textContent(), /^whsec_/)
    await page.getByRole('button', { name: 'To the webhook' }).click()
    await page.getByText('Nothing sent yet').waitFor()
    await page.getByRole('button', { name: 'Send a test' }).click()
    await page.getByText(/^It arrived: 200 after/).waitFor()
    t.match(JSON.parse((await receiver.hears(1, '/tell'))[0]?.body ?? ''), { type: 'webhook.test' })
    await page.getByRole('textbox', { name: 'Address' }).fill(`${receiver.origin}/tell?`)
    await page.getByRole('checkbox', { name: 'A picture is late' }).check()
    const id = new URL(page.url()).pathname.split('/').at(-1)
    await page.context().request.patch(`/api/webhooks/${id}`, { data: { label: 'Renamed by another' } })
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('The webhook is saved.').waitFor()
    await page.getByRole('heading', { name: 'Renamed by another', level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Replace the secret …' }).click()
    await page.getByRole('button', { name: 'Replace the secret', exact: true }).click()
    await page.getByText(/the previous secret signs, too\.$/).waitFor()
    await checkAccess('the webhook')
    await checkWidth('the webhook')
    await page.getByRole('button', { name: 'Delete …' }).click()
    await page.getByRole('button', { name: 'Delete the webhook' }).click()
    await page.getByRole('heading', { name: 'Nobody is told yet' }).waitFor()
    t.equal(await page.evaluate('globalThis.hit'), undefined)
  },
)

await visit('an address that is never called is refused at its field', { mayRefuse: /^422/ }, async ({ page, go }) => {
  await go('/admin/webhooks')
  await page.getByRole('button', { name: 'Add a webhook' }).click()
  await page.getByLabel('Address').fill('http://10.0.0.1/')
  await page.getByRole('button', { name: 'Add a webhook' }).click()
  await page.getByText(/must be https on the open internet/).waitFor()
  await page.locator('[aria-invalid=true]').waitFor()
})

await visit('what did not arrive is seen, and sent again', {}, async (visited) => {
  const { page, go, screenshot } = visited
  const id = await add(visited, '/broken', 'Print server')
  await shoot()
  await receiver.hears(1, '/broken')
  await go(`/admin/webhooks/${id}`)
  await page.getByText(/1 try · answered 500 · next try/).waitFor()
  await page.getByText('Being tried again').waitFor()
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.getByText(/^It was answered with 500/).waitFor()
  await screenshot('webhook-trouble-desktop-light')
  receiver.answers.delete('/broken')
  clock.advance(6000)
  await receiver.hears(3, '/broken')
  await page.reload()
  await page.getByText('Arrives').waitFor()
  await page.getByRole('button', { name: 'Send again: job.done' }).click()
  await receiver.hears(4, '/broken')
})

await visit('an endpoint that wants no more says so, and is switched on again', {}, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  const id = await add(visited, '/gone', '')
  await shoot()
  await receiver.hears(1, '/gone')
  await go('/admin/webhooks')
  await page.getByText('Switched itself off').waitFor()
  await checkAccess('the list')
  await screenshot('webhooks-desktop-light')
  await go(`/admin/webhooks/${id}`)
  await page.getByText(/^The endpoint answered “410 Gone”/).waitFor()
  await screenshot('webhook-gone-desktop-light')
  receiver.answers.delete('/gone')
  await page.getByRole('button', { name: 'Switch on' }).press('Enter')
  await page.getByRole('button', { name: 'Switch off' }).waitFor()
  t.equal((await receiver.hears(1, '/gone')).length > 0, true)
})
