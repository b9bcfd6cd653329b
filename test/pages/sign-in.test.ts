import t from 'tap'
import { until } from '../support/answers.ts'
import { emailOf, openBrowser, password, phone, type Visited } from './open-browser.ts'

const { gateway, visit } = await openBrowser()

async function signIn({ page }: Visited, email: string, secret = password): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

await visit('whoever follows a link signs in first and then is where it leads', { as: null }, async (visited) => {
  const { t, page, go } = visited
  await go('/admin/first-start')
  t.match(page.url(), '/admin/sign-in')
  await signIn(visited, emailOf('admin'))
  await page.getByRole('heading', { name: 'Welcome', level: 1 }).waitFor()
  t.equal(new URL(page.url()).pathname, '/admin/first-start')
  t.equal(await page.title(), 'Welcome · PhotoChanger')
})

await visit('no link leads to another site after signing in', { as: null }, async (visited) => {
  const { t, page, go, gateway } = visited
  await go('/admin/sign-in?to=https%3A%2F%2Felsewhere.example%2Fadmin')
  await signIn(visited, emailOf('viewer'))
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  t.match(page.url(), gateway.url)
})

await visit(
  'a wrong password is answered in a sentence, and the next one is taken',
  { as: null, mayRefuse: /^401 \/api\/login$/ },
  async (visited) => {
    const { t, page, go, checkAccess } = visited
    await go('/admin/')
    await signIn(visited, emailOf('operator'), 'not the password')
    t.equal(await page.getByRole('alert').textContent(), 'The e-mail address or the password is wrong.')
    await checkAccess('the sentence')
    await signIn(visited, emailOf('operator'))
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
  },
)

await visit(
  'one can sign in, look around and sign out with the keyboard alone',
  { as: null },
  async ({ t, page, go }) => {
    const { keyboard } = page
    const press = async (key: string, times = 1) => {
      for (let at = 0; at < times; at += 1) await keyboard.press(key)
    }
    const focused = () =>
      page.evaluate<string>('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent')
    const tabTo = async (name: RegExp) => {
      for (let at = 0; at < 60; at += 1) {
        if (name.test(await focused())) return
        await press('Tab')
      }
      throw new Error(`${name} was never reached`)
    }
    await go('/admin/')
    await keyboard.type(emailOf('viewer'))
    await press('Tab')
    await keyboard.type(password)
    await press('Enter')
    await page.getByRole('heading', { name: 'Overview' }).waitFor()

    await press('Tab')
    t.equal(await focused(), 'Skip to the content')
    await press('Enter')
    t.equal(await page.evaluate('document.activeElement.id'), 'content')
    await page.locator('article button').first().waitFor()
    const outline = await page.evaluate<string>(
      'getComputedStyle(document.querySelector("article button")).outlineStyle',
    )
    t.equal(outline, 'none', 'nothing is outlined that has no focus')

    await tabTo(/^Connect a booth to Enhance$/)
    t.not(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'none', 'focus is seen')
    await press('Enter')
    await page.getByRole('dialog', { name: 'Connect a booth to Enhance' }).waitFor()
    await press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await until('the focus is back where it was', async () => (await focused()) === 'Connect a booth to Enhance')

    await page.evaluate('scrollTo(0, 0); document.querySelector("nav a").focus()')
    await tabTo(/viewer@studio/)
    await press('Enter')
    await page.getByLabel('Colours').waitFor()
    await tabTo(/^Sign out$/)
    await press('Enter')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  },
)

await visit('who has a temporary password chooses another before anything else', { as: null }, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  const { email, temporary } = await makePerson('new@studio.example')
  await go('/admin/')
  await signIn(visited, email, temporary)
  await page.getByRole('heading', { name: 'Your password' }).waitFor()
  await checkAccess('the page')
  await screenshot('own-password-desktop-light')
  await go('/admin/')
  t.match(page.url(), '/admin/own-password', 'there is no way around it')
  await page.getByLabel('Current password').fill(temporary)
  await page.getByLabel('New password').fill('short')
  await page.getByRole('button', { name: 'Save the password' }).click()
  await page.getByText('At least 8 characters, please.').waitFor()
  await page.getByLabel('New password').fill('one of my own')
  await page.getByRole('button', { name: 'Save the password' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
})

await visit('a session that has ended leads to the sign-in page and back', { mayRefuse: /^401 / }, async (visited) => {
  const { t, page, go } = visited
  await go('/admin/first-start')
  await page.context().clearCookies()
  await page.getByRole('link', { name: 'Overview', exact: true }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await signIn(visited, emailOf('admin'))
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  t.equal(new URL(page.url()).pathname, '/admin')
})

await visit(
  'a page for administrators is no page for a viewer',
  { as: 'viewer' },
  async ({ page, go, checkAccess }) => {
    await go('/admin/first-start')
    await page.getByRole('heading', { name: 'This page is for somebody else' }).waitFor()
    await checkAccess('the sentence')
  },
)

await visit('an address that no page has says so', {}, async ({ page, go, checkAccess }) => {
  await go('/admin/no/such/page')
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
  await checkAccess('the sentence')
  await page.getByRole('link', { name: 'To the overview' }).click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
})

await visit(
  'on a phone the navigation opens, leads on and closes',
  { viewport: phone },
  async ({ t, page, go, checkAccess, screenshot }) => {
    await go('/admin/first-start')
    const overview = page.getByRole('link', { name: 'Overview', exact: true })
    t.equal(await overview.isVisible(), false)
    await page.getByRole('button', { name: 'Open the menu' }).click()
    await overview.waitFor()
    await checkAccess('the open menu')
    await screenshot('menu-phone-light')
    await overview.click()
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    t.equal(await overview.isVisible(), false)
  },
)

async function makePerson(email: string) {
  const login = await fetch(`${gateway.url}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: emailOf('admin'), password }),
  })
  const [cookie = ''] = login.headers.getSetCookie()
  const made = await fetch(`${gateway.url}/api/people`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: cookie.split(';')[0] ?? '' },
    body: JSON.stringify({ email, role: 'viewer' }),
  })
  t.equal(made.status, 201)
  const { temporary_password: temporary } = (await made.json()) as { temporary_password: string }
  return { email, temporary }
}
