import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { desktop, openBrowser, phone } from './open-browser.ts'
import { sample } from './sample-photo.ts'

const evil = '<img src=x onerror="globalThis.hit=1">"><script>globalThis.hit=1</script>'
const { gateway, visit } = await openBrowser({ environment: { PUBLIC_BASE_URL: 'https://booth.example/base' } })
await gateway.changeSlot('slot-001', { keepOriginal: true })

async function shoot(slot: string): Promise<string> {
  const form = photoForm(sample, ingestPassword, [{ name: 'guest', value: evil }])
  const answer = await postForm(`${gateway.url}/ingest/${slot}`, form)
  await answer.arrayBuffer()
  return answer.headers.get('x-job-id') ?? ''
}
const kept = await shoot('slot-001')

for (const scheme of ['light', 'dark'] as const) {
  for (const [size, viewport] of Object.entries({ phone, desktop })) {
    await visit(`everybody can look at a job: ${size}, ${scheme}`, { scheme, viewport }, async (visited) => {
      await visited.go(`/admin/jobs/${kept}`)
      await visited.page.getByRole('img', { name: 'QR code' }).waitFor()
      await visited.checkAccess('a job')
      await visited.checkWidth('a job')
      await visited.screenshot(`job-${size}-${scheme}`)
    })
  }
}
