import { eq } from '../../src/drizzle.ts'
import { pixJobs, pixNotifications } from '../../src/pix-schema.ts'
import { until } from '../support/answers.ts'
import { phone } from './open-browser.ts'
import { evil, openPixRoom } from './pix-room.ts'

const { visit, rows, gateway, addGallery, addSeen, findVersion } = await openPixRoom({ withoutKey: true })
const addressOf = (jobId: string) => `/admin/pix/jobs/${jobId}/gallery`
const job = await addGallery({ propertyLabel: 'Haus am See' })
const isReleased = async (jobId: string) =>
  (await gateway.database.select().from(pixJobs).where(eq(pixJobs.id, jobId)))[0]?.galleryVisibility === 'customer'

await visit('a draft is seen as customers will see it, released, and withdrawn', {}, async (visited) => {
  const { t, page, go, checkAccess, checkWidth, screenshot } = visited
  await addSeen(job, { filename: 'Keller_09.jpg', usable: false, excludedAt: new Date(), excludedBy: evil })
  await go(addressOf(job.id))
  await page.getByRole('heading', { name: 'Gallery: Haus am See', level: 1 }).waitFor()
  await page.getByText('Draft, internal').waitFor()
  const images = page.getByRole('list', { name: 'Images' }).getByRole('listitem')
  t.equal(await images.count(), 3)
  t.match(await images.first().textContent(), /Wohnzimmer.*Cover.*Kurz Wohnzimmer_01\.jpg/)
  await page.getByRole('button', { name: 'English' }).click()
  await images.first().getByText('Short Wohnzimmer_01.jpg').waitFor()
  t.equal((await images.first().locator('[lang=en]').count()) > 0, true)
  await page.getByText('Keller_09.jpg').waitFor()
  await checkAccess('the draft')
  await checkWidth('the draft')
  await screenshot('pix-gallery-draft-desktop-light')
  await page.getByRole('button', { name: 'Release the gallery' }).click()
  await page.getByText('Anna Muster gets a mail with the link, at anna@kunde.example.').waitFor()
  await checkAccess('the question')
  await screenshot('pix-gallery-question-desktop-light')
  t.notOk(await isReleased(job.id), 'asking releases nothing')
  await page.getByRole('button', { name: 'Release and tell' }).click()
  await page.getByText('Its customer sees it as it stands here.').waitFor()
  t.ok(await isReleased(job.id))
  await page.getByText('Sent', { exact: true }).waitFor()
  const link = (await page.getByRole('link', { name: /\/pix\// }).getAttribute('href')) ?? ''
  const guest = await page.context().browser()?.newPage()
  t.equal((await guest?.goto(link))?.status(), 200)
  await screenshot('pix-gallery-released-desktop-light')
  await page.getByRole('button', { name: 'Renew the link …' }).click()
  await page.getByRole('button', { name: 'Renew the link', exact: true }).click()
  await page.getByRole('link', { name: link }).waitFor({ state: 'detached' })
  t.equal((await guest?.goto(link))?.status(), 404)
  await page.getByRole('button', { name: 'Withdraw …' }).click()
  await page.getByRole('button', { name: 'Withdraw the gallery' }).click()
  await page.getByText('Draft, internal').waitFor()
  t.notOk(await isReleased(job.id))
  await guest?.close()
  t.equal(await page.evaluate('globalThis.hit'), undefined)
})

await visit(
  '001-26 the button is called “Galerie freigeben”',
  { language: 'de' },
  async ({ t, page, go, screenshot }) => {
    await go(addressOf(job.id))
    await page.getByRole('button', { name: 'Galerie freigeben', exact: true }).waitFor()
    t.equal(
      await page.getByRole('button', { name: 'Galerie freigeben', exact: true }).textContent(),
      'Galerie freigeben',
    )
    await screenshot('pix-gallery-german-desktop-light')
  },
)

await visit(
  'images that are not done may only be missing when somebody says so',
  { mayRefuse: /^409 .*release/ },
  async (v) => {
    const { t, page, go } = v
    const other = await addGallery({ customerEmail: null })
    await rows.addImage(other, { filename: 'late.jpg' })
    await go(addressOf(other.id))
    await page.getByRole('button', { name: 'Release the gallery' }).click()
    await page.getByText('The job names no e-mail address: nobody is told.').waitFor()
    await page.getByText(/^1 image is still being worked on/).waitFor()
    await page.getByRole('button', { name: 'Release', exact: true }).click()
    await page.getByRole('alert').filter({ hasText: 'Images of this job are still being worked on.' }).waitFor()
    await page.getByRole('checkbox', { name: 'Release it without them' }).check()
    await page.getByRole('button', { name: 'Release', exact: true }).click()
    await page.getByText('Its customer sees it as it stands here.').waitFor()
    t.ok(await isReleased(other.id))
  },
)

await visit('a mail that has failed says why, and is sent again', { as: 'operator' }, async (v) => {
  const { t, page, go } = v
  const [mail] = await gateway.database
    .update(pixNotifications)
    .set({ status: 'failed', error: 'This is not an address that mails can be sent to.', sentAt: null, attempts: 3 })
    .where(eq(pixNotifications.jobId, job.id))
    .returning()
  t.ok(mail)
  await go(addressOf(job.id))
  await page.getByText('This is not an address that mails can be sent to.').waitFor()
  await page.getByRole('button', { name: 'Send again' }).click()
  await page.getByRole('button', { name: 'Send again' }).waitFor({ state: 'detached' })
  t.equal(await page.getByRole('button', { name: 'Release the gallery' }).count(), 0, 'that is for administrators')
})

await visit('captions and the archive are downloaded', { as: 'viewer' }, async ({ t, page, go }) => {
  await go(addressOf(job.id))
  const links = page.getByRole('region', { name: 'Downloads' }).getByRole('link')
  t.same(await links.allTextContents(), [
    'Images and captions as ZIP',
    'Captions, German (txt)',
    'Captions, German (json)',
    'Captions, English (txt)',
    'Captions, English (json)',
  ])
  for (const link of await links.all()) {
    const answer = await page.context().request.get((await link.getAttribute('href')) ?? '')
    t.equal(answer.status(), 200)
  }
  t.equal(await page.getByRole('heading', { name: 'The customer’s link' }).count(), 0, 'whoever has it sees everything')
})

await visit(
  '002-07 the customer’s page fits a phone, whatever files are called, and says what is not there',
  { viewport: phone, scheme: 'dark', mayRefuse: /^404 .*thumb/ },
  async ({ t, page, checkAccess, checkWidth, screenshot }) => {
    const longName = '2025-10-28-AB3KQ_schlafzimmer_dachgeschoss_links_mit_balkon_0001_v1.jpg'
    const gallery = await addGallery({ propertyLabel: 'Haus am See' }, [longName, 'Garten_02.jpg'])
    const [first, lost] = gallery.images
    const ask = page.context().request
    await ask.post(`/api/pix/jobs/${gallery.id}/gallery/release`, { data: {} })
    const { link } = await (await ask.get(`/api/pix/jobs/${gallery.id}/gallery/link`)).json()
    const customer = new URL(link).pathname
    await gateway.store.delete((await findVersion(lost?.id ?? '', 'thumb'))?.storageKey ?? '')
    for (const address of [customer, `${customer}/view/${first?.id}`]) {
      await page.goto(address)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await until('its pictures are there', () =>
        page.evaluate<boolean>('[...document.images].every((image) => image.complete && image.naturalWidth > 0)'),
      )
      await checkAccess('the page of the customer')
      await checkWidth('the page of the customer')
      t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'nor does a long word leave it')
    }
    await page.goto(customer)
    await screenshot('pix-customer-phone-dark')
  },
)

await visit('a job without a gallery says so', {}, async ({ page, go }) => {
  const empty = await rows.addJob()
  await go(addressOf(empty.id))
  await page.getByRole('heading', { name: 'No draft yet' }).waitFor()
})

await visit('everybody can use it: phone, dark', { viewport: phone, scheme: 'dark' }, async (v) => {
  await v.go(addressOf(job.id))
  await v.checkAccess('the gallery')
  await v.checkWidth('the gallery')
  await v.screenshot('pix-gallery-phone-dark')
})

await visit(
  'it fits the narrowest phone, in Russian',
  { viewport: { width: 360, height: 640 }, language: 'ru' },
  async (v) => {
    const { t, page, go, checkWidth } = v
    await go(addressOf(job.id))
    await page.getByRole('button', { name: 'Открыть галерею' }).click()
    await checkWidth('the gallery')
    t.notMatch(await page.evaluate<string>('document.body.innerText'), /\bpixGallery\.\w+|\{\{\w+\}\}/)
  },
)

await visit('without a key, nothing is taken out, and the page says what is missing', { as: 'operator' }, async (v) => {
  const { t, page, go } = v
  const imageId = await addSeen(job, { filename: 'Flur_08.jpg', excludedAt: new Date(), usable: false })
  await go(`/admin/pix/jobs/${job.id}/images/${imageId}`)
  await page.getByRole('button', { name: 'Remove something' }).click()
  await page.getByText('VISION_API_KEY is missing in the environment.').waitFor()
  await page.getByRole('button', { name: 'Add to the mask: cable' }).click()
  t.ok(await page.getByRole('button', { name: 'Remove it' }).isDisabled())
})
