import { sql } from '../../src/drizzle.ts'
import { createCatalogue } from '../../src/providers/catalogue/catalogue.ts'
import { echo, fakeProvider } from '../support/fake-provider.ts'
import { desktop, openBrowser, phone } from './open-browser.ts'

const hostile = '<img src=x onerror="globalThis.hit=1">'
const nobody = 'http://127.0.0.1:1'
const { gateway, visit } = await openBrowser({
  withServices: true,
  catalogue: createCatalogue({ today: () => '2026-11-21' }),
  environment: {
    ...{ OPENAI_API_KEY: 'test-openai-key-of-a-studio-7Q2x', OPENAI_BASE_URL: `${nobody}/v1` },
    ...{ GEMINI_BASE_URL: nobody, FAL_BASE_URL: nobody, TURBOTEXT_BASE_URL: nobody },
  },
  providers: {
    fake: { ...fakeProvider(echo), isSetUp: true, probe: async () => ({ isFine: true, says: `fine ${hostile}` }) },
  },
})
await gateway.changeSlot('slot-002', {
  chain: [{ provider: 'openai', operation: 'edit', settings: { model: 'gpt-image-1.5', prompt: 'x' } }],
})
await gateway.database.execute(sql`insert into provider_lanes (name, failures, openings, open_until, reason) values
  ('openai 0a1b gpt-image-2', 6, 2, now() + interval '1 hour', 'overloaded'),
  (${`fake 0a1b ${hostile}`}, 6, 2, now() + interval '1 hour', 'unheard_of')`)
await gateway.database.execute(sql`insert into provider_limits (provider, daily_budget_micros, monthly_budget_micros, changed_at)
  values ('openai', 10000000, 150000000, now())`)
await gateway.database.execute(sql`insert into spending (scope, period, micros, calls) values
  ('provider openai', to_char(now() at time zone 'UTC', 'YYYY-MM-DD'), 8700000, 80),
  ('provider openai', to_char(now() at time zone 'UTC', 'YYYY-MM'), 41000000, 400)`)

for (const scheme of ['light', 'dark'] as const) {
  for (const [size, viewport] of Object.entries({ phone, desktop })) {
    await visit(`everybody can use the services: ${size}, ${scheme}`, { scheme, viewport }, async (visited) => {
      const { t, page, go, checkAccess, checkWidth, screenshot } = visited
      await go('/admin/providers')
      const openai = page.getByRole('region', { name: 'OpenAI' })
      await openai.getByText(/gpt-image-2 is not called until/).waitFor()
      await screenshot(`providers-${size}-${scheme}`)
      await openai.getByText('12 models and their prices').click()
      await openai.getByText('Limits and budgets').click()
      await openai.scrollIntoViewIfNeeded()
      t.equal(await page.evaluate('globalThis.hit'), undefined)
      await checkAccess('the services')
      await checkWidth('the services')
      await screenshot(`providers-open-${size}-${scheme}`)
    })
  }
}

await visit('whoever may only look sees state, money and models, and no key', { as: 'viewer' }, async (visited) => {
  const { t, page, go } = visited
  await go('/admin/providers')
  const openai = page.getByRole('region', { name: 'OpenAI' })
  await openai.getByText('$8.70 of $10.00').waitFor()
  await openai.getByText(/^gpt-image-1\.5 ends in 10 days\. Slots: slot-002\. Its successor is/).waitFor()
  await openai.getByText('12 models and their prices').click()
  const model = openai.getByRole('listitem').filter({ hasText: 'gpt-image-1-mini' })
  t.match(await model.textContent(), /\$0\.011 a picture.*usually \d+.* s.*Until Dec 1 2026\. Its successor is/)
  t.equal(await page.getByRole('main').getByRole('button').count(), 0)
  t.notMatch(await page.content(), /7Q2x/)
})
