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
