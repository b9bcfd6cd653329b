import { openBrowser } from './open-browser.ts'

const { visit } = await openBrowser()
const small = { width: 360, height: 740 }
const titles = {
  en: ['Who makes the picture', 'File', 'What the guest sees', 'Compare', 'Earlier revisions', 'The last requests'],
  de: ['Wer das Bild macht', 'Datei', 'Was der Gast sieht', 'Vergleich', 'Frühere Revisionen', 'Die letzten Anfragen'],
  ru: ['Кто делает снимок', 'Файл', 'Что увидит гость', 'Сравнение', 'Прежние версии', 'Последние запросы'],
}
const sections = ['effect', 'picture', 'rules', 'compare', 'history', 'doctor']

for (const [language, headings] of Object.entries(titles)) {
  await visit(
    `the editor speaks ${language}, also on a small phone`,
    { language, viewport: small },
    async (visited) => {
      const { t, page, go, checkWidth, screenshot } = visited
      for (const [at, section] of sections.entries()) {
        await go(`/admin/slots/slot-001?section=${section}`)
        await page.getByRole('heading', { name: headings[at] ?? '', exact: true }).waitFor()
        const text = await page.evaluate<string>('document.body.innerText')
        t.notMatch(text, /\bslotEditor\.\w+|\{\{|\}\}/, 'no key and no gap is shown')
        await checkWidth(`${section} in ${language}`)
      }
      await screenshot(`editor-doctor-${language}`)
    },
  )
}
