import { lookAt } from './look-at.ts'
import { openBrowser } from './open-browser.ts'

const pages = { settings: 'Settings', people: 'People', account: 'Your account', audit: 'Audit', webhooks: 'Webhooks' }

/** All pages for administrators, with something on them. */
export async function lookAtAdministration(look: Parameters<typeof lookAt>[1]): Promise<void> {
  const { gateway, visit } = await openBrowser()
  const email = `${'long.'.repeat(10)}name@studio.example`
  await gateway.app.people.create({ email, password: 'correct horse', role: 'viewer', who: 'test' })
  await lookAt(visit, look, async ({ page, go, check }) => {
    const data = { name: 'booth 7', scopes: ['jobs:read', 'metrics:read'], expires_in_days: 30 }
    await page.context().request.post('/api/tokens', { data })
    for (const [name, title] of Object.entries(pages)) {
      await go(`/admin/${name}`)
      await page.getByRole('heading', { name: title, level: 1 }).waitFor()
      await check(name)
    }
    await go('/admin/rehearsal')
    await check('rehearsal')
  })
}
