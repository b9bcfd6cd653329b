import sharp from 'sharp'
import { eq } from '../../src/drizzle.ts'
import { maskKey } from '../../src/pix/keys.ts'
import { pixEdits } from '../../src/pix-schema.ts'
import { phone } from './open-browser.ts'
import { openPixRoom } from './pix-room.ts'

const { visit, rows, addSeen, gateway } = await openPixRoom()
const job = await rows.addJob()
const addressOf = (imageId: string) => `/admin/pix/jobs/${job.id}/images/${imageId}`
const cleared = { privacyStatus: 'cleared_by_admin' }

/** White parts of the mask that was sent, as shares of its sides. */
async function readMask(imageId: string) {
  const [edit] = await gateway.database.select().from(pixEdits).where(eq(pixEdits.imageId, imageId))
  if (!edit) throw new Error('nothing was sent')
  const key = maskKey({ shootId: job.shootId, imageId }, `edit_${edit.maskSha256.slice(0, 24)}`)
  const { data, info } = await sharp((await gateway.store.read(key)) ?? Buffer.alloc(0))
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true })
  const isWhite = (x: number, y: number) =>
    data[Math.floor(y * info.height) * info.width + Math.floor(x * info.width)] === 255
  return { ...info, isWhite }
}

await visit('something is painted over, taken out, and seen before and after', { as: 'operator' }, async (v) => {
  const { t, page, go, checkAccess, checkWidth, screenshot } = v
  const imageId = await addSeen(job, cleared)
  await go(addressOf(imageId))
  await page.getByRole('button', { name: 'Remove something' }).click()
  const canvas = page.locator('canvas')
  await canvas.scrollIntoViewIfNeeded()
  const send = page.getByRole('button', { name: 'Remove it' })
  t.ok(await send.isDisabled(), 'nothing is painted yet')
  const paint = async (from: [number, number], to: [number, number]) => {
    const place = await canvas.boundingBox()
    if (!place) throw new Error('there is no canvas')
    await page.mouse.move(place.x + from[0] * place.width, place.y + from[1] * place.height)
    await page.mouse.down()
    await page.mouse.move(place.x + to[0] * place.width, place.y + to[1] * place.height, { steps: 4 })
    await page.mouse.up()
  }
  await paint([0.2, 0.3], [0.4, 0.3])
  await paint([0.2, 0.6], [0.4, 0.6])
  await page.keyboard.press('Control+z')
  await page.getByRole('button', { name: 'Redo' }).click()
  t.ok(await page.getByRole('button', { name: 'Redo' }).isDisabled(), 'there is no more of it')
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'Eraser' }).click()
  await paint([0.3, 0.2], [0.3, 0.4])
  await checkAccess('the editor')
  await checkWidth('the editor')
  await screenshot('pix-image-remove-desktop-light')
  await send.click()
  await page.getByRole('slider', { name: 'Before and after' }).waitFor()
  await page.getByText('Removed. The result is “Edit 1”.').waitFor()
  await page.getByText('As delivered → Edit 1').waitFor()
  await screenshot('pix-image-removed-desktop-light')
  const mask = await readMask(imageId)
  t.match(mask, { width: 900, height: 600 }, 'in the size of the version')
  t.ok(mask.isWhite(0.22, 0.3) && mask.isWhite(0.38, 0.3), 'what was painted')
  t.notOk(mask.isWhite(0.3, 0.3), 'but for what was erased')
  t.notOk(mask.isWhite(0.3, 0.6), 'and what was taken back')
})

await visit('without a mouse, what a service has found is put into the mask', { as: 'operator' }, async (v) => {
  const { t, page, go } = v
  const imageId = await addSeen(job, { ...cleared, filename: 'Two_02.jpg' })
  await go(addressOf(imageId))
  await page.getByRole('checkbox', { name: 'couch' }).press('Space')
  await page.getByRole('button', { name: 'Add what is chosen to the mask' }).press('Enter')
  await page.getByRole('button', { name: 'Add to the mask: cable' }).press('Enter')
  await page.getByRole('button', { name: 'Zoom in' }).press('Enter')
  await page.getByRole('button', { name: 'Remove it' }).press('Enter')
  await page.getByRole('slider', { name: 'Before and after' }).waitFor()
  const mask = await readMask(imageId)
  t.ok(mask.isWhite(0.3, 0.6) && mask.isWhite(0.7, 0.8))
  t.notOk(mask.isWhite(0.55, 0.3))
})

