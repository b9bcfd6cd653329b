import { randomUUID } from 'node:crypto'
import { eq, sql } from '../../src/drizzle.ts'
import { jobs } from '../../src/schema.ts'
import { openBrowser } from './open-browser.ts'
import { shootDifferent } from './shoot.ts'

const { gateway, visit } = await openBrowser()
await shootDifferent(gateway.url)
const [first] = await gateway.database.select().from(jobs)
if (!first) throw new Error('there is no job')
const older = Array.from({ length: 150 }, (_, at) => ({
  ...first,
  id: randomUUID(),
  receivedAt: new Date(first.receivedAt.getTime() - (at + 1) * 60_000),
}))
await gateway.database.insert(jobs).values(older)

await visit(
  'the gallery goes on as far as somebody scrolls, and new pictures wait above',
  {},
  async ({ t, page, go }) => {
    await go('/admin/gallery')
    const cells = page.getByRole('list', { name: 'Pictures' }).getByRole('button')
    await cells.nth(59).waitFor()
    for (const seen of [60, 120, 150]) {
      await page.evaluate('scrollTo(0, document.body.scrollHeight)')
      await cells.nth(seen).waitFor()
    }
    t.equal(await cells.count(), 151)
    await cells.nth(100).scrollIntoViewIfNeeded()
    const place = await cells.nth(100).boundingBox()
    t.equal(await shootDifferent(gateway.url, 'slot-002'), 200)
    const pill = page.getByRole('button', { name: '1 new picture' })
    await pill.waitFor()
    t.strictSame(await cells.nth(100).boundingBox(), place, 'nothing has moved')
    await pill.click()
    await cells.nth(151).waitFor()
    t.match(await cells.first().getAttribute('aria-label'), /^Black and white, /)
  },
)

await visit('what came too late, or was given in place of the picture, says so', {}, async ({ page, go }) => {
  await gateway.database.update(jobs).set({ fallback: 'original' }).where(eq(jobs.id, first.id))
  const late = sql`deadline_at + interval '1 second'`
  await gateway.database.update(jobs).set({ finishedAt: late }).where(eq(jobs.slotId, 'slot-002'))
  await go('/admin/gallery')
  await page
    .getByRole('button', { name: /^Black and white/ })
    .getByText('Late')
    .waitFor()
  await page
    .getByRole('button', { name: /^Enhance/ })
    .first()
    .getByText('Stand-in')
    .waitFor()
})

await visit('pictures whose time is over are not shown', {}, async ({ t, page, go }) => {
  const end = sql`now() - interval '1 minute'`
  await gateway.database
    .update(jobs)
    .set({ expiresAt: end })
    .where(sql`received_at < ${first.receivedAt.toISOString()}`)
  await go('/admin/gallery')
  const cells = page.getByRole('list', { name: 'Pictures' }).getByRole('button')
  await cells.nth(1).waitFor()
  await page.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' })
  t.equal(await cells.count(), 2)
})
