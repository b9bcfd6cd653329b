import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { GatewayError } from '../../src/errors.ts'
import { rehearsals } from '../../src/schema.ts'
import { echo, fakeChain, fakeProvider } from '../support/fake-provider.ts'
import { ingestPassword } from '../support/gateway.ts'
import { photoForm, postForm } from '../support/multipart.ts'
import { emailOf, openBrowser, password } from './open-browser.ts'
import { layImages } from './pix-job-hall.ts'
import { samplePhoto } from './sample-photo.ts'

/** What the fault list names (row 18: names, profiles, survey fields), and more of its kind. */
const evil = [
  '<img src=x onerror="globalThis.hit=1">',
  '"><script>globalThis.hit=1</script>',
  `'"><svg onload=globalThis.hit=1>`,
  '{{7*7}} $t(shell.signOut)',
].join(' ')

let isGood = true
const provider = fakeProvider(async (photo) => {
  if (!isGood) throw new GatewayError('provider_refused', evil, { details: evil })
  return echo(photo)
})
const { gateway, visit } = await openBrowser({
  providers: { fake: provider },
  environment: { WEBHOOK_TRUSTED_ORIGINS: 'http://127.0.0.1:9' },
})

/** Customers, editors and services write a job of pix.immo. */
async function writePix(make: (address: string, body: unknown, method?: string) => Promise<{ id: string }>) {
  const line = evil.slice(0, 80)
  await make('/api/pix/jobs', {
    ...{ id: 'EVIL', job_number: line.slice(0, 64), property_label: evil, customer_name: evil },
    ...{ photographer_id: line.slice(0, 60), address: { street: evil, city: evil, [line.slice(0, 60)]: evil } },
    ...{ property: { [line.slice(0, 60)]: evil }, external_ids: { [line.slice(0, 60)]: evil } },
    shoot: { id: 'EVIL-1', photographer_id: line.slice(0, 60) },
  })
  await make('/api/pix/shoots/EVIL-1/editor-tokens', { direction: 'upload', label: line })
  const job = { jobId: 'EVIL', shootId: 'EVIL-1' }
  const [image = ''] = await layImages(gateway, job, ["' onerror=globalThis.hit=1 {{77}} $t(shell.signOut).jpg"])
  await layImages(gateway, job, ['failed.jpg'], { status: 'error', errorCode: line, errorMessage: evil, usable: false })
  for (const locale of ['de', 'en'] as const) {
    const short = locale === 'de' ? line : '{{7*7}} $t(shell.signOut)'
    await put(`/api/pix/images/${image}/captions/${locale}`, 1, { short, long: evil, alt_text: short })
    const texts = { headline: evil, short: evil, description: evil, features: evil, other: evil, location: evil }
    await put(`/api/pix/jobs/EVIL/texts/${locale}`, 0, texts)
  }
  /** Templates are being written at the same time: whatever version is there is written over. */
  async function put(address: string, version: number, body: unknown): Promise<void> {
    const headers = { cookie, 'content-type': 'application/json', 'if-match': `"${version}"` }
    const answer = await fetch(`${gateway.url}${address}`, { method: 'PUT', headers, body: JSON.stringify(body) })
    if (answer.status === 409 && version < 5) return put(address, version + 1, body)
    if (!answer.ok) throw new Error(`${address}: ${await answer.text()}`)
  }
  await gateway.changeSlot('slot-003', { publishTargets: [{ kind: 'pix_job', jobId: 'EVIL' }] })
  return { image }
}

/** Everything that somebody can write and a page may show. */
async function writeEverywhere() {
  const headers = { cookie, 'content-type': 'application/json', 'user-agent': evil }
  async function make(address: string, body: unknown, method = 'POST') {
    const answer = await fetch(`${gateway.url}${address}`, { method, headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${address}: ${await answer.text()}`)
    return (await answer.json()) as { id: string }
  }
  await gateway.changeSlot('slot-001', { name: evil.slice(0, 80), chain: fakeChain(), keepOriginal: true })
  const guest = ['name', 'profile', 'survey_answer', evil.replaceAll('"', '').slice(0, 60)]
  const fields = guest.map((name) => ({ name, value: evil }))
  async function shoot() {
    const parts = photoForm(await samplePhoto(), ingestPassword, fields)
    return (await postForm(`${gateway.url}/ingest/slot-001`, parts, { headers: { 'user-agent': evil } })).status
  }
  const answers = [await shoot()]
  isGood = false
  answers.push(await shoot())
  if (String(answers) !== '200,502') throw new Error(`a picture and a refusal were expected, and not ${answers}`)
  await postForm(`${gateway.url}/ingest/slot-001`, photoForm(Buffer.from(evil), ingestPassword, fields))
  isGood = true

  const { id: webhook } = await make('/api/webhooks', {
    ...{
      url: `http://127.0.0.1:9/${encodeURIComponent(evil)}`,
      label: evil.slice(0, 60),
      events: ['job.done'],
      enabled: true,
    },
  })
  await make(`/api/webhooks/${webhook}/test`, undefined).catch(() => {})
  await make('/api/tokens', { name: evil.slice(0, 60), scopes: ['jobs:read'], expires_in_days: 1 })
  const { id: gallery } = await make('/api/galleries', { title: evil.slice(0, 80), slots: ['slot-001'], minutes: 60 })
  await make('/api/slots/slot-002/duplicate', { id: 'copy', name: evil.slice(0, 80) })
  const plan = { slots: [{ slot: 'slot-001', booths: 1, shots_per_minute: 1 }], minutes: 1, mode: 'stand_in' }
  const rehearsal = randomUUID()
  const now = new Date()
  await gateway.database.insert(rehearsals).values({
    ...{ id: rehearsal, state: 'stopped' as const, plan, startedBy: evil, node: randomUUID() },
    ...{ startedAt: now, endedAt: now, leaseUntil: now, tidiedAt: now, endedBecause: 'person', stopRequestedBy: evil },
  })
  return { webhook, gallery, rehearsal, ...(await writePix(make)) }
}

