import chromium from '@sparticuz/chromium'
import axe from 'axe-core'
import { type BrowserContextOptions, type Page, chromium as playwright } from 'playwright-core'
import type { Test } from 'tap'

export const phone = { width: 390, height: 844 }

/** One browser for guests, who are nobody to the gateway. Each look has a memory of its own. */
export async function openGuestBrowser(t: Test) {
  const browser = await playwright.launch({
    args: [...chromium.args.filter((argument) => argument !== '--single-process'), '--force-color-profile=srgb'],
    executablePath: await chromium.executablePath(),
    headless: true,
  })
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
