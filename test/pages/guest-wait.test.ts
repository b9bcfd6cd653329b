import t from 'tap'
import { eq } from '../../src/drizzle.ts'
import { guestWords } from '../../src/media/guest-words.ts'
import { jobs } from '../../src/schema.ts'
import { startTestGateway } from '../support/gateway.ts'
import { openAlbum, openGuestBrowser } from './open-guest.ts'

const gateway = await startTestGateway(t)
const { database, url } = gateway
const { openPage } = await openGuestBrowser(t)
const { addPicture } = await openAlbum(gateway)

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
