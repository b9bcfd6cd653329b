import { openBrowser } from './open-browser.ts'
import { livePastWeek } from './past-week.ts'

const { gateway, visit } = await openBrowser({ withServices: true })
await livePastWeek(gateway)

const small = { width: 360, height: 740 }
const pages = ['statistics', 'queue', 'providers', 'cleaner']

for (const language of ['en', 'de', 'ru']) {
  await visit(`operations speak ${language}, also on a small phone`, { language, viewport: small }, async (visited) => {
    const { t, page, go, checkWidth, screenshot } = visited
    for (const name of pages) {
      await go(`/admin/${name}`)
      t.equal(await page.evaluate('document.documentElement.lang'), language)
      for (const fold of await page.locator('summary').all()) await fold.click()
      const text = await page.evaluate<string>('document.body.innerText')
      t.notMatch(text, /\b(shell|reasons|statistics|queue|providers|cleaner)\.\w+/, 'no key is shown for its words')
      t.notMatch(text, /\{\{|\}\}/, 'no gap is left in a sentence')
      await checkWidth(`${name} in ${language}`)
      await screenshot(`${language}-${name}`)
    }
  })
}
