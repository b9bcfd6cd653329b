import { randomUUID } from 'node:crypto'
import chromium from '@sparticuz/chromium'
import axe from 'axe-core'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { Test } from 'tap'
import { resultKey } from '../../src/media/keys.ts'
import { galleries, type jobs } from '../../src/schema.ts'
import { addJob } from '../queue/office.ts'
import type { TestGateway } from '../support/gateway.ts'
import { jpeg } from '../support/pictures.ts'
import { launchChromium } from './launch-chromium.ts'

export const phone = { width: 390, height: 844 }

/** One browser for guests, who are nobody to the gateway. Each look has a memory of its own. */
export async function openGuestBrowser(t: Test) {
  const browser = await launchChromium([
    ...chromium.args.filter((argument) => argument !== '--single-process'),
    '--force-color-profile=srgb',
  ])
  t.teardown(() => browser.close())

  async function openPage(t: Test, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ viewport: phone, locale: 'en-GB', ...options })
    t.teardown(() => context.close())
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    const complaints: string[] = []
    page.on('pageerror', (error) => void complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text())
    })
    return { page, complaints }
  }
  return { openPage }
}

/** Its text is told to every picture's job, and may be a title. */
export const evil = '<img src=x onerror="window.harmed=1">"><script>window.harmed=1</script>'

/** Finished pictures and galleries, without anybody having made them. */
export async function openAlbum(gateway: TestGateway) {
  const { database, store } = gateway
  const bytes = await jpeg(900, 600)
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

  return { bytes, addPicture, addGallery }
}

/** What axe finds, of any weight. */
export async function findBarriers(page: Page) {
  await page.evaluate(axe.source)
  const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults
  return violations.map(({ id, nodes }) => ({
    id,
    where: nodes.map(({ html, failureSummary }) => [html, failureSummary]),
  }))
}

export const isAllThere = (page: Page) =>
  page.waitForFunction('[...document.images].every((image) => image.complete || image.loading === "lazy")')
