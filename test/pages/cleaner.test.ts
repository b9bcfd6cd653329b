import { randomUUID } from 'node:crypto'
import { advisoryLocks } from '../../src/database.ts'
import { sessions } from '../../src/schema.ts'
import { openBrowser } from './open-browser.ts'
import { databaseNow } from './past-week.ts'

const { gateway, visit } = await openBrowser()
const now = await databaseNow(gateway)

await visit('a look deletes nothing, and a run after one question does', {}, async (visited) => {
  const { t, page, go, gateway, checkAccess, screenshot } = visited
  const [session] = await gateway.database.select().from(sessions).limit(1)
  if (!session) throw new Error('somebody is signed in')
  const expiresAt = new Date(now - 60_000)
  for (const number of [1, 2, 3])
    await gateway.database.insert(sessions).values({ ...session, id: randomUUID(), tokenHash: `${number}`, expiresAt })
  await go('/admin/cleaner')
  await page.getByRole('button', { name: 'What would go?' }).focus()
  await page.keyboard.press('Enter')
  const said = page.getByRole('status').filter({ hasText: '.' })
  await said.getByText('Nothing was deleted. This would go:').waitFor()
  t.match(await said.textContent(), /Expired sessions3/)
  await checkAccess('what would go')
  await screenshot('cleaner-look-desktop-light')
  t.ok((await gateway.database.select().from(sessions)).length > 3)

  await page.getByRole('button', { name: 'Clean now' }).focus()
  await page.keyboard.press('Enter')
  const question = page.getByRole('group', { name: 'Clean now' })
  await question.getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor()
  await checkAccess('the question')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await said.getByText('This was deleted:').waitFor()
  await page.getByRole('region', { name: 'Last runs' }).getByText('Expired sessions: 3').waitFor()
})

await visit(
  'another run that is going on is no disaster',
  { mayRefuse: /409 \/api\/cleaner\/runs/ },
  async (visited) => {
    const { page, go, gateway, checkAccess } = visited
    await go('/admin/cleaner')
    const client = await gateway.pool.connect()
    try {
      await client.query('select pg_advisory_lock($1)', [advisoryLocks.cleaning])
      await page.getByRole('button', { name: 'What would go?' }).click()
      await page.getByText('The cleaner is running already. Try again in a moment.').waitFor()
      await checkAccess('the kind refusal')
      await client.query('select pg_advisory_unlock($1)', [advisoryLocks.cleaning])
    } finally {
      client.release()
    }
    await page.getByRole('button', { name: 'What would go?' }).click()
    await page.getByText(/^(Nothing was deleted|Nothing would go)/).waitFor()
  },
)

await visit('a long run shows that it goes on', {}, async ({ t, page, go, checkAccess, screenshot }) => {
  const moves = () => page.evaluate('document.getAnimations().some((one) => one.playState === "running")')
  const gate = Promise.withResolvers<void>()
  await page.route('**/api/cleaner/runs', async (route) => {
    if (route.request().method() === 'POST') await gate.promise
    await route.continue()
  })
  await go('/admin/cleaner')
  await page.getByRole('button', { name: 'What would go?' }).click()
  await page.getByRole('progressbar').waitFor()
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  t.ok(await moves(), 'it is seen to go on')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  t.notOk(await moves(), 'unless nothing shall move')
  await checkAccess('the progress')
  await screenshot('cleaner-progress-desktop-light')
  gate.resolve()
  await page.getByText(/^(Nothing was deleted|Nothing would go)/).waitFor()
})

await visit('the cleaner is for administrators', { as: 'viewer' }, async ({ page, go }) => {
  await go('/admin/cleaner')
  await page.getByRole('heading', { name: 'This page is for somebody else' }).waitFor()
})
