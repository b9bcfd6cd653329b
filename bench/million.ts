import { createRandom } from '../test/support/random.ts'
import { machine } from './machine.ts'
import { percentile, sorted } from './measure.ts'
import { days, fullName, rareText, rareTexts } from './million/fill.ts'
import { openOffice } from './million/office.ts'
import { explain, recordStatements } from './million/statements.ts'

const goalMilliseconds = 50
const repetitions = 25

const recordDuring = recordStatements()
const random = createRandom(20261121)
const { url, cookie, client, close } = await openOffice()

const ago = () => new Date(Date.now() - random.between(0.1, days - 0.1) * 86_400_000).toISOString()
const anyId = '88888888-8888-4888-8888-888888888888'
const slot = () => `slot-0${String(random.whole(1, 15)).padStart(2, '0')}`
const name = () => encodeURIComponent(fullName(random.whole(0, 49), random.whole(0, 99)))

const { rows: someJobs } = await client.query<{ id: string }>('select id from jobs tablesample system (0.5) limit 500')
const someIds = [anyId, ...someJobs.map(({ id }) => id)].slice(someJobs.length > 0 ? 1 : 0) as [string, ...string[]]

const questions: [what: string, ask: () => string][] = [
  ['list, newest', () => '/api/jobs'],
  ['list, anywhere in the middle', () => `/api/jobs?limit=200&cursor=${ago()}_${anyId}`],
  ['filtered: a slot', () => `/api/jobs?slot=${slot()}&cursor=${ago()}_${anyId}`],
  ['filtered: three slots, a status', () => `/api/jobs?slot=${slot()}&slot=slot-001&slot=${slot()}&status=failed`],
  ['filtered: a reason, before a day', () => `/api/jobs?reason=provider_timeout&to=${ago()}`],
  ['filtered: test runs', () => `/api/jobs?source=test_run&cursor=${ago()}_${anyId}`],
  [
    'filtered: a seldom provider',
    () => `/api/jobs?provider=fal&from=${new Date(Date.now() - 20 * 86_400_000).toISOString()}`,
  ],
  [
    'filtered: a usual provider, a slot, a status, a time',
    () => `/api/jobs?provider=gemini&slot=${slot()}&status=timeout&to=${ago()}`,
  ],
  ['filtered: a provider that nobody has', () => '/api/jobs?provider=nobody'],
  ['filtered: cancelled, a slot, deep in', () => `/api/jobs?slot=${slot()}&status=cancelled&cursor=${ago()}_${anyId}`],
  ['filtered: nothing is meant', () => '/api/jobs?slot=slot-001&status=done&source=render'],
  ['text in one job of a million', () => `/api/jobs?text=${rareText(random.whole(0, rareTexts - 1))}`],
  ['text in two hundred', () => `/api/jobs?text=${name()}`],
  ['text in two hundred, a slot, a status', () => `/api/jobs?text=${name()}&slot=slot-001&status=done`],
  ['text in twenty thousand', () => `/api/jobs?text=firstname${random.whole(10, 49)}%20`],
  ['text in all', () => '/api/jobs?text=guest'],
  ['text in none', () => '/api/jobs?text=nobody%20has%20written%20this'],
  ['CSV, first byte', () => '/api/jobs.csv'],
  ['CSV of a slot, a status and a time, first byte', () => `/api/jobs.csv?slot=${slot()}&status=failed&to=${ago()}`],
  ['statistics, 1 h', () => '/api/statistics?window=1h'],
  ['statistics, 24 h', () => '/api/statistics?window=24h'],
  ['statistics, 72 h', () => '/api/statistics?window=72h'],
  ['statistics, 72 h of a slot', () => `/api/statistics?window=72h&slot=${slot()}`],
  ['statistics, 30 days of a slot', () => `/api/statistics?days=30&slot=${slot()}`],
  ['statistics, 90 days', () => '/api/statistics?days=90'],
  ['statistics, 90 days of a slot', () => `/api/statistics?days=90&slot=${slot()}`],
  ['how each slot is', () => '/api/overview'],
  ['the last hour of the queue', () => '/api/queue/history'],
  ['job', () => `/api/jobs/${random.pick(someIds)}`],
]

/** Milliseconds to the first byte; of what comes in one piece, that is all of it. */
async function ask(question: string): Promise<number> {
  const stop = new AbortController()
  const startedAt = performance.now()
  const answer = await fetch(`${url}${question}`, { headers: { cookie }, signal: stop.signal })
  const reader = answer.body?.getReader()
  await reader?.read()
  const milliseconds = performance.now() - startedAt
  if (!answer.ok) throw new Error(`${question}: ${answer.status}`)
  if (question.includes('.csv')) stop.abort()
  else while (!(await reader?.read())?.done) {} // to its end
  return milliseconds
}

console.log(`\n${machine()}\n\n| what | p50 | p95 | longest |\n|---|---|---|---|`)
const missed: string[] = []
for (const [what, question] of questions) {
  await ask(question())
  const times: number[] = []
  for (let at = 0; at < repetitions; at += 1) times.push(await ask(question()))
  const [p50, p95, longest] = [0.5, 0.95, 1].map((share) => percentile(sorted(times), share))
  console.log(`| ${what} | ${p50?.toFixed(1)} ms | ${p95?.toFixed(1)} ms | ${longest?.toFixed(1)} ms |`)
  if ((p95 ?? 0) <= goalMilliseconds) continue
  const statements = await recordDuring(() => ask(question()))
  missed.push(`${what}\n\n${await explain(client, statements)}`)
}
console.log(missed.length === 0 ? `\nAll within ${goalMilliseconds} ms.` : `\nMissed:\n\n${missed.join('\n\n')}`)

await close()
process.exitCode = missed.length === 0 ? 0 : 1
