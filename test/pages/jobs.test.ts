import { randomUUID } from 'node:crypto'
import { resultKey } from '../../src/media/keys.ts'
import { type jobs, refusals } from '../../src/schema.ts'
import { addAttempt, addJob } from '../queue/office.ts'
import { jpeg } from '../support/pictures.ts'
import { openBrowser, type Visited } from './open-browser.ts'

const { gateway, visit } = await openBrowser()
const evil = '<img src=x onerror="globalThis.hit=1">"><script>globalThis.hit=1</script>'
const bytes = await jpeg(900, 600)
const now = Date.now()
let minutes = 0

async function addPicture(values: Partial<typeof jobs.$inferInsert> = {}): Promise<string> {
  const key = resultKey('slot-001', randomUUID(), 1, 'image/jpeg')
  await gateway.store.write(key, bytes)
  minutes += 1
  const receivedAt = new Date(now - minutes * 60_000)
  return addJob(gateway, {
    ...{ status: 'done', failureReason: null, receivedAt, finishedAt: new Date(receivedAt.getTime() + 7300) },
    ...{ resultKey: key, resultMime: 'image/jpeg', resultBytes: bytes.length, resultSha256: key.slice(-20) },
    ...{ resultWidth: 900, resultHeight: 600, expiresAt: new Date(now + 48 * 3_600_000), inputSha256: randomUUID() },
    ...values,
  })
}

const bride = await addPicture({ clientFields: { guest: 'Anna Brautkleid', note: evil } })
await addPicture({ slotId: 'slot-002', fallback: 'original' })
await addPicture({ slotId: 'slot-003', source: 'test_run' })
await addPicture({ slotId: 'slot-004', deadlineAt: new Date(0) })
for (let at = 0; at < 60; at += 1) await addPicture({ slotId: 'slot-005' })
const refused = await addJob(gateway, {
  ...{ failureReason: 'provider_refused', details: `The service did not want to. ${evil}` },
  receivedAt: new Date(now - 90 * 60_000),
})
await addAttempt(gateway, refused, { provider: 'studio', outcome: 'failed' })

const rowsOf = ({ page }: Visited) => page.getByRole('list', { name: 'Jobs' }).getByRole('listitem')

for (const scheme of ['light', 'dark'] as const) {
  for (const [size, viewport] of Object.entries({
    phone: { width: 360, height: 780 },
    desktop: { width: 1440, height: 900 },
  })) {
    await visit(
      `everybody can use the list: ${size}, ${scheme}`,
      { scheme, viewport, as: 'viewer' },
      async (visited) => {
        await visited.go('/admin/jobs')
        await rowsOf(visited).nth(10).waitFor()
        await visited.checkAccess('the list')
        await visited.checkWidth('the list')
        await visited.screenshot(`jobs-${size}-${scheme}`)
      },
    )
  }
}

await visit(
  'a job is found by what its guest has written, and the search can be sent to somebody',
  {},
  async (visited) => {
    const { t, page, go } = visited
    await go('/admin/jobs')
    await page.getByLabel('Text').fill('br')
    await page.getByText('At least 3 characters').waitFor()
    await page.getByLabel('Text').fill('brautkleid')
    await rowsOf(visited).nth(1).waitFor({ state: 'detached' })
    t.equal(new URL(page.url()).searchParams.get('text'), 'brautkleid')
    await go(page.url())
    await rowsOf(visited).first().waitFor()
    t.equal(await rowsOf(visited).count(), 1)
    t.equal(await page.getByLabel('Text').inputValue(), 'brautkleid')
    const table = await page.request.get(
      (await page.getByRole('link', { name: 'As a table' }).getAttribute('href')) ?? '',
    )
    t.match(await table.text(), bride)
    await page.getByRole('link', { name: /Enhance/ }).click()
    await page.getByRole('heading', { name: /^Enhance, / }).waitFor()
    t.match(page.url(), bride)
    await page.goBack()
    await rowsOf(visited).first().waitFor()
    t.equal(await rowsOf(visited).count(), 1, 'the search is still there')
    t.equal(await page.evaluate('globalThis.hit'), undefined)
  },
)

await visit('what became of jobs is seen and asked for', {}, async (visited) => {
  const { t, page, go, screenshot } = visited
  await go('/admin/jobs?status=unsuccessful')
  t.match(await rowsOf(visited).allInnerTexts(), [/Enhance[^]*Failed[^]*Service refused/])
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByLabel('Reason').selectOption('Slot not set up')
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor()
  await screenshot('jobs-nothing-desktop-light')
  await page.getByRole('button', { name: 'Show all jobs' }).click()
  await rowsOf(visited).nth(20).waitFor()
  for (const [slot, badge] of [
    ['slot-002', 'Stand-in'],
    ['slot-003', 'Test'],
    ['slot-004', 'Late'],
  ] as const) {
    await page.getByLabel('Slot').selectOption(slot)
    await rowsOf(visited).nth(1).waitFor({ state: 'detached' })
    await rowsOf(visited).getByText(badge, { exact: true }).waitFor()
  }
  await go('/admin/jobs?status=nonsense&from=never&within=hour&provider=studio')
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor()
  await page.getByLabel('Time').selectOption('Last 24 hours')
  await rowsOf(visited).getByText('Service refused').waitFor()
})

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
  const form = new FormData()
  form.append('password', 'open sesame 1')
  form.append('file', new Blob([new Uint8Array(bytes)]), 'photo.jpg')
  const answer = await fetch(`${gateway.url}/ingest/slot-010`, { method: 'POST', body: form })
  await answer.arrayBuffer()
  await rowsOf(visited).getByText('Done').waitFor()
  t.equal(await rowsOf(visited).count(), 1)
})

await visit('what was turned away is told with its reason', { as: 'viewer' }, async (visited) => {
  const { t, page, go, checkAccess, checkWidth, screenshot } = visited
  await go('/admin/jobs')
  await page.getByRole('tab', { name: 'Turned away' }).click()
  await page.getByRole('heading', { name: 'No photo was turned away' }).waitFor()
  await gateway.database.insert(refusals).values({
    ...{ at: new Date(), slotId: 'slot-001', failureReason: 'payload_too_large', details: `Too large: ${evil}` },
    ...{ clientAddress: '10.0.0.7', requestId: 'r-1' },
  })
  await go('/admin/jobs?tab=refusals')
  const refusal = page.getByRole('list', { name: 'Turned away' }).getByRole('listitem')
  await refusal.getByText('The photo was larger than the slot takes.').waitFor()
  t.match(await refusal.innerText(), /Too large: <img[^]*10\.0\.0\.7/)
  await checkAccess('the refusals')
  await checkWidth('the refusals')
  await screenshot('refusals-desktop-light')
  t.equal(await page.evaluate('globalThis.hit'), undefined)
})

await visit('a search that cannot be made says so', { mayRefuse: /^400 \/api\/jobs/ }, async ({ page, go }) => {
  await go('/admin/jobs?text=ab')
  await page
    .getByRole('alert')
    .getByText(/fewer than 3 characters/)
    .waitFor()
})
