import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import t from 'tap'
import { createSessions } from '../../src/accounts/sessions.ts'
import { guestWords } from '../../src/media/guest-words.ts'
import { resultKey } from '../../src/media/keys.ts'
import { galleries, jobs } from '../../src/schema.ts'
import { addJob } from '../queue/office.ts'
import { startTestGateway } from '../support/gateway.ts'
import { jpeg } from '../support/pictures.ts'
import { findBarriers, isAllThere, openGuestBrowser, phone } from './open-guest.ts'

const gateway = await startTestGateway(t)
const { database, store, url } = gateway
const { openPage } = await openGuestBrowser(t)
const bytes = await jpeg(900, 600)
const evil = '<img src=x onerror="window.harmed=1">"><script>window.harmed=1</script>'

let shots = 0
/** Pictures come a second after each other. */
async function addPicture(values: Partial<typeof jobs.$inferInsert> = {}): Promise<string> {
  const key = resultKey('slot-001', randomUUID(), 1, 'image/jpeg')
  await store.write(key, bytes)
  shots += 1
  return addJob(gateway, {
    ...{ status: 'done', failureReason: null, expiresAt: new Date(Date.now() + 50 * 3_600_000) },
    ...{ resultKey: key, resultMime: 'image/jpeg', resultBytes: bytes.length, resultSha256: key.slice(-20) },
    ...{
      resultWidth: 900,
      resultHeight: 600,
      inputSha256: randomUUID(),
      receivedAt: new Date(Date.now() - 600_000 + shots * 1000),
    },
    clientFields: { name: evil },
    ...values,
  })
}

async function addGallery(slot: string, title = 'Anna & Bernd'): Promise<string> {
  const id = randomUUID()
  const [startedAt, endsAt] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 3_600_000)]
  await database.insert(galleries).values({ id, title, slotIds: [slot], startedAt, endsAt, createdBy: 'test' })
  return id
}

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

t.test('who waits for a picture sees it when it is there, with a script and without', async (t) => {
  for (const javaScriptEnabled of [true, false]) {
    const id = await addPicture({
      ...{ status: 'pending', finishedAt: null, receivedAt: new Date() },
      ...{ deadlineAt: new Date(Date.now() + 40_000), workUntilAt: new Date(Date.now() + 40_000) },
    })
    const { page, complaints } = await openPage(t, { javaScriptEnabled })
    let loads = 0
    page.on('load', () => {
      loads += 1
    })
    await page.goto(`${url}/r/${id}`)
    await page.getByText(guestWords.en.waitingForTurn).waitFor()
    t.match(await page.locator('[data-left]').textContent(), /^(3\d|40) seconds$/)
    await database.update(jobs).set({ status: 'processing' }).where(eq(jobs.id, id))
    await page.getByText(guestWords.en.atWork).waitFor()
    await database.update(jobs).set({ status: 'done', finishedAt: new Date() }).where(eq(jobs.id, id))
    await page.getByRole('heading', { name: guestWords.en.ready }).waitFor()
    await page.waitForLoadState('load')
    if (javaScriptEnabled) t.equal(loads, 2, 'once for the wait, once for the picture')
    t.same(complaints, [])
  }
})

