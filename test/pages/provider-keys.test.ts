import { sql } from '../../src/drizzle.ts'
import { echo, fakeProvider } from '../support/fake-provider.ts'
import { openBrowser } from './open-browser.ts'

const nobody = 'http://127.0.0.1:1'
const { visit } = await openBrowser({
  withServices: true,
  environment: {
    ...{ OPENAI_API_KEY: 'test-openai-key-of-a-studio-7Q2x', OPENAI_BASE_URL: `${nobody}/v1` },
    ...{ GEMINI_BASE_URL: nobody, FAL_BASE_URL: nobody, TURBOTEXT_BASE_URL: nobody },
  },
  providers: {
    fake: { ...fakeProvider(echo), isSetUp: true, probe: async () => ({ isFine: true, says: 'The key is taken.' }) },
  },
})
const key = 'test-gemini-key-of-a-studio-9abc'

await visit('a key goes in by keys alone, and never comes out', {}, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  await go('/admin/providers')
  const gemini = page.getByRole('region', { name: 'Google Gemini' })
  await gemini.getByText('No key', { exact: true }).first().waitFor()
  await gemini.getByRole('button', { name: 'Set a key for Google Gemini' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.type('short')
  await page.keyboard.press('Enter')
  await gemini.getByText('At least 8 characters, and no spaces.').waitFor()
  await checkAccess('the refused key')
  await screenshot('providers-key-desktop-light')
  await page.keyboard.press('Control+A')
  await page.keyboard.type(key)
  await page.keyboard.press('Enter')
  await gemini.getByText('Key …9abc').waitFor()
  await gemini.getByText('Ready').waitFor()
  t.notMatch(await page.content(), key)

  await gemini.getByRole('button', { name: 'Remove the key of Google Gemini' }).click()
  const question = page.getByRole('group', { name: 'Remove the key of Google Gemini' })
  await question.getByText(/A key from the environment holds again/).waitFor()
  await checkAccess('the question')
  await question.getByRole('button', { name: 'Remove' }).click()
  await gemini.getByRole('button', { name: 'Set a key for Google Gemini' }).waitFor()
})

await visit('a key that the gateway refuses is refused at its field', { mayRefuse: /409/ }, async ({ page, go }) => {
  await page.route('**/api/providers/gemini/key', (route) =>
    route.fulfill({ status: 409, json: { failure_reason: 'conflict', details: 'The key that seals is lost.' } }),
  )
  await go('/admin/providers')
  await page.getByRole('button', { name: 'Set a key for Google Gemini' }).click()
  await page.getByLabel('New key for Google Gemini').fill(key)
  await page.keyboard.press('Enter')
  await page.getByText('The key that seals is lost.').waitFor()
})

await visit('a key of the environment can be replaced, and holds again afterwards', {}, async ({ t, page, go }) => {
  await go('/admin/providers')
  const openai = page.getByRole('region', { name: 'OpenAI' })
  await openai.getByText('from the environment of the gateway').waitFor()
  t.equal(await openai.getByRole('button', { name: /^Remove/ }).count(), 0, 'that one is not kept here')
  await openai.getByRole('button', { name: 'Replace the key of OpenAI' }).click()
  await openai.getByLabel('New key for OpenAI').fill('another-openai-key-of-a-studio-zzzz')
  await openai.getByRole('button', { name: 'Save' }).click()
  await openai.getByText('Key …zzzz').waitFor()
  await openai.getByRole('button', { name: 'Remove the key of OpenAI' }).click()
  await page.getByRole('group', { name: 'Remove the key of OpenAI' }).getByRole('button', { name: 'Remove' }).click()
  await openai.getByText('Key …7Q2x').waitFor()
})

await visit('a service is tested, and a model that rests is tried again at once', {}, async (visited) => {
  const { t, page, go, gateway, checkAccess, screenshot } = visited
  await gateway.database.execute(sql`insert into provider_lanes (name, failures, openings, open_until, reason)
    values ('fake 0a1b model-1', 6, 2, now() + interval '1 hour', 'auth')`)
  await go('/admin/providers')
  const openai = page.getByRole('region', { name: 'OpenAI' })
  await openai.getByRole('button', { name: 'Test OpenAI' }).click()
  const said = openai.locator('[data-fine=false]')
  await said.waitFor()
  t.match(await said.textContent(), /\w{3}/)
  const fake = page.getByRole('region', { name: 'fake' })
  await fake.getByText('The service does not take the key.').waitFor()
  await fake.getByRole('button', { name: 'Try now: model-1' }).click()
  await fake.getByText('The key is taken.').waitFor()
  await fake.getByText(/has failed 6 times in a row; the next photo tries it again/).waitFor()
  await checkAccess('what the tests say')
  await screenshot('providers-tested-desktop-light')
})
