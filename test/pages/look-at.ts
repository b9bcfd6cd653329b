import { desktop, type openBrowser, phone, type Visited } from './open-browser.ts'

type Visit = Awaited<ReturnType<typeof openBrowser>>['visit']

const small = { width: 360, height: 740 }

/** A page in both colour schemes and on both screens, and in every language on a small phone: open to everybody, not too wide, to be looked at. */
export async function lookAt(visit: Visit, name: string, open: (visited: Visited) => Promise<void>): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    for (const [size, viewport] of Object.entries({ phone, desktop })) {
      await visit(`everybody can use the page: ${name}, ${size}, ${scheme}`, { scheme, viewport }, async (visited) => {
        await open(visited)
        await visited.checkAccess(name)
        await visited.checkWidth(name)
        await visited.screenshot(`${name}-${size}-${scheme}`)
      })
    }
  }
}

/** The same address in every language. */
export async function readIn(visit: Visit, name: string, address: string): Promise<void> {
  for (const language of ['en', 'de', 'ru']) {
    await visit(`${name} speaks ${language}, also on a small phone`, { language, viewport: small }, async (visited) => {
      const { t, page, go, checkWidth, screenshot } = visited
      await go(address)
      const text = await page.evaluate<string>('document.body.innerText')
      t.notMatch(text, new RegExp(`\\b${name}\\.\\w+`), 'no key is shown in place of its words')
      t.notMatch(text, /\{\{|\}\}/, 'no gap is left in a sentence')
      await checkWidth(`${name} in ${language}`)
      await screenshot(`${name}-${language}`)
    })
  }
}
