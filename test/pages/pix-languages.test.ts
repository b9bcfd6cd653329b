import { openBrowser } from './open-browser.ts'
import { layImages, makePixJob } from './pix-job-hall.ts'

const { gateway, visit } = await openBrowser()
const small = { width: 360, height: 740 }
const tabs = ['images', 'captions', 'texts', 'shoots', 'services']

await visit('a job', {}, async (visited) => {
  const job = await makePixJob(visited, { id: 'WORDS', property_label: 'Haus', customer_name: 'Anna Muster' })
  await layImages(gateway, job, ['kitchen_001.jpg', '2025-10-28-AB3KQ_schlafzimmer_dachgeschoss_links_001_v1.jpg'])
  await layImages(gateway, job, ['garden_004.jpg'], { status: 'error', errorCode: 'storage_full', usable: false })
})

for (const language of ['en', 'de', 'ru']) {
  await visit(`pix.immo speaks ${language}, also on a small phone`, { language, viewport: small }, async (visited) => {
    const { t, page, go, checkWidth, screenshot } = visited
    async function check(what: string) {
      const text = await page.evaluate<string>('document.body.innerText')
      t.notMatch(
        text,
        /\b(pix|pixJob|parts|shell)\.[a-z]\w+\.?\w*\b(?<!pix\.immo)/,
        'no key is shown in place of its words',
      )
      t.notMatch(text, /\{\{|\}\}/, 'no gap is left in a sentence')
      await checkWidth(`${what} in ${language}`)
      await screenshot(`pix-${what}-${language}`)
    }
    await go('/admin/pix')
    await check('list')
    await page.getByRole('main').getByRole('button').first().click()
    await check('form')
    for (const tab of tabs) {
      await go(`/admin/pix/jobs/WORDS?tab=${tab}`)
      await check(tab)
    }
    await go('/admin/pix/jobs/WORDS?tab=shoots')
    await page.getByRole('tabpanel').getByRole('button').first().click()
    await check('token')
  })
}
