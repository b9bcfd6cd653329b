import { phone } from './open-browser.ts'
import { evil, openPixRoom } from './pix-room.ts'
import { samplePhoto } from './sample-photo.ts'

const { visit, gateway, rows, addSeen, addClean, findVersion } = await openPixRoom()
const job = await rows.addJob()
const addressOf = (imageId: string) => `/admin/pix/jobs/${job.id}/images/${imageId}`
const imageId = await addSeen(job, { warnings: [{ stage: 'depth', code: 'provider_timeout', message: evil }] })
await addClean(job, imageId, 1)

await visit('an image is shown with what was found in it, and a person decides about it', {}, async (visited) => {
  const { t, page, go, checkAccess, checkWidth, screenshot } = visited
  await go(addressOf(imageId))
  await page.getByRole('heading', { name: 'Wohnzimmer_01.jpg', level: 1 }).waitFor()
  const found = page.getByRole('list', { name: 'What was found' })
  t.same(await found.getByRole('listitem').allTextContents(), ['Face, 93%', 'House number, 70%'])
  await page.getByText('Services get a copy in which all of this is made unrecognizable.').waitFor()
  await page.getByText(/^Depth map: /).waitFor()
  const boxes = page.locator('[data-look=privacy]')
  t.equal(await boxes.count(), 2, 'each is drawn')
  const [box, frame] = [await boxes.first().boundingBox(), await boxes.first().locator('xpath=../..').boundingBox()]
  if (!box || !frame) throw new Error('nothing is drawn')
  t.ok(Math.abs((box.x - frame.x) / frame.width - 0.42) < 0.01, 'where it is')
  t.ok(Math.abs(box.height / frame.height - 0.2) < 0.01)
  await checkAccess('the image')
  await checkWidth('the image')
  await screenshot('pix-image-desktop-light')
  await page.getByRole('checkbox', { name: 'Private (2)' }).uncheck()
  t.equal(await boxes.count(), 0)
  await page.getByRole('button', { name: 'It may be seen …' }).click()
  await page.getByText('cannot be called back').waitFor()
  await page.getByRole('button', { name: 'It may be seen', exact: true }).click()
  await page.getByText('Privacy approved').waitFor()
  await page.getByText('Services get a copy of this image as it is.').waitFor()
  await page.getByRole('button', { name: 'Hold it back again' }).click()
  await page.getByText('Something private', { exact: true }).waitFor()
})

await visit('a version is compared with what it was made of, and chosen', { as: 'operator' }, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  await go(addressOf(imageId))
  const versions = page.getByRole('list', { name: 'Versions' })
  t.equal(await versions.getByRole('button').count(), 2)
  await page.getByText('This version is chosen for the gallery.').waitFor()
  await page.getByRole('button', { name: 'Compare', exact: true }).press('Enter')
  const slider = page.getByRole('slider', { name: 'Before and after' })
  await slider.fill('20')
  await page.getByRole('img', { name: 'As delivered' }).waitFor()
  await page.getByRole('img', { name: 'Edit 1' }).waitFor()
  await checkAccess('the comparison')
  await screenshot('pix-image-compare-desktop-light')
  await versions.getByRole('button', { name: 'As delivered' }).press('Enter')
  t.equal(await page.getByRole('button', { name: 'Compare', exact: true }).count(), 0, 'nothing was made for it')
  await page.getByRole('button', { name: 'Choose for the gallery: As delivered' }).press('Enter')
  await page.getByText('This version is chosen for the gallery.').waitFor()
  t.match(await rows.findImage(imageId), { bestVersion: 'master' })
  t.equal(await page.getByRole('button', { name: 'Hold it back again' }).count(), 0, 'that is for administrators')
})

await visit('the room is said, and the image is kept out and let in', { as: 'operator' }, async ({ t, page, go }) => {
  await go(addressOf(imageId))
  await page.getByText('by the name of its file · view: whole room').waitFor()
  await page.getByRole('combobox', { name: 'Room' }).selectOption('Kitchen')
  await page.getByText('said by a person').waitFor()
  t.match(await rows.findImage(imageId), { roomType: 'kitchen', roomSource: 'manual' })
  await page.getByRole('button', { name: 'Keep out of the gallery' }).click()
  await page.getByText('Kept out of the gallery.').waitFor()
  await page.getByRole('button', { name: 'Take into the gallery' }).click()
  await page.getByRole('button', { name: 'Keep out of the gallery' }).waitFor()
})

