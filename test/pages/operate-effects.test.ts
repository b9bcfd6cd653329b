import { tablet } from './booth-at-work.ts'
import { openBrowser } from './open-browser.ts'
import { shootDifferent } from './shoot.ts'

const { gateway, visit } = await openBrowser()
await gateway.changeSlot('slot-001', { keepOriginal: true })
await shootDifferent(gateway.url, 'slot-003')
for (let at = 0; at < 4; at += 1) await shootDifferent(gateway.url)
const chainOf = async (slot: string) => (await gateway.app.slots.find(slot))?.settings.chain

await visit(
  'one tap gives the booth another effect, and one takes it back',
  { as: 'operator', viewport: tablet },
  async (v) => {
    const { t, page, go } = v
    const own = await chainOf('slot-001')
    await go('/operate/slot-001')
    const effects = page.getByRole('region', { name: 'Effect' })
    await effects.getByRole('button', { name: 'Enhance', exact: true, pressed: true }).waitFor()
    await effects.getByRole('button', { name: 'Sepia' }).click()
    await page.getByText('Photos now get “Sepia”.').waitFor()
    await effects.getByRole('button', { name: 'Sepia', pressed: true }).waitFor()
    t.strictSame(await chainOf('slot-001'), await chainOf('slot-003'), 'the booth’s own slot has it')
    t.equal((await gateway.app.slots.find('slot-001'))?.settings.name, 'Enhance')
    await v.checkAccess('the note')
    await v.screenshot('operate-effect-tablet-dark')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Photos now get “Enhance”.').waitFor()
    t.strictSame(await chainOf('slot-001'), own)
  },
)

await visit(
  'its own effect is there to go back to, also after a reload',
  { as: 'operator', viewport: tablet },
  async (v) => {
    const { t, page, go } = v
    const own = await chainOf('slot-001')
    await go('/operate/slot-001')
    const effects = page.getByRole('region', { name: 'Effect' })
    await effects.getByRole('button', { name: 'Cool' }).click()
    await effects.getByRole('button', { name: 'Cool', pressed: true }).waitFor()
    await go('/operate/slot-001')
    await effects.getByRole('button', { name: 'Cool', pressed: true }).waitFor()
    await effects.getByRole('button', { name: 'Enhance', exact: true }).click()
    await effects.getByRole('button', { name: 'Enhance', exact: true, pressed: true }).waitFor()
    t.strictSame(await chainOf('slot-001'), own)
  },
)

await visit(
  'when somebody was quicker, the gateway says so, and the next tap works',
  { as: 'operator', viewport: tablet, mayRefuse: /409 .*effect/ },
  async ({ page, go }) => {
    await go('/operate/slot-001')
    const effects = page.getByRole('region', { name: 'Effect' })
    await effects.getByRole('button', { name: 'Enhance', exact: true, pressed: true }).waitFor()
    await gateway.changeSlot('slot-001', { priority: 3 })
    await effects.getByRole('button', { name: 'Warm' }).click()
    await page.getByRole('alert').filter({ hasText: 'Somebody else changed this in the meantime' }).waitFor()
    await effects.getByRole('button', { name: 'Warm' }).click()
    await page.getByText('Photos now get “Warm”.').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Photos now get “Enhance”.').waitFor()
  },
)

await visit(
  'an earlier picture is brought back, by finger and by key',
  { as: 'operator', viewport: tablet },
  async (v) => {
    const { t, page, go } = v
    await go('/operate/slot-001')
    const code = page.getByRole('img', { name: 'The link of this picture as a QR code' })
    const newest = await code.getAttribute('src')
    const tiles = page.getByRole('region', { name: 'Last pictures' }).getByRole('button')
    await tiles.nth(2).click()
    await page.getByText('This is an earlier picture.').waitFor()
    const third = await code.getAttribute('src')
    t.not(third, newest)
    await page.keyboard.press('Escape')
    await page.getByText('This is an earlier picture.').waitFor({ state: 'detached' })
    t.equal(await code.getAttribute('src'), newest)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    t.equal(await code.getAttribute('src'), third)
  },
)

await visit('names of slots are inert', { as: 'operator', viewport: tablet }, async ({ t, page, go }) => {
  const name = '<img src=x onerror="globalThis.hit=1">{{7*7}} $t(shell.signOut)'
  await gateway.changeSlot('slot-003', { name })
  await go('/operate/slot-001')
  await page.getByRole('button', { name }).click()
  await page.getByText(`Photos now get “${name}”.`).waitFor()
  t.equal(await page.evaluate('globalThis.hit'), undefined)
  t.equal(await page.locator('img[src=x]').count(), 0)
})
