import { refusals } from '../../src/schema.ts'
import { desktop, openBrowser } from './open-browser.ts'
import { createEvening, evil, rowsOf } from './open-jobs.ts'

const { gateway, visit } = await openBrowser()
const { addPicture, addRefused } = createEvening(gateway)
await addPicture({ clientFields: { guest: evil } })
await addPicture({ slotId: 'slot-002', fallback: 'original' })
await addPicture({ slotId: 'slot-003', source: 'test_run' })
await addPicture({ slotId: 'slot-004', deadlineAt: new Date(0) })
await addRefused()
for (let at = 0; at < 9; at += 1) await addPicture({ slotId: 'slot-005' })

for (const scheme of ['light', 'dark'] as const) {
  for (const [size, viewport] of Object.entries({
    phone: { width: 360, height: 780 },
    desktop,
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
  t.match(await refusal.textContent(), /Too large: <img[\s\S]*10\.0\.0\.7/)
  await checkAccess('the refusals')
  await checkWidth('the refusals')
  await screenshot('refusals-desktop-light')
  t.equal(await page.evaluate('globalThis.hit'), undefined)
})
