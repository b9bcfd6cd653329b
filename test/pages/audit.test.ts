import t from 'tap'
import { recordChange } from '../../src/accounts/audit.ts'
import { differencesBetween, subjectOf } from '../../src/admin-ui/src/pages/audit/differences.ts'
import { openBrowser } from './open-browser.ts'

t.test('a change is shown field by field', async (t) => {
  const before = { settings: { name: 'A', chain: [{ provider: 'x' }], on: true }, gone: null }
  const after = { settings: { name: 'B', chain: [{ provider: 'x' }, { provider: 'y' }], on: true } }
  t.strictSame(differencesBetween(before, after), [
    { path: 'settings.name', before: 'A', after: 'B' },
    { path: 'gone', before: 'null', after: undefined },
    { path: 'settings.chain.1.provider', before: undefined, after: 'y' },
  ])
  t.strictSame(differencesBetween(null, { list: [] }), [{ path: 'list', before: undefined, after: '[]' }])
  t.strictSame(differencesBetween(after, after), [])
  t.equal(subjectOf(null, { id: 'slot-001', revision: 1 }), 'slot-001')
  t.equal(subjectOf({ email: 'a@b.example', id: 'x' }, null), 'a@b.example')
  t.equal(subjectOf('text', null), null)
})

const { gateway, visit } = await openBrowser()
const hostile = '<img src=x onerror="globalThis.hit=1">'
for (let at = 0; at < 70; at += 1)
  await recordChange(gateway.database, {
    ...{ who: at % 2 ? 'anna@studio.example' : 'ben@studio.example', what: 'slot.saved' },
    ...{
      before: { id: `slot-${at}`, settings: { name: 'A' } },
      after: { id: `slot-${at}`, settings: { name: hostile } },
    },
  })
await recordChange(gateway.database, {
  who: hostile,
  what: 'moon.landed',
  before: null,
  after: { id: '$t(shell.signOut)' },
})

await visit('one finds out who changed what, and the address keeps what was looked for', {}, async (visited) => {
  const { t, page, go, checkAccess, checkWidth, screenshot } = visited
  await go('/admin/audit')
  const list = page.getByRole('list', { name: 'Audit' })
  await list.getByText('moon.landed').waitFor()
  await list.getByText('$t(shell.signOut)', { exact: true }).waitFor()
  await page.getByLabel('What').selectOption({ label: 'Slot saved' })
  await list.getByText('moon.landed').waitFor({ state: 'detached' })
  t.match(page.url(), 'what=slot.saved')
  await list.locator('> li').nth(49).waitFor()
  await page.evaluate('scrollTo(0, document.body.scrollHeight)')
  await list.getByText('slot-0', { exact: true }).waitFor()
  await page.getByLabel('Who').fill('anna@studio.example')
  await list.getByText('slot-0', { exact: true }).waitFor({ state: 'detached' })
  t.match(page.url(), 'who=anna')
  await page.getByText('1 field').first().click()
  const after = list.locator('ins').first()
  t.match(await after.textContent(), hostile)
  await checkAccess('a change')
  await checkWidth('a change')
  await screenshot('audit-desktop-light')
  await page.reload()
  await list.waitFor()
  t.equal(await page.getByLabel('Who').inputValue(), 'anna@studio.example')
  t.equal(await page.getByLabel('What').inputValue(), 'slot.saved')
  await page.getByLabel('From').fill('2020-01-01')
  await page.getByLabel('To', { exact: true }).fill('2020-01-02')
  await page.getByRole('heading', { name: 'Nothing was changed' }).waitFor()
  await page.getByRole('button', { name: 'Show everything' }).click()
  await list.getByText('moon.landed').waitFor()
  t.equal(await page.getByLabel('Who').inputValue(), '')
  t.equal(await page.evaluate('globalThis.hit'), undefined)
})

await visit('a person is chosen with the keyboard', {}, async ({ t, page, go }) => {
  await go('/admin/audit')
  await page.getByRole('button', { name: 'anna@studio.example' }).first().press('Enter')
  await page.getByRole('button', { name: 'ben@studio.example' }).first().waitFor({ state: 'detached' })
  t.equal(await page.getByLabel('Who').inputValue(), 'anna@studio.example')
})
