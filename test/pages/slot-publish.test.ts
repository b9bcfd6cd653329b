import { openBrowser } from './open-browser.ts'
import { makePixJob } from './pix-job-hall.ts'

const { gateway, visit } = await openBrowser()
const targetsOf = async () => {
  const slot = await gateway.app.slots.find('slot-001')
  return slot?.settings.publishTargets
}

await visit('000-03 a slot publishes into a job, or into one of its shoots', {}, async (visited) => {
  const { t, page, go, checkAccess, checkWidth, screenshot } = visited
  async function save() {
    const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok())
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await saved
  }
  const { jobId, shootId } = await makePixJob(visited, {
    ...{ id: 'PUB', property_label: 'Haus am See <b>', shoot: { shoot_code: 'AB3KQ' } },
  })
  await makePixJob(visited, { id: 'CLOSED', property_label: 'Haus zu' })
  await page.context().request.patch('/api/pix/jobs/CLOSED', { data: { status: 'closed' } })
  await go('/admin/slots/slot-001?section=rules')
  await page.getByText('Nowhere: they are for guests alone.').waitFor()
  await page.getByLabel('Add a job').fill('haus')
  await page.getByRole('button', { name: 'Haus am See <b> · PIX-PUB' }).click()
  t.equal(await page.getByRole('button', { name: /Haus zu/ }).count(), 0, 'a closed job takes nothing')
  const choice = page.getByLabel('Becomes: Haus am See <b> · PIX-PUB')
  await choice.waitFor()
  await choice.scrollIntoViewIfNeeded()
  await checkAccess('the card')
  await checkWidth('the card')
  await screenshot('slot-publish-desktop-light')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page
    .getByText(/is saved|Saved/)
    .first()
    .waitFor()
  t.same(await targetsOf(), [{ kind: 'pix_job', jobId }])

  await choice.selectOption('Final image of shoot AB3KQ')
  await save()
  t.same(await targetsOf(), [{ kind: 'pix_shoot', shootId }])

  await page.getByRole('button', { name: /^Remove: Haus am See/ }).click()
  await page.getByText('Nowhere: they are for guests alone.').waitFor()
  await save()
  t.equal(await targetsOf(), undefined)
})

await visit('who may not change a slot sees where it publishes', { as: 'viewer' }, async ({ t, page, go, gateway }) => {
  await gateway.changeSlot('slot-002', { publishTargets: [{ kind: 'pix_job', jobId: 'PUB' }] })
  await go('/admin/slots/slot-002?section=rules')
  const choice = page.getByLabel('Becomes: Haus am See <b> · PIX-PUB')
  await choice.waitFor()
  t.ok(await choice.isDisabled())
  t.equal(await page.getByLabel('Add a job').count(), 0)
})
