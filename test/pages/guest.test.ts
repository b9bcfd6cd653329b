import t from 'tap'
import { guestWords } from '../../src/media/guest-words.ts'
import { addJob } from '../queue/office.ts'
import { startTestGateway } from '../support/gateway.ts'
import { findBarriers, isAllThere, openAlbum, openGuestBrowser, phone } from './open-guest.ts'

const gateway = await startTestGateway(t)
const { url } = gateway
const { openPage } = await openGuestBrowser(t)
const { bytes, addPicture, addGallery } = await openAlbum(gateway)

t.test('a guest’s page is small, whole at once, and does not jump when its picture comes', async (t) => {
  const id = await addPicture()
  for (const javaScriptEnabled of [true, false]) {
    const { page, complaints } = await openPage(t, { javaScriptEnabled })
    let transferred = 0
    page.on('response', async (answer) => {
      if (!answer.url().includes('/public/results/')) transferred += (await answer.body().catch(() => '')).length
    })
    const arrived = Promise.withResolvers<void>()
    await page.route('**/public/results/**', async (route) => {
      await arrived.promise
      await route.continue()
    })
    await page.goto(`${url}/r/${id}`, { waitUntil: 'commit' })
    const heading = page.getByRole('heading', { name: guestWords.en.ready })
    const before = await heading.boundingBox()
    t.match(await page.locator('.frame').boundingBox(), { width: 390, height: 260 }, 'the place of the picture is kept')
    arrived.resolve()
    await page.waitForLoadState('load')
    t.same(await heading.boundingBox(), before, `scripts: ${javaScriptEnabled}`)
    t.ok(transferred > 1000 && transferred <= 50_000, `${transferred} bytes without the picture`)
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Save' }).click()
    t.match((await download).suggestedFilename(), `slot-001-${id.slice(0, 8)}.jpg`)
    t.same(complaints, [])
  }
})

t.test('everybody can use the pages: in three languages, in light and dark, on small and large screens', async (t) => {
  const [id, expired] = [await addPicture(), await addPicture({ expiresAt: new Date(Date.now() - 1000) })]
  const making = await addJob(gateway, {
    ...{ status: 'processing', failureReason: null, finishedAt: null, deadlineAt: new Date(Date.now() + 40_000) },
    ...{ receivedAt: new Date(), workUntilAt: new Date(Date.now() + 40_000) },
  })
  await addPicture({ slotId: 'slot-002' })
  const gallery = await addGallery('slot-002')
  const looks = [
    { locale: 'en-GB', colorScheme: 'light', viewport: phone },
    { locale: 'de-DE', colorScheme: 'dark', viewport: { width: 360, height: 640 } },
    { locale: 'ru-RU', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  ] as const
  for (const look of looks) {
    const { page, complaints } = await openPage(t, look)
    for (const path of [
      `/r/${id}`,
      `/r/${expired}`,
      `/r/${making}`,
      `/g/${gallery}`,
      `/g/${await addGallery('slot-009')}`,
    ]) {
      await page.goto(url + path)
      await isAllThere(page)
      await page.evaluate('document.querySelector("details")?.setAttribute("open", "")')
      const what = `${path.slice(0, 6)} ${look.locale}`
      t.same(await findBarriers(page), [], what)
      t.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, `${what} fits`)
    }
    t.same(complaints, [])
  }
})

t.test('the keyboard reaches all there is to do', async (t) => {
  const { page } = await openPage(t)
  await page.addInitScript('navigator.share = async () => {}')
  await page.goto(`${url}/r/${await addPicture()}`)
  const reached: string[] = []
  for (const key of ['Tab', 'Tab', 'Tab', 'Enter', 'Tab']) {
    await page.keyboard.press(key)
    if (key === 'Tab') reached.push(await page.evaluate('document.activeElement.textContent.trim().split(/\\s/)[0]'))
  }
  t.match(reached, ['Save', 'Share', 'Link', /^http/])
})

t.test('sharing hands over the picture itself where the phone can, and is not offered where it cannot', async (t) => {
  const id = await addPicture()
  const without = await openPage(t)
  await without.page.addInitScript('delete Navigator.prototype.share; navigator.share = undefined')
  await without.page.goto(`${url}/r/${id}`)
  await isAllThere(without.page)
  t.equal(await without.page.getByRole('button', { name: 'Share' }).isVisible(), false)

  for (const [canShare, shared] of [
    [true, `slot-001-${id.slice(0, 8)}.jpg image/jpeg ${bytes.length}`],
    [false, `${url}/r/${id}`],
  ] as const) {
    const { page } = await openPage(t)
    await page.addInitScript(`
      navigator.canShare = () => { window.asked = true; return ${canShare} }
      navigator.share = async ({ files, url }) => {
        window.shared = files ? files.map(({ name, type, size }) => [name, type, size].join(' '))[0] : url
      }`)
    await page.goto(`${url}/r/${id}`)
    await page.waitForFunction('window.asked')
    await page.getByRole('button', { name: 'Share' }).click()
    t.equal(await page.evaluate('window.shared'), shared)
  }
})

t.test('a guest who prints the page gets the picture, as large as the paper, and nothing else', async (t) => {
  const { page } = await openPage(t, { viewport: { width: 794, height: 1123 } })
  await page.goto(`${url}/r/${await addPicture()}`)
  await isAllThere(page)
  await page.emulateMedia({ media: 'print' })
  t.match(await page.locator('.frame').boundingBox(), { x: 0, width: 794 })
  t.equal(await page.getByRole('heading').isVisible(), false)
})
