import { openBrowser } from './open-browser.ts'

const { visit } = await openBrowser()
const small = { width: 360, height: 740 }
const names = ['settings', 'people', 'account', 'audit', 'webhooks', 'rehearsal']

for (const language of ['en', 'de', 'ru'])
  await visit(
    `an administrator reads ${language}, also on a small phone`,
    { language, viewport: small },
    async (visited) => {
      const { t, page, go, checkWidth, screenshot } = visited
      for (const name of names) {
        await go(`/admin/${name}`)
        const text = await page.evaluate<string>('document.body.innerText')
        t.notMatch(
          text,
          new RegExp(`\\b(${names.join('|')}|parts|shell)\\.[a-z]\\w+`),
          'no key is shown in place of its words',
        )
        t.notMatch(text, /\{\{|\}\}|<\w+\/>/, 'no gap is left in a sentence')
        await checkWidth(`${name} in ${language}`)
        await screenshot(`${name}-${language}`)
      }
      await go('/admin/webhooks')
      await page.getByRole('main').getByRole('button').click()
      await checkWidth('the form')
      await go('/admin/account')
      await page.getByRole('main').getByRole('button').last().click()
      await checkWidth('the form')
      await screenshot(`account-token-${language}`)
    },
  )
