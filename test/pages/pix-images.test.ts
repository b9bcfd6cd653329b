import { eq, sql } from '../../src/drizzle.ts'
import { pixImages } from '../../src/pix-schema.ts'
import { openBrowser } from './open-browser.ts'
import { layImages, makePixJob, readImages } from './pix-job-hall.ts'
import { samplePhoto } from './sample-photo.ts'

const { gateway, visit } = await openBrowser()
const patience = { timeout: 30_000 }

await visit(
  'final images are dropped, one after another, each with what became of it',
  { mayRefuse: /^415/ },
  async (visited) => {
    const { t, page, go, checkAccess, checkWidth, screenshot } = visited
    const { jobId, shootId } = await makePixJob(visited, { id: 'J-drop', property_label: 'Dropped' })
    const photo = await samplePhoto()
    await page.context().request.post(`/api/editor-return/${shootId}`, {
      multipart: { file: { name: 'kitchen_001.jpg', mimeType: 'image/jpeg', buffer: photo } },
    })
    await go(`/admin/pix/jobs/${jobId}`)
    const file = (name: string, buffer: Buffer, mimeType = 'image/jpeg') => ({ name, mimeType, buffer })
    await page
      .locator('input[type=file]')
      .setInputFiles([
        file('kitchen_001.jpg', photo),
        file('bathroom_002.jpg', await samplePhoto()),
        file('broken_003.jpg', Buffer.from('no picture at all')),
        file('notes.txt', Buffer.from('notes'), 'text/plain'),
      ])
    const sent = page.getByRole('list', { name: 'What was sent' }).getByRole('listitem')
    await sent.filter({ hasText: 'kitchen_001.jpg' }).getByText('Is there already').waitFor(patience)
    await sent.filter({ hasText: 'bathroom_002.jpg' }).getByText('Taken over').waitFor(patience)
    await sent.filter({ hasText: 'broken_003.jpg' }).getByText('Not taken').waitFor(patience)
    await sent.filter({ hasText: 'notes.txt' }).getByText('Only JPEGs of up to 100 MB are taken.').waitFor()
    await page.getByRole('link', { name: 'Open bathroom_002.jpg' }).waitFor(patience)
    t.equal(await page.getByLabel('Room in bathroom_002.jpg').inputValue(), 'bathroom')
    await checkAccess('the images')
    await checkWidth('the images')
    await screenshot('pix-upload-desktop-light')
    await page.getByRole('button', { name: 'Send again: broken_003.jpg' }).click()
    await sent.filter({ hasText: 'broken_003.jpg' }).getByText('Not taken').waitFor(patience)
    await page.getByRole('button', { name: 'Clear the list' }).click()
    await sent.first().waitFor({ state: 'detached' })
  },
)

await visit('how far each image is, is seen while it goes on', {}, async (visited) => {
  const { page, go } = visited
  const job = await makePixJob(visited, { id: 'J-live' })
  await go(`/admin/pix/jobs/${job.jobId}`)
  await page.getByRole('heading', { name: 'No image yet' }).waitFor()
  const onItsWay = { status: 'pending_processing' as const, processedAt: null, usable: false }
  const [id = ''] = await layImages(gateway, job, ['garden_001.jpg'], onItsWay)
  const card = page.getByRole('article').filter({ hasText: 'garden_001.jpg' })
  await card.getByText('Waiting', { exact: true }).waitFor(patience)
  const turn = (values: object) => gateway.database.update(pixImages).set(values).where(eq(pixImages.id, id))
  await turn({ status: 'processing', leaseUntil: sql`now() + interval '1 hour'` })
  await card.getByText('Being made', { exact: true }).waitFor()
  await turn({ status: 'processed', processedAt: sql`now()`, leaseUntil: null, usable: true })
  await card.getByText('Done', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Done 1' }).waitFor()
})

await visit('an image that failed says why, and is sent through once more', {}, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  const job = await makePixJob(visited, { id: 'J-fail', property_label: 'Failing' })
  await layImages(gateway, job, ['office_002.jpg'])
  await layImages(gateway, job, ['office_001.jpg'], {
    ...{ status: 'error', errorCode: 'storage_full', errorMessage: 'enospc', usable: false },
  })
  await go(`/admin/pix/jobs/${job.jobId}?state=error`)
  const card = page.getByRole('article').filter({ hasText: 'office_001.jpg' })
  await card.getByText('Failed', { exact: true }).waitFor()
  await card.getByText('The gateway has no room left for pictures.').waitFor()
  t.equal(await page.getByRole('article').count(), 1)
  await checkAccess('a failed image')
  await screenshot('pix-failed-desktop-light')
  const again = page.waitForResponse(/\/retry$/)
  await page.getByRole('button', { name: 'Try again: office_001.jpg' }).click()
  t.match(await (await again).json(), { status: 'pending_processing', error_code: null })
  // Its archived file is not there: it soon fails again, and says so; that it was full is not said any more.
  await card.getByText('The gateway has no room left for pictures.').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /^All/ }).click()
  await page.getByRole('article').nth(1).waitFor()
})

await visit('an image is kept out and let in again; a person says which room it is', {}, async (visited) => {
  const { t, page, go } = visited
  const job = await makePixJob(visited, { id: 'J-room' })
  await layImages(gateway, job, ['img_001.jpg'])
  await go(`/admin/pix/jobs/${job.jobId}`)
  await page.getByRole('button', { name: 'Keep out: img_001.jpg' }).click()
  await page.getByText('Kept out of the gallery').waitFor()
  await page.getByRole('button', { name: 'Let in again: img_001.jpg' }).click()
  await page.getByText('Kept out of the gallery').waitFor({ state: 'detached' })
  const changed = page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.ok())
  await page.getByLabel('Room in img_001.jpg').selectOption('Roof terrace')
  await changed
  const [image] = await readImages(visited, job.jobId)
  t.match(image, { room_type: 'roof_terrace', room_source: 'manual' })
})
