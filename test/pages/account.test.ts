import { leastRoles, type Scope } from '../../src/admin-ui/src/pages/account/scopes.ts'
import { emailOf, openBrowser, password } from './open-browser.ts'

const { gateway, visit } = await openBrowser()

await visit(
  'a token is made with the scopes that were ticked, shown once, works, and is deleted',
  { as: 'operator' },
  async (visited) => {
    const { t, page, go, checkAccess, screenshot } = visited
    await go('/admin/account')
    await page.getByText('You have none.').waitFor()
    await page.getByRole('button', { name: 'New token' }).click()
    await page.getByRole('button', { name: 'Make the token' }).click()
    t.equal(await page.evaluate('document.activeElement.tagName'), 'INPUT', 'the name is asked for')
    await page.getByLabel('Name', { exact: true }).fill('<b>booth</b> "7" {{x}}')
    await page.getByRole('button', { name: 'Make the token' }).click()
    await page.getByText('Choose at least one.').waitFor()
    for (const [scope, role] of Object.entries(leastRoles)) {
      const isDisabled = await page.getByRole('checkbox', { name: scope }).isDisabled()
      t.equal(isDisabled, role === 'admin', scope)
    }
    await page.getByRole('checkbox', { name: 'jobs:read' }).check()
    await page.getByLabel('Valid for').selectOption('7')
    await checkAccess('the form')
    await screenshot('account-token-desktop-light')
    await page.getByRole('button', { name: 'Make the token' }).click()
    const secret = await page.getByRole('status').locator('code').textContent()
    const ask = async () =>
      (await fetch(`${gateway.url}/api/jobs`, { headers: { authorization: `Bearer ${secret}` } })).status
    t.equal(await ask(), 200)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByText('<b>booth</b> "7" {{x}}', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Delete …' }).click()
    await page.getByRole('button', { name: 'Delete the token' }).click()
    await page.getByText('You have none.').waitFor()
    t.equal(await ask(), 401)
  },
)

await visit('what the pages know of scopes is what the gateway holds', {}, async ({ t, page }) => {
  for (const role of ['viewer', 'operator', 'admin'] as const) {
    await page.context().request.post('/api/login', { data: { email: emailOf(role), password } })
    for (const [scope, least] of Object.entries(leastRoles) as [Scope, typeof role][]) {
      const data = { name: 'probe', scopes: [scope], expires_in_days: 1 }
      const answer = await page.context().request.post('/api/tokens', { data })
      const isEnough = role === 'admin' || least === 'viewer' || least === role
      t.equal(answer.ok(), isEnough, `${scope} as ${role}`)
    }
  }
})

await visit('a session elsewhere is signed out, and one’s own is told apart', { as: 'viewer' }, async (visited) => {
  const { t, page, go } = visited
  const elsewhere = async () => {
    const answer = await fetch(`${gateway.url}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' },
      body: JSON.stringify({ email: emailOf('viewer'), password }),
    })
    return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  }
  const cookie = await elsewhere()
  await go('/admin/account')
  await page.getByText('This device').waitFor()
  const there = page.getByRole('button', { name: 'Sign out: Firefox · Windows' })
  await there.click()
  await there.waitFor({ state: 'detached' })
  t.equal((await fetch(`${gateway.url}/api/me`, { headers: { cookie } })).status, 401)
})

await visit(
  'one’s own password is changed; a wrong one is said to be',
  { as: 'viewer', mayRefuse: /^401/ },
  async (v) => {
    const { page, go } = v
    await go('/admin/account')
    await page.getByLabel('Current password').fill('not this one')
    await page.getByLabel('New password').fill('a better one 9')
    await page.getByRole('button', { name: 'Save the password' }).click()
    await page.getByRole('alert').getByText('The current password is wrong.').waitFor()
    await page.getByLabel('Current password').fill(password)
    await page.getByRole('button', { name: 'Save the password' }).click()
    await page.getByText('Your password is changed. Other devices are signed out.').waitFor()
  },
)

await visit('the way there is with the name', { as: 'operator' }, async ({ page, go }) => {
  await go('/admin/')
  await page.getByRole('button', { name: /^Your account/ }).click()
  await page.getByRole('link', { name: 'Password, sessions, tokens' }).click()
  await page.getByRole('heading', { name: 'Your account', level: 1 }).waitFor()
})
