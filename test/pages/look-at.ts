import { desktop, type openBrowser, phone, type Visited } from './open-browser.ts'

type Visit = Awaited<ReturnType<typeof openBrowser>>['visit']

interface Looked extends Visited {
  /** Open to everybody, not wider than the window, and on a screenshot. */
  check(name: string): Promise<void>
}

const screens = { phone, desktop }

/** Several pages on one screen, in one colour scheme. */
export function lookAt(
  visit: Visit,
  { scheme, size }: { scheme: 'light' | 'dark'; size: keyof typeof screens },
  body: (looked: Looked) => Promise<void>,
): Promise<unknown> {
  return visit(`everybody can use the pages: ${size}, ${scheme}`, { scheme, viewport: screens[size] }, (visited) =>
    body({
      ...visited,
      async check(name) {
        await visited.checkAccess(name)
        await visited.checkWidth(name)
        await visited.screenshot(`${name}-${size}-${scheme}`)
      },
    }),
  )
}
