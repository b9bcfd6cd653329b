import { addJob } from '../queue/office.ts'
import { desktop, openBrowser, phone } from './open-browser.ts'
import { databaseNow, ledgerOf } from './past-week.ts'

const { gateway, visit } = await openBrowser()
await liveBusyHour()

/** An evening's rush: many photos in the middle of the hour, some of them too late. */
async function liveBusyHour(): Promise<void> {
  const now = await databaseNow(gateway)
  for (let minute = 2; minute < 58; minute += 1) {
    const rush = Math.max(0, 6 - Math.abs(minute - 30) / 3)
    for (let count = 0; count < 1 + rush / 2; count += 1) {
      const at = now - minute * 60_000 + count * 9000
      const waited = rush * 4000
      const isLate = rush > 5 && count === 0
      await addJob(gateway, {
        ...(isLate
          ? { status: 'timeout', failureReason: 'provider_timeout' }
          : { status: 'done', failureReason: null }),
        ...{ receivedAt: new Date(at), startedAt: new Date(at + waited + 200) },
        finishedAt: new Date(at + waited + 7000 + minute * 30),
        ledger: ledgerOf(150 + rush * 30, 6000 + minute * 30),
      })
    }
  }
}

for (const scheme of ['light', 'dark'] as const) {
  for (const [size, viewport] of Object.entries({ phone, desktop })) {
    await visit(`everybody can see the queue: ${size}, ${scheme}`, { scheme, viewport }, async (visited) => {
      const { page, go, checkAccess, checkWidth, screenshot } = visited
      await go('/admin/queue')
      await page.locator('.recharts-line-curve').first().waitFor()
      await checkAccess('the queue')
      await checkWidth('the queue')
      await screenshot(`queue-${size}-${scheme}`)
    })
  }
}

await visit('what is drawn is said in words, and can be read as a table', { as: 'viewer' }, async ({ t, page, go }) => {
  await go('/admin/queue')
  const outcomes = page.getByRole('figure', { name: 'What came of the photos' })
  t.match(await outcomes.textContent(), /Done \d+Failed 0Not in time \(504\) [1-9]/)
  const overhead = page.getByRole('figure', { name: 'Whose time it was' })
  t.match(await overhead.textContent(), /The gateway up to \d+ msThe service up to [67]\.\d sec/)
  await overhead.getByText('As a table').click()
  await overhead.getByRole('row').nth(60).waitFor()
  t.equal(await overhead.getByRole('row').count(), 61)
  await page.getByLabel('Time', { exact: true }).selectOption('Last 15 minutes')
  await page.getByText(/Not in time \(504\) 0/).waitFor()
  t.equal(await page.getByRole('button', { name: 'Pause the queue' }).count(), 0, 'only administrators hold the queue')
})