await visit(
  'whatever goes wrong, what was painted stays',
  { as: 'operator', mayRefuse: /^4.. .*remove-object/ },
  async (v) => {
    const { t, page, go, screenshot } = v
    const imageId = await addSeen(job, { ...cleared, filename: 'Three_03.jpg' })
    await go(addressOf(imageId))
    await page.getByRole('button', { name: 'Remove something' }).click()
    await page.getByRole('button', { name: 'Add to the mask: cable' }).click()
    await page.route('**/api/remove-object', (route) =>
      route.fulfill({
        status: 422,
        contentType: 'application/json',
        body: JSON.stringify({
          error: 'x',
          failure_reason: 'invalid_settings',
          details: 'mask: is odd',
          retryable: false,
        }),
      }),
    )
    const send = page.getByRole('button', { name: 'Remove it' })
    await send.click()
    await page.getByRole('alert').filter({ hasText: 'mask: is odd' }).waitFor()
    await screenshot('pix-image-refused-desktop-light')
    t.notOk(await page.getByRole('button', { name: 'Undo' }).isDisabled())
    await page.unroute('**/api/remove-object')
    await page.getByRole('link', { name: 'To the job' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Stay here' }).click()
    await send.click()
    await page.getByRole('slider', { name: 'Before and after' }).waitFor()
  },
)

await visit(
  'an image that may not leave is not sent',
  { viewport: phone, scheme: 'dark', language: 'de' },
  async (v) => {
    const { t, page, go, checkAccess, checkWidth, screenshot } = v
    const imageId = await addSeen(job, { filename: 'Four_04.jpg', privacyStatus: 'unchecked' })
    await go(addressOf(imageId))
    await page.getByRole('button', { name: 'Etwas entfernen' }).click()
    await page.getByRole('button', { name: 'Zur Maske hinzufügen: cable' }).click()
    await page.getByText('Dieses Bild darf nicht zu Diensten').waitFor()
    t.ok(await page.getByRole('button', { name: 'Entfernen', exact: true }).isDisabled())
    await checkAccess('the editor')
    await checkWidth('the editor')
    await screenshot('pix-image-remove-phone-dark')
  },
)

await visit('a finger draws as well', { as: 'operator', viewport: phone }, async ({ t, page, go }) => {
  const imageId = await addSeen(job, { ...cleared, filename: 'Five_05.jpg' })
  await go(addressOf(imageId))
  await page.getByRole('button', { name: 'Remove something' }).click()
  const canvas = page.locator('canvas')
  const at = async (type: string, x: number, y: number) => {
    const place = await canvas.boundingBox()
    if (!place) throw new Error('there is no canvas')
    const where = { clientX: place.x + x * place.width, clientY: place.y + y * place.height }
    await canvas.dispatchEvent(type, { pointerType: 'touch', pointerId: 1, isPrimary: true, button: 0, ...where })
  }
  await page.evaluate('void (HTMLCanvasElement.prototype.setPointerCapture = () => {})')
  await at('pointerdown', 0.2, 0.2)
  await at('pointermove', 0.5, 0.2)
  await at('pointercancel', 0.5, 0.2)
  t.ok(await page.getByRole('button', { name: 'Undo' }).isDisabled(), 'a second finger takes it back')
  await at('pointerdown', 0.2, 0.2)
  await at('pointermove', 0.5, 0.2)
  await at('pointerup', 0.5, 0.2)
  t.notOk(await page.getByRole('button', { name: 'Undo' }).isDisabled())
  t.equal(await page.evaluate('getComputedStyle(document.querySelector("canvas")).touchAction'), 'pinch-zoom')
})

await visit('what takes longer is followed, and its failure leaves the mask', { as: 'operator' }, async (v) => {
  const { t, page, go } = v
  const imageId = await addSeen(job, { ...cleared, filename: 'Six_06.jpg' })
  await go(addressOf(imageId))
  await page.getByRole('button', { name: 'Remove something' }).click()
  await page.getByRole('button', { name: 'Add to the mask: cable' }).click()
  const editId = await rows.addEdit(imageId)
  const answer = { success: false, edit_id: editId, status: 'running' }
  await page.route('**/api/remove-object', (route) => route.fulfill({ status: 202, json: answer }))
  await page.getByRole('button', { name: 'Remove it' }).click()
  await page.getByText('The service is at work.').waitFor()
  await page.getByText('Under way').waitFor()
  const failed = { status: 'failed' as const, error: 'provider_timeout: x', finishedAt: new Date() }
  await gateway.database.update(pixEdits).set(failed).where(eq(pixEdits.id, editId))
  await page.getByText('It was not removed.').waitFor()
  t.notOk(await page.getByRole('button', { name: 'Undo' }).isDisabled())
  t.notOk(await page.getByRole('button', { name: 'Remove it' }).isDisabled())
})