const login = await fetch(`${gateway.url}/api/login`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'user-agent': evil },
  body: JSON.stringify({ email: emailOf('admin'), password }),
})
const cookie = login.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
const ids = await writeEverywhere()
const listed = await fetch(`${gateway.url}/api/jobs`, { headers: { cookie } })
const [failed, done] = ((await listed.json()) as { jobs: { job_id: string }[] }).jobs

/** Each address of the pages' own routes, with what is to be seen there. */
const addresses: Record<string, string[]> = {
  '/': ['/'],
  '/admin': ['/admin'],
  '/admin/sign-in': ['/admin/sign-in'],
  '/admin/own-password': ['/admin/own-password'],
  '/admin/first-start': ['/admin/first-start'],
  '/admin/gallery': ['/admin/gallery'],
  '/operate/$slot': ['/operate/slot-001'],
  '/admin/jobs': ['/admin/jobs', '/admin/jobs?tab=refusals', `/admin/jobs?text=${encodeURIComponent(evil)}`],
  '/admin/jobs/$jobId': [`/admin/jobs/${failed?.job_id}`, `/admin/jobs/${done?.job_id}`],
  '/admin/statistics': ['/admin/statistics'],
  '/admin/queue': ['/admin/queue'],
  '/admin/providers': ['/admin/providers'],
  '/admin/cleaner': ['/admin/cleaner'],
  '/admin/settings': ['/admin/settings'],
  '/admin/people': ['/admin/people'],
  '/admin/account': ['/admin/account'],
  '/admin/rehearsal': ['/admin/rehearsal'],
  '/admin/rehearsal/$rehearsalId': [`/admin/rehearsal/${ids.rehearsal}`],
  '/admin/audit': ['/admin/audit', `/admin/audit?who=${encodeURIComponent(evil)}`],
  '/admin/pix': ['/admin/pix', `/admin/pix?text=${encodeURIComponent(evil.slice(0, 60))}`],
  '/admin/pix/jobs/$jobId': ['images', 'captions', 'texts', 'shoots', 'services'].map(
    (tab) => `/admin/pix/jobs/EVIL?tab=${tab}`,
  ),
  '/admin/pix/jobs/$jobId/images/$imageId': [`/admin/pix/jobs/EVIL/images/${ids.image}`],
  '/admin/pix/jobs/$jobId/gallery': ['/admin/pix/jobs/EVIL/gallery'],
  '/admin/pix/targets': ['/admin/pix/targets'],
  '/admin/webhooks': ['/admin/webhooks'],
  '/admin/webhooks/$webhookId': [`/admin/webhooks/${ids.webhook}`],
  '/admin/slots/$slotId': [
    ...['effect', 'picture', 'rules', 'compare', 'history', 'doctor'].flatMap((section) =>
      ['slot-001', 'copy'].map((slot) => `/admin/slots/${slot}?section=${section}`),
    ),
    '/admin/slots/slot-003?section=rules',
  ],
}
const ofGuests = [`/r/${done?.job_id}`, `/r/${failed?.job_id}`, `/g/${ids.gallery}`, `/r/${encodeURIComponent(evil)}`]

async function checkInert(t: Test, page: Page, where: string): Promise<void> {
  const found = await page.evaluate(`({
    hit: globalThis.hit,
    strangers: document.querySelectorAll('[onerror], [onload], img[src="x"], [href^="javascript:"]').length,
    scripts: [...document.scripts].filter((one) => one.src === '').length,
  })`)
  t.same(found, { hit: undefined, strangers: 0, scripts: 0 }, where)
}

t.test('no page is left out', async (t) => {
  const file = path.join(import.meta.dirname, '..', '..', 'src', 'admin-ui', 'src', 'routes.tsx')
  const routes = [...readFileSync(file, 'utf8').matchAll(/^ {2}path: '([^']+)'/gm)].map(([, route]) => route)
  t.same(Object.keys(addresses).sort(), routes.sort())
})

await visit('no page does what a guest, a booth or a colleague has written', {}, async ({ t, page, go }) => {
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => t.fail('a dialog was opened')))
  let shown = 0
  for (const address of Object.values(addresses).flat()) {
    await go(address)
    await checkInert(t, page, address)
    if ((await page.locator('body').textContent())?.includes('<img src=x onerror')) shown += 1
  }
  t.ok(shown >= 8, `it is shown as text in ${shown} places`)
})

await visit('no more does a page of guests', { as: null, mayRefuse: /^4\d\d \/r\// }, async ({ t, page }) => {
  for (const address of ofGuests) {
    await page.goto(address)
    await checkInert(t, page, address)
  }
})
