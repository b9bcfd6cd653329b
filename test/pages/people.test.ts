import { emailOf, openBrowser, password, type Visited } from './open-browser.ts'

const { gateway, visit } = await openBrowser()
const make = (email: string, role: 'viewer' | 'operator' | 'admin' = 'viewer') =>
  gateway.app.people.create({ email, password, role, who: 'test' })

const openPerson = async ({ page, go }: Visited, email: string) => {
  await go('/admin/people')
  await page.getByRole('main').getByRole('button', { name: email }).click()
  return page.getByRole('dialog', { name: email })
}

await visit('somebody is added with a password that is shown once, and can sign in with it', {}, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  await go('/admin/people')
  await page.getByRole('button', { name: 'Add somebody' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add somebody' })
  await dialog.getByLabel('E-mail address').fill('Anna@Studio.example')
  await dialog.getByRole('radio', { name: 'Viewer' }).check()
  await checkAccess('the form')
  await screenshot('people-add-desktop-light')
  await dialog.getByRole('button', { name: 'Add somebody' }).click()
  const secret = await dialog.getByRole('status').locator('code').textContent()
  await checkAccess('the password')
  await dialog.getByRole('button', { name: 'Copy: Temporary password of anna@studio.example' }).waitFor()
  await screenshot('people-added-desktop-light')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'anna@studio.example' }).getByText('Viewer · temporary password').waitFor()
  const answer = await fetch(`${gateway.url}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'anna@studio.example', password: secret }),
  })
  t.equal(answer.status, 200)
})

await visit(
  'an address that is taken, or is none, is refused where it is typed',
  { mayRefuse: /^4\d\d/ },
  async (v) => {
    const { page, go } = v
    await go('/admin/people')
    await page.getByRole('button', { name: 'Add somebody' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add somebody' })
    await dialog.getByLabel('E-mail address').fill(emailOf('viewer'))
    await dialog.getByRole('button', { name: 'Add somebody' }).click()
    await dialog.getByRole('alert').getByText('There is an account with this e-mail already.').waitFor()
  },
)

await visit(
  'a role is changed, an account disabled and enabled, and deleted after one question',
  {},
  async (visited) => {
    const { t, page, checkAccess, screenshot } = visited
    await make('ben@studio.example')
    const dialog = await openPerson(visited, 'ben@studio.example')
    await dialog.getByText('Nowhere right now.').waitFor()
    await checkAccess('an account')
    await screenshot('person-desktop-light')
    await dialog.getByRole('radio', { name: 'Operator' }).check()
    await dialog.getByRole('button', { name: 'Save the role' }).click()
    await page.getByRole('button', { name: 'ben@studio.example Operator', includeHidden: true }).waitFor()
    await dialog.getByRole('button', { name: 'Disable' }).click()
    await dialog.getByRole('button', { name: 'Enable again' }).click()
    await dialog.getByRole('button', { name: 'Disable' }).waitFor()
    await dialog.getByRole('button', { name: 'Delete …' }).click()
    await dialog.getByText('Delete the account of ben@studio.example, with its tokens?').waitFor()
    t.equal(await page.evaluate('document.activeElement.textContent'), 'Cancel', 'Enter alone deletes nobody')
    await page.keyboard.press('Enter')
    t.ok(await gateway.app.people.findByEmail('ben@studio.example'))
    await dialog.getByRole('button', { name: 'Delete …' }).click()
    await dialog.getByRole('button', { name: 'Delete the account' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'ben@studio.example' }).waitFor({ state: 'detached' })
    t.notOk(await gateway.app.people.findByEmail('ben@studio.example'))
  },
)

await visit('somebody gets a new password, and is signed out', {}, async (visited) => {
  const { t, page } = visited
  await make('cleo@studio.example')
  await page
    .context()
    .browser()
    ?.newContext({ baseURL: gateway.url })
    .then(async (other) => {
      await other.request.post('/api/login', { data: { email: 'cleo@studio.example', password } })
      await other.close()
    })
  const dialog = await openPerson(visited, 'cleo@studio.example')
  await dialog.getByRole('list').getByRole('listitem').waitFor()
  await dialog.getByRole('button', { name: 'Sign out everywhere' }).click()
  await dialog.getByText('Nowhere right now.').waitFor()
  await dialog.getByRole('button', { name: 'Give a new password …' }).click()
  await dialog.getByRole('button', { name: 'Give a new password', exact: true }).click()
  t.ok((await dialog.getByRole('status').locator('code').textContent())?.length)
})

await visit('the last administrator stays one, and is told so where it was tried', { mayRefuse: /^409/ }, async (v) => {
  const { page, screenshot } = v
  const dialog = await openPerson(v, emailOf('admin'))
  await dialog.getByText('You change your own under “Your account”.').waitFor()
  await dialog.getByRole('radio', { name: 'Viewer' }).check()
  await dialog.getByRole('button', { name: 'Save the role' }).click()
  const refusal = 'This is the last administrator. Make another one first.'
  await dialog.getByRole('region', { name: 'Role' }).getByRole('alert').getByText(refusal).waitFor()
  const access = dialog.getByRole('region', { name: 'Access' })
  await access.getByRole('button', { name: 'Disable' }).click()
  await access.getByRole('alert').getByText(refusal).waitFor()
  await access.getByRole('button', { name: 'Delete …' }).click()
  await access.getByRole('button', { name: 'Delete the account' }).click()
  await access.getByRole('group').getByRole('alert').getByText(refusal).waitFor()
  await screenshot('person-last-admin-desktop-light')
  // Of the question first, if the focus is still there.
  await page.keyboard.press('Escape')
  await access.getByRole('group').waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
})

await visit('people are for administrators', { as: 'operator' }, async ({ page, go }) => {
  await go('/admin/people')
  await page.getByRole('heading', { name: 'This page is for somebody else' }).waitFor()
})
