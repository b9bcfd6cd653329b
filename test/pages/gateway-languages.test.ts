import { echo, fakeProvider } from '../support/fake-provider.ts'
import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { emailOf, openBrowser, password } from './open-browser.ts'

const answering = (name: string, says: string) => ({
  ...fakeProvider(echo, { name }),
  isSetUp: true,
  probe: async () => ({ isFine: false, says }),
})
const nobody = 'http://127.0.0.1:1'
const { gateway, visit } = await openBrowser({
  withServices: true,
  environment: {
    ...{ OPENAI_API_KEY: 'test-openai-key-of-a-studio-7Q2x', OPENAI_BASE_URL: `${nobody}/v1` },
    ...{ GEMINI_BASE_URL: nobody, FAL_BASE_URL: nobody, TURBOTEXT_BASE_URL: nobody },
  },
  providers: {
    odd: answering('odd', 'Quite odd.'),
    gone: answering('gone', 'cannot be reached'),
  },
})
const edit = { operation: 'edit', settings: { prompt: 'Paint it.' } }
const chain = [
  { ...edit, provider: 'gemini', settings: { ...edit.settings, model: 'gemini-3-pro-image', safety: 'OFF' } },
  { ...edit, provider: 'openai', settings: { ...edit.settings, model: 'gpt-image-2.6-flare' } },
]
await gateway.changeSlot('slot-004', { chain, keepOriginal: true, access: 'open' })
await postForm(`${gateway.url}/ingest/slot-005`, photoForm(Buffer.from('%PDF-1.7 and more of it'), ingestPassword))

const words = {
  de: {
    ...{ save: 'Speichern', window: 'Zeitfenster in Sekunden', name: 'Name', signIn: 'Anmelden', mail: 'E-Mail' },
    ...{
      bad: 'E-Mail-Adresse oder Passwort ist falsch.',
      most: 'darf höchstens 60 sein',
      empty: 'darf nicht leer sein',
    },
    ...{ kept: /^Die Fotos der Gäste bleiben so lange wie ihre Bilder/, pdf: /^Das Foto ist eine PDF-Datei/ },
    ...{
      test: 'OpenAI testen',
      unreachable: 'Der Dienst ist nicht erreichbar.',
      more: 'Mehr zu diesem Slot',
      copy: 'Verdoppeln',
      exists: /^Einen Slot mit dieser Adresse/,
    },
  },
  ru: {
    ...{ save: 'Сохранить', window: 'Окно в секундах', name: 'Имя', signIn: 'Войти', mail: 'Почта' },
    ...{ bad: 'Неверный адрес почты или пароль.', most: 'должно быть не больше 60', empty: 'не может быть пустым' },
    ...{ kept: /^Фото гостей хранятся столько же/, pdf: /^Вместо фото — файл PDF/ },
    ...{
      unreachable: 'Сервис недоступен.',
      more: 'Ещё с этим слотом',
      copy: 'Скопировать',
      exists: /^Слот с таким адресом уже есть/,
    },
  },
}

/** Words of English that neither language nor any service's own name has. */
const englishWords = /\b(the|there|must|with|every|which|nothing|something|gets|when|takes)\b/i

/** What is read as the page's own language. */
const ownText = `(() => {
  const copy = document.body.cloneNode(true)
  for (const one of copy.querySelectorAll('[lang=en], code, pre, script, style')) one.remove()
  return copy.textContent
})()`

for (const [language, says] of Object.entries(words)) {
  await visit(
    `a wrong password is told in ${language}`,
    { language, as: null, mayRefuse: /^401 / },
    async ({ t, page, go }) => {
      await go('/admin/login')
      await page.locator('input[name=email]').fill(emailOf('admin'))
      await page.locator('input[name=password]').fill(`${password} not`)
      await page.locator('button[type=submit]').click()
      await page.getByRole('alert').getByText(says.bad, { exact: true }).waitFor()
      t.equal(await page.locator('[lang=en]').count(), 0)
    },
  )

  await visit(
    `what the gateway says of a slot is told in ${language}`,
    { language, mayRefuse: /^422 |^409 / },
    async ({ t, page, go, screenshot, checkAccess }) => {
      await go('/admin/slots/slot-004')
      await page.getByRole('listitem').getByText(says.kept).waitFor()
      t.notMatch(await page.evaluate<string>(ownText), englishWords, 'the forms of services')
      await checkAccess('the hints')
      await screenshot(`gateway-hints-${language}`)
      await page.getByRole('button', { name: says.more }).click()
      await page.getByRole('menuitem', { name: says.copy }).click()
      const copy = page.getByRole('dialog')
      await copy.getByRole('textbox').last().fill('slot-005')
      await copy.getByRole('button').last().click()
      await copy.getByText(says.exists).waitFor()
      await go('/admin/slots/slot-006?section=rules')
      await page.getByLabel(says.name, { exact: true }).fill('')
      await page.getByLabel(says.window).fill('900')
      await page.getByRole('button', { name: says.save, exact: true }).click()
      await page.getByText(says.most, { exact: true }).waitFor()
      await page.getByText(says.empty, { exact: true }).waitFor()
      await screenshot(`gateway-problems-${language}`)
      await go('/admin/slots/slot-005?section=doctor')
      await page.getByText(says.pdf).first().waitFor()
      t.notMatch(await page.evaluate<string>(ownText), englishWords, 'the doctor')
    },
  )

  await visit(`what came of a test is told in ${language}`, { language }, async ({ t, page, go, screenshot }) => {
    await go('/admin/providers')
    await page.getByRole('region', { name: 'gone' }).getByRole('button').first().click()
    await page.getByText(says.unreachable).waitFor()
    await page.getByRole('region', { name: 'odd' }).getByRole('button').first().click()
    const own = page.getByText('Quite odd.')
    await own.waitFor()
    t.equal(await own.getAttribute('lang'), 'en', 'what has no words is marked')
    t.notMatch(await page.evaluate<string>(ownText), englishWords)
    await screenshot(`gateway-tests-${language}`)
  })

  for (const name of [
    '',
    'jobs',
    'statistics',
    'queue',
    'cleaner',
    'rehearsal',
    'settings',
    'people',
    'webhooks',
    'audit',
  ])
    await visit(`no English is left in ${language}: ${name || 'overview'}`, { language }, async ({ t, page, go }) => {
      await go(`/admin/${name}`)
      t.notMatch(await page.evaluate<string>(ownText), englishWords)
    })
}
