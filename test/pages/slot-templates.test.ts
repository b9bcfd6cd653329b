import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { until } from '../support/answers.ts'
import { paint } from '../support/pictures.ts'
import { openBrowser } from './open-browser.ts'

const { gateway, visit } = await openBrowser()
const beach = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#3a8fd0' } })
  .png()
  .toBuffer()
const isInHole = (x: number, y: number) => x > 100 && x < 800 && y > 80 && y < 520
const frame = await (await paint(900, 600, (x, y) => (isInHole(x, y) ? [0, 0, 0, 0] : [201, 162, 39, 255])))
  .png()
  .toBuffer()

/** As if somebody pressed Ctrl+V with a picture in the clipboard. */
const paste = (page: Page, picture: Buffer, name: string) =>
  page.evaluate(`{
    const bytes = Uint8Array.from(atob('${picture.toString('base64')}'), (letter) => letter.charCodeAt(0))
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File([bytes], '${name}', { type: 'image/png' }))
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }`)

await visit('a template is pasted, and another one dropped in its place', {}, async (visited) => {
  const { t, page, go, checkAccess, screenshot } = visited
  await go('/admin/slots/slot-009')
  await page.getByLabel('What it does').selectOption('chroma_key')
  await page.getByText('needed').waitFor()
  await paste(page, beach, 'beach.png')
  const picture = page.getByRole('img', { name: 'Template for “Background”' })
  await picture.waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText(/^Revision 2 is saved/).waitFor()
  const bound = (await gateway.app.slots.find('slot-009'))?.settings.templates.background
  t.ok(bound)
  await page
    .locator('input[type=file][aria-label^="Background"]')
    .setInputFiles({ name: 'gold.png', mimeType: 'image/png', buffer: frame })
  await page.getByText('1 unsaved change', { exact: true }).waitFor()
  await screenshot('editor-template-desktop')
  await page.getByRole('button', { name: 'Choose another' }).click()
  const picker = page.getByRole('dialog', { name: 'Choose a template' })
  await picker.getByRole('button', { name: /^beach/ }).waitFor()
  await checkAccess('the choice of templates')
  await screenshot('editor-picker-desktop')
  await picker.getByRole('button', { name: /^beach/ }).click()
  await page.getByText(/^Revision 2, saved by/).waitFor()
  await page
    .locator('input[type=file][aria-label^="Background"]')
    .setInputFiles({ name: 'words.txt', mimeType: 'text/plain', buffer: Buffer.from('words') })
  await page.getByText(/^That is no picture that can be a template/).waitFor()
  await page.getByLabel('What it does').selectOption('enhance')
  await page.getByText(/^Nothing in this slot uses it/).waitFor()
})

await visit('a frame is drawn over the sample photo before anything is saved', {}, async (visited) => {
  const { page, go, checkAccess, screenshot } = visited
  await go('/admin/slots/slot-010?section=picture')
  await page.getByRole('switch', { name: /^Lay a frame over every picture/ }).check()
  await paste(page, frame, 'gold frame.png')
  await page.getByText('Every picture will be 900 × 600 pixels.').waitFor()
  await page.getByRole('button', { name: 'Add: Border of the frame, in percent' }).click()
  await page.getByRole('slider', { name: 'Left' }).waitFor()
  await page.getByLabel('Longest side in pixels').fill('450')
  await page.getByText('Every picture will be 450 × 300 pixels.').waitFor()
  await checkAccess('the frame')
  await page.getByRole('img', { name: 'Sample photo in the frame' }).scrollIntoViewIfNeeded()
  await screenshot('editor-frame-desktop')
  await page.getByRole('button', { name: 'Test shot' }).first().click()
  const result = page.getByRole('img', { name: 'The picture', exact: true })
  await result.waitFor()
  await until(
    'the picture is as large as was wished',
    async () => (await result.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)) === 450,
  )
})
