import { cleanerRuns } from '../../src/schema.ts'
import { desktop, openBrowser, phone } from './open-browser.ts'
import { databaseNow } from './past-week.ts'

const { gateway, visit } = await openBrowser()
const now = await databaseNow(gateway)
const hostile = '<img src=x onerror="globalThis.hit=1">'
const run = (secondsAgo: number, removed: Record<string, number>, bytes = 0, errors: string[] = []) => ({
  ...{ startedAt: new Date(now - secondsAgo * 1000), milliseconds: 84, dryRun: false },
  ...{ removed, bytes, errors },
})
await gateway.database
  .insert(cleanerRuns)
  .values([
    ...[20, 40, 60].map((seconds) => run(seconds, {})),
    run(80, { results: 12, previews: 12, inputs: 3 }, 48_300_000),
    ...Array.from({ length: 30 }, (_none, at) => run(100 + at * 20, {})),
    run(720, { results: 1, newKind: 2 }, 2_100_000, [`${hostile}: EACCES`, 'results/ab/cd: EBUSY']),
  ])

for (const scheme of ['light', 'dark'] as const) {
  for (const [size, viewport] of Object.entries({ phone, desktop })) {
    await visit(`everybody can use the cleaner: ${size}, ${scheme}`, { scheme, viewport }, async (visited) => {
      const { t, page, go, checkAccess, checkWidth, screenshot } = visited
      await go('/admin/cleaner')
      await page.getByText('30 runs with nothing to do').waitFor()
      t.equal(await page.evaluate('globalThis.hit'), undefined)
      await checkAccess('the cleaner')
      await checkWidth('the cleaner')
      await screenshot(`cleaner-${size}-${scheme}`)
    })
  }
}

await visit('what has gone, and what could not, is told in words', {}, async ({ t, page, go }) => {
  await go('/admin/cleaner')
  const lines = await page
    .getByRole('region', { name: 'Last runs' })
    .locator('ul')
    .first()
    .locator('> li')
    .allTextContents()
  t.match(lines, [
    /3 runs with nothing to do/,
    /Expired pictures: 12, Previews: 12, Photos of finished jobs: 3.*48\.3 MB · 84 ms/,
    /30 runs with nothing to do/,
    /new_kind: 2, Expired pictures: 1.*EACCESresults\/ab\/cd: EBUSY/,
  ])
})
