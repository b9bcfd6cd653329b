import { openBrowser } from './open-browser.ts'

const { gateway, visit } = await openBrowser()
await gateway.changeSlot('slot-002', { enabled: false })

const small = { width: 360, height: 740 }
const titles = {
  en: { signIn: 'Sign in', overview: 'Overview', welcome: 'Welcome' },
  de: { signIn: 'Anmelden', overview: 'Übersicht', welcome: 'Willkommen' },
  ru: { signIn: 'Вход', overview: 'Обзор', welcome: 'Добро пожаловать' },
}

for (const [language, { signIn, overview, welcome }] of Object.entries(titles)) {
  await visit(`the pages speak ${language}, also on a small phone`, { language, viewport: small }, async (visited) => {
    const { t, page, go, checkWidth, screenshot } = visited
    const check = async (address: string, title: string) => {
      await go(address)
      await page.getByRole('heading', { level: 1, name: title }).waitFor()
      t.equal(await page.evaluate('document.documentElement.lang'), language)
      const text = await page.evaluate<string>('document.body.innerText')
      t.notMatch(
        text,
        /\b(shell|dashboard|firstStart|signIn|ownPassword)\.\w+/,
        'no key is shown in place of its words',
      )
      t.notMatch(text, /\{\{|\}\}/, 'no gap is left in a sentence')
      await checkWidth(`${address} in ${language}`)
      await screenshot(`${language}-${address.split('/').at(-1)}`)
    }
    await check('/admin', overview)
    await page.locator('article').first().getByRole('button').last().click()
    await page.getByRole('dialog').waitFor()
    await checkWidth('the dialog')
    await screenshot(`${language}-connect`)
    await check('/admin/first-start', welcome)
    await check('/admin/own-password', { en: 'Your password', de: 'Ihr Passwort', ru: 'Ваш пароль' }[language] ?? '')
    await page.context().clearCookies()
    await check('/admin/sign-in', signIn)
  })
}

await visit('a language that was chosen is kept', { language: 'fr', as: null }, async ({ t, page, go }) => {
  await go('/admin/sign-in')
  await page.getByLabel('Language').selectOption('ru')
  await page.getByRole('heading', { name: 'Вход' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Вход' }).waitFor()
  t.equal(await page.evaluate('document.documentElement.lang'), 'ru')
})

await visit('colours that were chosen are kept', { as: null }, async ({ t, page, go }) => {
  const scheme = () => page.evaluate('document.documentElement.dataset.mantineColorScheme')
  await go('/admin/sign-in')
  t.equal(await scheme(), 'light')
  await page.getByLabel('Colours').selectOption('dark')
  t.equal(await scheme(), 'dark')
  await page.reload()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  t.equal(await scheme(), 'dark')
})
