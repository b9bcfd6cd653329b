import { mkdirSync } from 'node:fs'
import path from 'node:path'
import chromium from '@sparticuz/chromium'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { Role } from '../../src/accounts/roles.ts'
import { until } from '../support/answers.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { launchChromium } from './launch-chromium.ts'

export const phone = { width: 390, height: 844 }
export const desktop = { width: 1440, height: 900 }

export const password = 'correct horse battery'
export const emailOf = (role: Role) => `${role}@studio.example`

/** For people to look at; not kept, and only taken when somebody wants them: they are a fifth of what a visit costs. */
const screenshots = path.join(import.meta.dirname, '..', '..', '.tap', 'screenshots')
const areWanted = process.env.SCREENSHOTS !== undefined

interface Visit {
  viewport?: { width: number; height: number }
  scheme?: 'light' | 'dark'
  /** Of the browser. */
  language?: string
  /** Who is signed in; null: nobody. */
  as?: Role | null
  /** What the server may refuse in this test, as in `401 /api/login`. */
  mayRefuse?: RegExp
}

export interface Visited {
  t: Test
  page: Page
  gateway: TestGateway
  /** Loads a page of the gateway and waits until it has all that it asks for. */
  go(address: string): Promise<void>
  /** Fails with what axe finds serious or critical. */
  checkAccess(what: string): Promise<void>
  screenshot(name: string): Promise<void>
  /** Fails when something is wider than the window. */
  checkWidth(what: string): Promise<void>
}

/** The real gateway with the real pages and one browser, for the tests of a file. Each test is a visit of its own. */
export async function openBrowser(options: Parameters<typeof startTestGateway>[1] = {}) {
  const gateway = await startTestGateway(t, options)
  for (const role of ['viewer', 'operator', 'admin'] as const)
    await gateway.app.people.create({ email: emailOf(role), password, role, who: 'test' })
  const browser = await launchChromium(args())
  t.teardown(() => {
    endAfterAll()
    return browser.close()
  })

  function visit(name: string, how: Visit, body: (visited: Visited) => Promise<void>): Promise<unknown> {
    return t.test(name, async (t) => {
      const { viewport = desktop, scheme = 'light', language = 'en', as = 'admin', mayRefuse } = how
      const context = await browser.newContext({
        viewport,
        colorScheme: scheme,
        locale: language,
        // A window that glides in is looked at half a second later, a thousand times.
        reducedMotion: 'reduce',
        baseURL: gateway.url,
      })
      const page = await context.newPage()
      const complaints = listen(page, gateway.url, mayRefuse)
      page.setDefaultTimeout(15_000)
      if (as) await context.request.post('/api/login', { data: { email: emailOf(as), password } })
      try {
        await body({ t, page, gateway, ...toolsFor(t, page) })
        t.same(complaints, [], 'the browser complains of nothing')
      } finally {
        await context.close()
      }
    })
  }
  return { gateway, visit }
}

const patienceMilliseconds = 15_000

/** A browser that does not end keeps its test alive until the runner gives up, once in some hundred times. */
function endAfterAll(): void {
  const timer = setTimeout(() => {
    console.error('# what does not end:', process.getActiveResourcesInfo().join(', '))
    process.exit()
  }, patienceMilliseconds)
  timer.unref()
}

/** Meant for the cloud: with these it would end with its first window, and be more lenient than a guest's browser. */
const unlikeBrowsers =
  /single-process|no-zygote|disable-web-security|allow-running-insecure|site-isolation|disable-features/

const args = () => [...chromium.args.filter((flag) => !unlikeBrowsers.test(flag)), '--disable-gpu']

/** Scripts that broke, what the Content-Security-Policy refused, and answers that no page should get. */
function listen(page: Page, origin: string, mayRefuse: RegExp | undefined): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => void complaints.push(String(error)))
  page.on('console', (message) => {
    // The answer itself is looked at below, and says more.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text())
  })
  page.on('response', (answer) => {
    const seen = `${answer.status()} ${answer.url().replace(origin, '')}`
    const isExpected = seen === '401 /api/me' || mayRefuse?.test(seen)
    if (answer.status() >= 400 && !isExpected) complaints.push(seen)
  })
  page.on('request', (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(origin))
      complaints.push(`asked elsewhere: ${request.url()}`)
  })
  return complaints
}

function toolsFor(t: Test, page: Page) {
  // Not `waitForFunction`: it runs text as a script inside the page, which the page's own policy forbids.
  const comesTrue = (what: string, expression: string) => until(what, () => page.evaluate<boolean>(expression))
  return {
    async go(address: string): Promise<void> {
      await page.goto(address)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await comesTrue('the page is loaded', 'document.querySelectorAll("[aria-busy=true]").length === 0')
      await comesTrue(
        'its pictures are there',
        '[...document.images].every((image) => image.naturalWidth > 0 || image.getBoundingClientRect().top > innerHeight)',
      )
    },
    async checkAccess(what: string): Promise<void> {
      // An appearing dialog is half transparent, and so are its words.
      await comesTrue(
        'nothing moves',
        'document.getAnimations().every((one) => one.playState !== "running" || one.effect.getTiming().iterations === Infinity)',
      )
      await page.evaluate(axe.source)
      const { violations } = (await page.evaluate('axe.run({ resultTypes: ["violations"] })')) as axe.AxeResults
      const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      t.same(
        grave.map(({ id, nodes }) => ({ id, where: nodes.map(({ html, failureSummary }) => [html, failureSummary]) })),
        [],
        `${what} is open to everybody`,
      )
    },
    async checkWidth(what: string): Promise<void> {
      const tooWide = await page.evaluate(`[...document.querySelectorAll('body *')]
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.only-heard'))
        .map((one) => one.tagName + ' ' + one.className + ' ' + one.textContent.slice(0, 40))`)
      t.same(tooWide, [], `${what} fits the window`)
      const cut = await page.evaluate(`[...document.querySelectorAll('h1, h2, h3, button, a, label, p, li, dt')]
        .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow !== 'visible'
          && getComputedStyle(one).textOverflow !== 'ellipsis' && one.clientWidth > 2)
        .map((one) => one.textContent.slice(0, 60))`)
      t.same(cut, [], `no words of ${what} are cut off`)
    },
    async screenshot(name: string): Promise<void> {
      if (!areWanted) return
      mkdirSync(screenshots, { recursive: true })
      await page.screenshot({ path: path.join(screenshots, `${name}.png`), animations: 'disabled' })
    },
  }
}
