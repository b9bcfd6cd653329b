import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { openBrowser } from './open-browser.ts'
import { sample } from './sample-photo.ts'

const evil = '<img src=x onerror="globalThis.hit=1">"><script>globalThis.hit=1</script>'
const { gateway, visit } = await openBrowser({ environment: { PUBLIC_BASE_URL: 'https://booth.example/base' } })
await gateway.changeSlot('slot-001', { keepOriginal: true })

async function shoot(slot: string): Promise<string> {
  const form = photoForm(sample, ingestPassword, [{ name: 'guest', value: evil }])
  const answer = await postForm(`${gateway.url}/ingest/${slot}`, form)
  await answer.arrayBuffer()
  return answer.headers.get('x-job-id') ?? ''
}
const kept = await shoot('slot-001')
const unkept = await shoot('slot-002')

await visit('a job shows what came, what was made, and where the time went', { as: 'operator' }, async (visited) => {
  const { t, page, go } = visited
  await go(`/admin/jobs/${kept}`)
  await page.getByRole('img', { name: 'Before' }).waitFor()
  await page.getByRole('img', { name: 'After' }).waitFor()
  const hops = page.getByRole('region', { name: 'Where the time went' }).getByRole('listitem')
  t.match(await hops.allInnerTexts(), [/^Upload/, /^Queue/, /^Service/, /^Publishing/])
  await page.getByRole('region', { name: 'Calls' }).getByText('studio').waitFor()
  await page.getByRole('region', { name: 'What the booth said' }).getByText(evil).waitFor()
  await page.getByRole('link', { name: `https://booth.example/base/r/${kept}` }).waitFor()
  const print = page.getByRole('link', { name: 'Print' })
  await page.getByLabel('Paper').selectOption('A4')
  t.equal(await print.getAttribute('href'), `/api/jobs/${kept}/print?paper=a4`)
  t.equal(await page.getByRole('button', { name: 'Delete' }).count(), 0, 'that is for administrators')
  t.equal(await page.evaluate('globalThis.hit'), undefined)
})

await visit('whoever may only look sees no photo and is offered nothing', { as: 'viewer' }, async ({ t, page, go }) => {
  await go(`/admin/jobs/${kept}`)
  await page.getByRole('img', { name: 'After' }).waitFor()
  t.equal(await page.getByRole('img', { name: 'Before' }).count(), 0)
  for (const name of ['Make again', 'Stop', 'Delete'])
    t.equal(await page.getByRole('button', { name }).count(), 0, name)
})

await visit('a photo that was kept is made again, another is not', {}, async ({ t, page, go }) => {
  await go(`/admin/jobs/${unkept}`)
  await page.getByText('The photo was not kept').waitFor()
  t.equal(await page.getByRole('button', { name: 'Make again' }).isDisabled(), true)
  await go(`/admin/jobs/${kept}`)
  await page.getByRole('button', { name: 'Make again' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: kept.slice(0, 8), exact: true }).waitFor()
  t.notMatch(page.url(), kept)
  await page.getByRole('img', { name: 'After' }).waitFor()
})

await visit('a picture is deleted after one question, and the proof is shown', {}, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  await go(`/admin/jobs/${kept}`)
  await page.getByRole('button', { name: 'Delete' }).click()
  const question = page.getByRole('group', { name: 'Delete' })
  await question.getByRole('button', { name: 'Cancel' }).waitFor()
  await checkAccess('the question')
  await page.keyboard.press('Escape')
  await question.waitFor({ state: 'detached' })
  t.equal((await page.request.get(`/public/results/${kept}`)).status(), 200)
  await page.getByRole('button', { name: 'Delete' }).click()
  await question.getByRole('button', { name: 'Delete' }).click()
  await page.getByText('The picture is gone').waitFor()
  await page.getByText('Picture deleted').waitFor()
  t.equal((await page.request.get(`/public/results/${kept}`)).status(), 410)
  await screenshot('job-deleted-desktop-light')
})

await visit('a job that never was is said not to be', { mayRefuse: /^404 \/api\/jobs/ }, async ({ page, go }) => {
  await go('/admin/jobs/00000000-0000-4000-8000-000000000000')
  await page.getByRole('alert').getByText('There is no job with this id.').waitFor()
})