t.test('a gallery grows while one looks, at both ends, and does not move under a finger', async (t) => {
  for (let at = 0; at < 50; at += 1) await addPicture({ slotId: 'slot-003' })
  const gallery = await addGallery('slot-003', evil)
  const { page, complaints } = await openPage(t)
  await page.clock.install()
  await page.goto(`${url}/g/${gallery}`)
  const places = page.locator('.grid li')
  const look = async () => page.clock.runFor(9000)
  t.equal(await places.count(), 48)
  t.equal(await page.locator('h1').textContent(), evil, 'a title is text')

  const first = await addPicture({ slotId: 'slot-003' })
  await look()
  await page.locator(`#p-${first}`).waitFor()
  t.equal(await places.first().getAttribute('id'), `p-${first}`)

  await page.evaluate('scrollTo(0, 2000)')
  const top = await page.evaluate('document.querySelectorAll(".grid li")[9].getBoundingClientRect().top')
  const second = await addPicture({ slotId: 'slot-003' })
  await look()
  const button = page.getByRole('button', { name: guestWords.en.galleryFresh })
  await button.waitFor()
  t.equal(await page.evaluate('document.querySelectorAll(".grid li")[9].getBoundingClientRect().top'), top)
  await button.click()
  t.equal(await places.first().getAttribute('id'), `p-${second}`)
  t.equal(await page.evaluate('scrollY'), 0)

  await page.evaluate('scrollTo(0, document.body.scrollHeight)')
  await page.locator('.grid li:nth-child(52)').waitFor()
  t.equal(await page.getByRole('link', { name: guestWords.en.galleryOlder }).count(), 0, 'that was all')

  await database.update(galleries).set({ stoppedAt: new Date() }).where(eq(galleries.id, gallery))
  await look()
  await page.getByRole('heading', { name: guestWords.en.galleryOver }).waitFor()
  t.equal(await page.evaluate('window.harmed'), undefined)
  t.same(complaints, [])
})

t.test('a guest who prints the page gets the picture, as large as the paper, and nothing else', async (t) => {
  const { page } = await openPage(t, { viewport: { width: 794, height: 1123 } })
  await page.goto(`${url}/r/${await addPicture()}`)
  await isAllThere(page)
  await page.emulateMedia({ media: 'print' })
  t.match(await page.locator('.frame').boundingBox(), { x: 0, width: 794 })
  t.equal(await page.getByRole('heading').isVisible(), false)
})

t.test('without a script a gallery looks again by itself, and stays where it is', async (t) => {
  for (let at = 0; at < 20; at += 1) await addPicture({ slotId: 'slot-004' })
  const gallery = await addGallery('slot-004')
  const { page } = await openPage(t, { javaScriptEnabled: false })
  await page.route(`**/g/${gallery}`, async (route) => {
    const answer = await route.fetch()
    const body = (await answer.text()).replace('http-equiv="refresh" content="20"', 'http-equiv="refresh" content="2"')
    await route.fulfill({ response: answer, body })
  })
  await page.goto(`${url}/g/${gallery}`)
  await page.mouse.wheel(0, 1500)
  const picture = await addPicture({ slotId: 'slot-004' })
  await page.locator(`#p-${picture}`).waitFor({ state: 'attached' })
  const box = await page.locator('h1').boundingBox()
  t.ok(box && box.y < -500, `the heading is at ${box?.y}`)
})

t.test('paper has the size that was asked for, one page for one picture', async (t) => {
  const { id: person } = await gateway.app.people.create({
    ...{ email: 'operator@studio.example', password: 'correct horse', role: 'operator', who: 'test' },
  })
  const { token } = await createSessions(gateway).open(person)
  const [lying, upright] = [await addPicture(), await addPicture({ resultWidth: 600, resultHeight: 900 })]
  const { page, complaints } = await openPage(t, { viewport: { width: 1200, height: 800 } })
  await page.context().addCookies([{ name: 'photochanger_session', value: token, url }])
  const millimetres = (points: number) => Math.round((points / 72) * 25.4)
  for (const [path, sizes] of [
    [`/api/jobs/${lying}/print`, ['150x100']],
    [`/api/jobs/${upright}/print?paper=13x18&fit=whole`, ['130x180']],
    [`/api/print?jobs=${lying},${upright}&layout=each&paper=a4`, ['297x210', '210x297']],
    [`/api/print?jobs=${lying},${upright}`, ['210x297']],
  ] as const) {
    await page.goto(url + path)
    await isAllThere(page)
    t.same(await findBarriers(page), [], path)
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1')
    const boxes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)]
    t.same(
      boxes.map(([, width, height]) => `${millimetres(Number(width))}x${millimetres(Number(height))}`),
      sizes,
      path,
    )
  }
  t.same(complaints, [])
})
