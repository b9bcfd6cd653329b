import t from 'tap'
import { createSessions } from '../../src/accounts/sessions.ts'
import { eq } from '../../src/drizzle.ts'
import { guestWords } from '../../src/media/guest-words.ts'
import { galleries } from '../../src/schema.ts'
import { startTestGateway } from '../support/gateway.ts'
import { evil, findBarriers, isAllThere, openAlbum, openGuestBrowser } from './open-guest.ts'

const gateway = await startTestGateway(t)
const { database, url } = gateway
const { openPage } = await openGuestBrowser(t)
const { addPicture, addGallery } = await openAlbum(gateway)

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
