import { openBrowser } from './open-browser.ts'

const nobody = 'http://127.0.0.1:1'
const { visit } = await openBrowser({
  withServices: true,
  environment: {
    ...{ OPENAI_API_KEY: 'test-openai-key-of-a-studio-7Q2x', OPENAI_BASE_URL: `${nobody}/v1` },
    ...{ GEMINI_BASE_URL: nobody, FAL_BASE_URL: nobody, TURBOTEXT_BASE_URL: nobody },
  },
})

await visit(
  'limits and budgets are changed, and wrong ones refused',
  { mayRefuse: /422 .*limits/ },
  async (visited) => {
    const { t, page, go, checkAccess } = visited
    await go('/admin/providers')
    const openai = page.getByRole('region', { name: 'OpenAI' })
    await openai.getByText('Limits and budgets').click()
    t.equal(await openai.getByLabel('Calls a minute').inputValue(), '5', 'of the catalogue')
    await openai.getByLabel('Calls at once').fill('5000')
    await openai.getByRole('button', { name: 'Save' }).click()
    await openai.getByRole('alert').waitFor()
    await checkAccess('the refused limits')
    await openai.getByLabel('Calls at once').fill('')
    await openai.getByLabel('Budget a day').fill('12.5')
    await openai.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Limits and budgets are saved.').waitFor()
    await openai.getByRole('progressbar', { name: 'Spent today: $0.00 of $12.50' }).waitFor({ state: 'attached' })
  },
)

await visit('keys that cannot be read, or not be kept, are told of', {}, async ({ t, page, go, checkAccess }) => {
  const lost = { provider: 'gemini', source: null, ending: null, changed_at: null, is_unreadable: true }
  await page.route('**/api/providers/keys', (route) => route.fulfill({ json: { may_be_set: false, keys: [lost] } }))
  await go('/admin/providers')
  await page.getByText(/^Keys cannot be kept here/).waitFor()
  const gemini = page.getByRole('region', { name: 'Google Gemini' })
  await gemini.getByText(/SECRET_KEY does not open it/).waitFor()
  t.equal(await gemini.getByRole('button', { name: /^Set/ }).count(), 0)
  t.equal(await gemini.getByRole('button', { name: /^Remove/ }).count(), 1)
  await checkAccess('the warnings')
})

await visit('services that cannot be asked for are said to be so', { mayRefuse: /422/ }, async ({ page, go }) => {
  await page.route('**/api/providers/status', (route) =>
    route.fulfill({ status: 422, json: { failure_reason: 'invalid_settings', details: 'The catalogue is torn.' } }),
  )
  await go('/admin/providers')
  await page.getByText('The catalogue is torn.').waitFor()
})
