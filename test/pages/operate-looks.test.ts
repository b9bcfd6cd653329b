import { tablet } from './booth-at-work.ts'
import { openBrowser, phone } from './open-browser.ts'
import { shootDifferent } from './shoot.ts'

const { gateway, visit } = await openBrowser()
const portrait = { width: 820, height: 1180 }
for (const at of [1, 2, 3, 4, 5, 6, 7]) await shootDifferent(gateway.url, `slot-00${at}`)
for (let at = 0; at < 5; at += 1) await shootDifferent(gateway.url)

const looks = {
  tablet: { viewport: tablet, scheme: 'dark' },
  portrait: { viewport: portrait, scheme: 'dark' },
  phone: { viewport: phone, scheme: 'light' },
  narrow: { viewport: { width: 360, height: 640 }, scheme: 'dark' },
  desktop: { viewport: { width: 1440, height: 900 }, scheme: 'light' },
} as const
for (const [name, look] of Object.entries(looks))
  await visit(`everybody can use it: ${name}`, { as: 'operator', ...look }, async ({ t, page, go, ...v }) => {
    await go('/operate/slot-001')
    await page.getByRole('img', { name: /^Picture of Enhance/ }).waitFor()
    await v.checkAccess('the view')
    const size = await page.evaluate(
      '[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]',
    )
    t.strictSame(size, [0, 0], 'it fills the screen, and nothing is beyond it')
    await v.screenshot(`operate-${name}`)
  })

await visit('it is dark in a hall, unless light was chosen', { as: 'operator', viewport: tablet }, async (v) => {
  const { t, page, go } = v
  await go('/operate/slot-001')
  const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
  t.equal(await background(), 'rgb(19, 19, 18)')
  await page.evaluate('localStorage.setItem("mantine-color-scheme-value", "light")')
  await go('/operate/slot-001')
  t.equal(await background(), 'rgb(250, 249, 247)')
  await v.checkAccess('the view in light')
  await v.screenshot('operate-tablet-light')
})

await visit('viewers are told that it is not for them', { as: 'viewer' }, async ({ page, go }) => {
  await go('/operate/slot-001')
  await page.getByText('This page is for somebody else').waitFor()
})

await visit('a slot that is not there is said not to be', { as: 'operator' }, async ({ page, go }) => {
  await go('/operate/nowhere')
  await page.getByRole('heading', { name: 'There is no such slot' }).waitFor()
})
