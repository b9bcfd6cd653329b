import { openBrowser } from './open-browser.ts'
import { layImages, makePixJob, readCaptions, writeCaption } from './pix-job-hall.ts'

const { gateway, visit } = await openBrowser()
const captionOf = (locale: string, captions: { locale: string }[]) => captions.find((each) => each.locale === locale)

await visit(
  '001-captions are worked through with the keyboard; what a person writes is theirs',
  {},
  async (visited) => {
    const { t, page, go, checkAccess, checkWidth, screenshot } = visited
    const job = await makePixJob(visited, { id: 'J-words' })
    const [first = '', second = ''] = await layImages(gateway, job, ['a_kitchen.jpg', 'b_garden.jpg'])
    await go(`/admin/pix/jobs/${job.jobId}`)
    await page.getByRole('tab', { name: 'Captions' }).click()
    await page.getByText('From a template').first().waitFor()
    await checkAccess('the captions')
    await checkWidth('the captions')
    const short = (name: string) => page.getByLabel(`Short, German, ${name}`)
    await short('a_kitchen.jpg').fill('Helle Küche')
    await page.getByText('Not saved').waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByText('Saved', { exact: true }).waitFor()
    await page.locator('textarea:focus').and(short('b_garden.jpg')).waitFor()
    await short('b_garden.jpg').fill('Garten')
    await page.keyboard.press('Control+Enter')
    await page.getByText('By a person').nth(1).waitFor()
    t.match(captionOf('de', await readCaptions(visited, first)), {
      ...{ short: 'Helle Küche', source: 'human', locked_by_human: true },
    })
    t.match(captionOf('de', await readCaptions(visited, second)), { short: 'Garten', locked_by_human: true })
    await screenshot('pix-captions-desktop-light')

    await page.getByLabel('Short, English, a_kitchen.jpg').fill('x'.repeat(81))
    await page.getByText('81 of at most 80 characters').waitFor()
    await page.keyboard.press('Tab')
    await page.getByText('Not saved').waitFor()
    await page.getByRole('link', { name: 'Gallery', exact: true }).last().click()
    await page.getByRole('dialog').getByText('Leave without saving?').waitFor()
    await page.getByRole('button', { name: 'Stay here' }).click()
    await page.getByRole('tab', { name: 'Images' }).click()
    await page.getByRole('tab', { name: 'Captions' }).click()
    await page.getByText('81 of at most 80 characters').waitFor()
  },
)

await visit(
  'what another wrote meanwhile is shown, and nothing typed is lost',
  { mayRefuse: /^409/ },
  async (visited) => {
    const { t, page, go, checkAccess, checkWidth, screenshot } = visited
    const job = await makePixJob(visited, { id: 'J-both' })
    const [id = ''] = await layImages(gateway, job, ['a_kitchen.jpg'])
    await go(`/admin/pix/jobs/${job.jobId}`)
    await page.getByRole('tab', { name: 'Captions' }).click()
    const field = page.getByLabel('Short, German, a_kitchen.jpg')
    await field.fill('Meine Küche')
    const [{ version }] = (await readCaptions(visited, id)).filter((each: { locale: string }) => each.locale === 'de')
    await writeCaption(visited, id, 'de', version, 'Deren Küche')
    await page.keyboard.press('Control+Enter')
    await page.getByText('This text was changed while you wrote. Now it says:').waitFor()
    await page.getByText('Deren Küche', { exact: true }).waitFor()
    t.equal(await field.inputValue(), 'Meine Küche')
    await checkAccess('a conflict')
    await checkWidth('a conflict')
    await screenshot('pix-conflict-desktop-light')
    await page.getByRole('button', { name: 'Keep mine' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    t.match(captionOf('de', await readCaptions(visited, id)), { short: 'Meine Küche' })

    await field.fill('Noch einmal meine')
    await writeCaption(visited, id, 'de', version + 2, 'Wieder deren')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('button', { name: 'Take this one' }).click()
    t.equal(await field.inputValue(), 'Wieder deren')
  },
)

await visit('the texts of the exposé are written in both languages', { mayRefuse: /^409/ }, async (visited) => {
  const { t, page, go, checkAccess, checkWidth, screenshot } = visited
  const { jobId } = await makePixJob(visited, { id: 'J-expose' })
  await go(`/admin/pix/jobs/${jobId}?tab=texts`)
  const sheet = page.getByRole('region', { name: 'German' })
  await sheet.getByText('Not written yet').waitFor()
  await sheet.getByLabel('Headline').fill('Haus am See')
  await sheet.getByLabel('Description').fill('Erster Absatz.\n\nZweiter Absatz.')
  await sheet.getByRole('button', { name: 'Save' }).click()
  await sheet.getByText('By a person').waitFor()
  await sheet.getByText('Saved', { exact: true }).waitFor()
  await checkAccess('the exposé')
  await checkWidth('the exposé')
  await screenshot('pix-expose-desktop-light')
  const address = `/api/pix/jobs/${jobId}/texts`
  const read = async () => (await page.context().request.get(address)).json()
  t.match(await read(), [{ locale: 'de', headline: 'Haus am See', locked_by_human: true, version: 1 }])

  await sheet.getByLabel('Headline').fill('Haus am Berg')
  const words = { short: '', description: '', features: '', other: '', location: '' }
  await page.context().request.put(`${address}/de`, {
    ...{ headers: { 'if-match': '"1"' }, data: { headline: 'Haus im Wald', ...words } },
  })
  await sheet.getByRole('button', { name: 'Save' }).click()
  await sheet.getByText('Haus im Wald').waitFor()
  t.equal(await sheet.getByLabel('Headline').inputValue(), 'Haus am Berg')
  await sheet.getByRole('button', { name: 'Keep mine' }).click()
  await sheet.getByText('Saved', { exact: true }).waitFor()
  t.match(await read(), [{ headline: 'Haus am Berg', version: 3 }])
})
