import { lookAt } from './look-at.ts'
import { openBrowser } from './open-browser.ts'
import { layImages, makePixJob, writeCaption } from './pix-job-hall.ts'

const longName = '2025-10-28-AB3KQ_schlafzimmer_dachgeschoss_links_mit_balkon_0001_v1.jpg'

/** The pages of pix.immo with all that they may have to show, on one screen. */
export async function lookAtPix(size: 'phone' | 'desktop'): Promise<void> {
  const { gateway, visit } = await openBrowser()
  await visit('what is to be looked at', {}, async (visited) => {
    const wish = {
      ...{ property_label: 'Großzügige Altbauwohnung mit Blick über den See', customer_name: 'Anna Muster' },
      ...{ customer_email: 'anna.muster@immobilien-muster.example', shoot: { shoot_code: 'AB3KQ' } },
      address: { street: 'Lange Seestraße', house_number: '128 a', postal_code: '88131', city: 'Lindau am Bodensee' },
    }
    const job = await makePixJob(visited, { id: 'LOOK', ...wish })
    const [first = ''] = await layImages(gateway, job, ['kitchen_001.jpg', 'living_002.jpg', longName])
    await layImages(gateway, job, ['bath_003.jpg'], { status: 'processing', processedAt: null, usable: false })
    await layImages(gateway, job, ['garden_004.jpg'], { status: 'error', errorCode: 'storage_full', usable: false })
    const [out = ''] = await layImages(gateway, job, ['attic_005.jpg'], {
      privacyStatus: 'flagged',
      visionDone: true,
      gptDone: true,
    })
    await visited.page.context().request.post(`/api/pix/images/${out}/exclude`)
    await writeCaption(visited, first, 'de', 1, 'Helle Küche mit Kochinsel')
    await makePixJob(visited, { property_label: 'Reihenhaus', customer_name: 'Familie Beispiel' })
    await visited.page.context().request.post(`/api/pix/shoots/${job.shootId}/editor-tokens`, {
      data: { direction: 'upload', label: 'Studio Nachbearbeitung', hours: 36 },
    })
  })

  for (const scheme of ['light', 'dark'] as const) {
    await lookAt(visit, { scheme, size }, async ({ page, go, check }) => {
      await go('/admin/pix')
      await check('pix-list')
      await page.getByRole('button', { name: 'New job' }).click()
      await check('pix-new')
      await go('/admin/pix/jobs/LOOK')
      await page.getByRole('article').nth(5).waitFor()
      await check('pix-images')
      for (const tab of ['captions', 'texts', 'shoots', 'services']) {
        await go(`/admin/pix/jobs/LOOK?tab=${tab}`)
        await check(`pix-${tab}`)
      }
    })
  }
}
