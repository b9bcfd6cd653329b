import { sql } from '../../src/drizzle.ts'
import { providerLanes, providerLimits, spending } from '../../src/schema.ts'
import { echo, fakeChain, fakeProvider } from '../support/fake-provider.ts'
import { openBrowser, type Visited } from './open-browser.ts'

let freeBytes = 2 * 1024 ** 3
const { gateway, visit } = await openBrowser({
  providers: { fake: { ...fakeProvider(echo), isSetUp: false } },
  wrapStore: (store) => ({ ...store, measure: async () => ({ freeBytes, totalBytes: 64 * 1024 ** 3 }) }),
})
const { database } = gateway
const warningsOn = ({ page }: Visited) => page.getByRole('region', { name: 'Warnings' }).getByRole('listitem')

await visit('while nothing is wrong nothing is said', {}, async (visited) => {
  await visited.go('/admin/')
  visited.t.equal(await visited.page.getByRole('region', { name: 'Warnings' }).count(), 0)
})

await visit('what is wrong is said above the slots, the most urgent first', {}, async (visited) => {
  const { t, page, go, checkAccess, checkWidth, screenshot } = visited
  await gateway.changeSlot('slot-001', { name: 'Comic', chain: fakeChain(), dailyBudgetUsd: 10 })
  const day = new Date().toISOString().slice(0, 10)
  await database.insert(spending).values([
    { scope: 'slot slot-001', period: day, micros: 8_000_000, calls: 1 },
    { scope: 'provider fake', period: day.slice(0, 7), micros: 1_500_000, calls: 1 },
  ])
  await database.insert(providerLimits).values({ provider: 'fake', monthlyBudgetMicros: 1_000_000 })
  await database
    .insert(providerLanes)
    .values({ name: 'fake 1a2b3c4d flash', failures: 5, openUntil: sql`now() + interval '1 hour'` })
  freeBytes = 5e8
  await page.request.post('/api/queue/pause')
  await go('/admin/')
  const said = await warningsOn(visited).allInnerTexts()
  t.match(said, [
    /^The queue was paused by admin@studio\.example, .+Photos come in and wait/,
    'Only 500 MB are free on the disk. When they are used up, photos are refused.',
    /^fake \(flash\) has failed several times and is left alone until .+\. Slots: Comic\./,
    /^fake has no key, but slots use it: Comic\./,
    'fake has used 150% of its budget for this month.',
    'Comic has used 80% of its budget for today.',
  ])
  await checkAccess('the warnings')
  await checkWidth('the warnings')
  await screenshot('warnings-desktop-light')
})

await visit('who may not resume the queue is not offered to', { as: 'operator' }, async (visited) => {
  await visited.go('/admin/')
  await warningsOn(visited).nth(5).waitFor()
  visited.t.equal(await visited.page.getByRole('button', { name: 'Resume' }).count(), 0)
})

await visit(
  'on a phone all warnings can be read, in the dark',
  { viewport: { width: 360, height: 800 }, scheme: 'dark' },
  async (visited) => {
    await visited.go('/admin/')
    await warningsOn(visited).nth(5).waitFor()
    await visited.checkAccess('the warnings')
    await visited.checkWidth('the warnings')
    await visited.screenshot('warnings-phone-dark')
  },
)

await visit('an administrator resumes the queue where it is said that it stands', {}, async (visited) => {
  const { t, page, go } = visited
  await go('/admin/')
  await page.getByRole('button', { name: 'Resume' }).click()
  await page.getByText('The queue was paused').waitFor({ state: 'detached' })
  t.equal(await warningsOn(visited).count(), 5)
  t.match(await (await page.request.get('/api/queue')).json(), { paused: null })
})

await visit('a gateway that cannot do without something says so', { mayRefuse: /readyz/ }, async (visited) => {
  const readiness = { status: 'not ready', parts: { database: 'ok', storage: 'failing', queue: 'ok' } }
  await visited.page.route('**/readyz', (route) => route.fulfill({ json: readiness, status: 503 }))
  await visited.go('/admin/')
  visited.t.match(await warningsOn(visited).allInnerTexts(), [/^The disk takes no more pictures/])
})
