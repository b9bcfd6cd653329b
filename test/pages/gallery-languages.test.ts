import { openBrowser } from './open-browser.ts'
import { shootDifferent } from './shoot.ts'

const { gateway, visit } = await openBrowser()
await shootDifferent(gateway.url)

const small = { width: 360, height: 740 }
const words = {
  en: { gallery: 'Gallery', share: 'Share', effect: 'Effect' },
  de: { gallery: 'Galerie', share: 'Teilen', effect: 'Effekt' },
  ru: { gallery: 'Галерея', share: 'Поделиться', effect: 'Эффект' },
}

for (const [language, { gallery, share, effect }] of Object.entries(words)) {
  await visit(
    `gallery and operator view speak ${language}, also on a small phone`,
    { language, viewport: small },
    async (v) => {
      const { t, page, go, checkWidth, screenshot } = v
      const check = async (what: string) => {
        const text = await page.evaluate<string>('document.body.innerText')
        t.notMatch(text, /\b(gallery|operate|shell|dashboard)\.\w+/, 'no key is shown in place of its words')
        t.notMatch(text, /\{\{|\}\}/, 'no gap is left in a sentence')
        await screenshot(`${language}-${what}`)
      }
      await go('/admin/gallery')
      await page.getByRole('heading', { level: 1, name: gallery }).waitFor()
      await checkWidth('the gallery')
      await check('gallery')
      await page.getByRole('button', { name: share }).click()
      await page.getByRole('dialog').getByRole('checkbox').first().waitFor()
      await checkWidth('the dialog')
      await check('share')
      await go('/operate/slot-001')
      await page.getByRole('region', { name: effect }).waitFor()
      await check('operate')
    },
  )
}