await visit('what has failed says why, and is tried again', { as: 'operator' }, async ({ t, page, go }) => {
  const failed = {
    status: 'error',
    errorCode: 'provider_timeout',
    errorMessage: evil,
    processedAt: null,
    usable: false,
  }
  const id = await addSeen(job, { filename: 'Bad_02.jpg', ...failed })
  await go(addressOf(id))
  await page.getByText('Failed', { exact: true }).waitFor()
  await page.getByText(evil).first().waitFor()
  // What becomes of it is the pipeline's, and it may fail again before the page looks.
  const asked = page.waitForResponse(/\/retry$/)
  await page.getByRole('button', { name: 'Try again' }).click()
  t.equal((await asked).status(), 200)
  t.equal(await page.evaluate('globalThis.hit'), undefined)
})

await visit('what may stay in the picture is said, and offered again', { as: 'operator' }, async (visited) => {
  const { page, go, checkAccess, screenshot } = visited
  const id = await addSeen(job, { filename: 'Kabel_05.jpg' })
  await go(addressOf(id))
  await page.getByRole('checkbox', { name: 'Could be removed (1)' }).waitFor()
  await page.getByRole('button', { name: 'May stay: cable' }).click()
  const stays = page.getByRole('group', { name: 'May stay in the picture' })
  await stays.getByText('cable').waitFor()
  await page.getByRole('checkbox', { name: 'Could be removed (1)' }).waitFor({ state: 'detached' })
  await checkAccess('the objects')
  await screenshot('pix-image-dismissed-desktop-light')
  await page.getByRole('button', { name: 'Offer again: cable' }).click()
  await page.getByRole('button', { name: 'May stay: cable' }).waitFor()
})

await visit('a picture that is gone is a sentence', { mayRefuse: /^404 .*files/ }, async (visited) => {
  const { page, go, checkAccess, checkWidth, screenshot } = visited
  const id = await addSeen(job, { filename: 'Weg_06.jpg' })
  const master = await findVersion(id, 'master')
  await gateway.store.delete(master?.storageKey ?? '')
  await page.goto(addressOf(id))
  await page.getByText('This picture is not there').waitFor()
  await checkAccess('a picture that is gone')
  await checkWidth('a picture that is gone')
  await screenshot('pix-image-gone-desktop-light')
  await gateway.store.write(master?.storageKey ?? '', await samplePhoto(), { type: 'image/jpeg' })
  await page.getByText('This picture is not there').waitFor({ state: 'detached' })
  await go(addressOf(id))
})

await visit(
  'while the store is away the page says so, and asks again',
  { mayRefuse: /^503 .*files/ },
  async (visited) => {
    const { page } = visited
    const id = await addSeen(job, { filename: 'Fern_07.jpg' })
    await page.route('**/files/master**', (route) => route.fulfill({ status: 503, json: {} }))
    await page.goto(addressOf(id))
    await page.getByText('The store cannot be reached just now.').waitFor()
    await page.unroute('**/files/master**')
    await page.getByText('The store cannot be reached just now.').waitFor({ state: 'detached' })
  },
)

await visit('whoever may only look is offered nothing else', { as: 'viewer' }, async ({ t, page, go }) => {
  await go(addressOf(imageId))
  for (const name of ['Remove something', 'Keep out of the gallery', 'Add what is chosen to the mask', /Hold it back/])
    t.equal(await page.getByRole('button', { name }).count(), 0, String(name))
  t.equal(await page.getByRole('combobox', { name: 'Room' }).count(), 0)
})

await visit(
  'everybody can use it: phone, dark, German',
  { viewport: phone, scheme: 'dark', language: 'de' },
  async (v) => {
    await v.go(addressOf(imageId))
    await v.checkAccess('the image')
    await v.checkWidth('the image')
    await v.screenshot('pix-image-phone-dark')
  },
)

await visit(
  'it fits the narrowest phone, in Russian',
  { viewport: { width: 360, height: 640 }, language: 'ru' },
  async (v) => {
    await v.go(addressOf(imageId))
    await v.checkWidth('the image')
    v.t.notMatch(await v.page.evaluate<string>('document.body.innerText'), /\bpixImage\.\w+|\{\{\w+\}\}/)
  },
)

await visit('what a service calls an object is only text', {}, async ({ t, page, go }) => {
  const id = await addSeen(job, { filename: 'Evil_03.jpg', label: evil })
  await go(addressOf(id))
  await page.getByRole('checkbox', { name: 'Objects (1)' }).check()
  await page.getByRole('checkbox', { name: evil }).check()
  t.equal(await page.evaluate('globalThis.hit'), undefined)
  t.equal(await page.locator('[onerror]').count(), 0)
})
