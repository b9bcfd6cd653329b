import { formBody, formType, photoForm } from '../test/support/multipart.ts'
import { createForms } from './forms.ts'
import { machine } from './machine.ts'
import { exchange, percentile, type Row, repeat, sorted, startProcess } from './measure.ts'
import { measurePictures } from './pictures.ts'
import { cameraPicture, smallPicture } from './test-pictures.ts'

/** Every figure stands beside its floor, measured in the same run by the same client. */
const password = 'bench password'
const providerMilliseconds = 200

const standIn = await startProcess('stand-in.ts')
const gateway = await startProcess('gateway-process.ts', [standIn.url])
const photo = await cameraPicture()
const headers = { 'content-type': formType }
const bodyBytes = formBody(photoForm(photo, password)).length

const nextForm = createForms(photo, password)

const post = (url: string, body = nextForm()) => exchange(url, { method: 'POST', headers, body })
const slotUrl = (at: number) => `${gateway.url}/ingest/slot-00${(at % 4) + 1}`
const rows: Row[] = []
const add = (what: string, value: string, floor: string, ratio: string, goal: string) =>
  rows.push({ what, value, floor, ratio, goal })
const ms = (value: number) => `${value.toFixed(1)} ms`

async function overhead(
  what: string,
  count: number,
  parallel: number,
  goals: [p50: string, p95: string],
): Promise<void> {
  const straight = await repeat(count, parallel, () => post(`${standIn.url}/edit/${providerMilliseconds}`))
  const through = await repeat(count, parallel, (at) => post(slotUrl(at)))
  const beyond = ({ exchanges }: typeof straight) =>
    sorted(exchanges.map(({ milliseconds }) => milliseconds - providerMilliseconds))
  const [own, floor] = [beyond(through), beyond(straight)]
  for (const [at, share] of [0.5, 0.95].entries()) {
    const [value, base] = [percentile(own, share), percentile(floor, share)]
    add(
      `${what}, p${share * 100} beyond ${providerMilliseconds} ms`,
      ms(value),
      ms(base),
      `${(value / base).toFixed(1)}×`,
      goals[at] ?? '',
    )
  }
  const perSecond = (count / through.wallMilliseconds) * 1000
  const possible = (parallel / providerMilliseconds) * 1000
  add(
    `${what}, photos per second`,
    perSecond.toFixed(1),
    `${possible.toFixed(0)} possible`,
    `${((perSecond / possible) * 100).toFixed(0)} %`,
    parallel === 4 ? '≥ 18/s' : '',
  )
  const queueWaits = sorted(
    through.exchanges.map((done) => Number(/queue;dur=([\d.]+)/.exec(String(done.headers['server-timing']))?.[1])),
  )
  add(
    `${what}, pickup p50 / p95`,
    `${ms(percentile(queueWaits, 0.5))} / ${ms(percentile(queueWaits, 0.95))}`,
    '',
    '',
    'p50 ≤ 10 ms',
  )
}

/** What pg-boss's own workers need 31 s for. */
async function burst(): Promise<void> {
  const [jobs, workers, jobMilliseconds] = [24, 8, 500]
  const nextSmall = createForms(await smallPicture(), password)
  const { wallMilliseconds } = await repeat(jobs, jobs, () => post(`${gateway.url}/ingest/slot-005`, nextSmall()))
  const floor = (jobs / workers) * jobMilliseconds
  add(
    `${jobs} half-second photos at once on ${workers} workers`,
    `${(wallMilliseconds / 1000).toFixed(2)} s`,
    `${(floor / 1000).toFixed(1)} s`,
    `${(wallMilliseconds / floor).toFixed(2)}×`,
    '≤ 1.8 s',
  )
}

async function uploads(parallel: number): Promise<void> {
  const count = 20 * parallel
  const bare = await repeat(count, parallel, () => post(`${standIn.url}/pipe`))
  const own = await repeat(count, parallel, (at) => post(slotUrl(at)))
  const uploadMilliseconds = own.exchanges.map((done) =>
    Number(/upload;dur=([\d.]+)/.exec(String(done.headers['server-timing']))?.[1]),
  )
  const rate = (milliseconds: number[]) => (bodyBytes / 1e6 / percentile(sorted(milliseconds), 0.5)) * 1000
  const [value, floor] = [rate(uploadMilliseconds), rate(bare.exchanges.map(({ milliseconds }) => milliseconds))]
  add(
    `upload of 6 MB, ${parallel} at a time (p50)`,
    `${value.toFixed(0)} MB/s`,
    `${floor.toFixed(0)} MB/s piped to disk`,
    `${(value / floor).toFixed(2)}×`,
    '',
  )
}

async function publicFile(): Promise<void> {
  const answer = await post(slotUrl(0))
  const link = String(answer.headers['x-result-url']).replace(/^http:\/\/[^/]+/, gateway.url)
  for (const parallel of [1, 8]) {
    const count = 100 * parallel
    const result = await repeat(count, parallel, () => exchange(link))
    const floor = await repeat(count, parallel, () => exchange(`${gateway.url}/livez`))
    const perSecond = ({ wallMilliseconds }: typeof result) => (count / wallMilliseconds) * 1000
    const p50 = percentile(sorted(result.exchanges.map(({ milliseconds }) => milliseconds)), 0.5)
    add(
      `public file of 2 MB, ${parallel} at a time`,
      `${perSecond(result).toFixed(0)}/s, p50 ${ms(p50)}`,
      `${perSecond(floor).toFixed(0)}/s for /livez`,
      `${(perSecond(result) / perSecond(floor)).toFixed(2)}×`,
      '',
    )
  }
}

try {
  await repeat(8, 4, (at) => post(slotUrl(at))) // warm
  await repeat(8, 4, () => post(`${standIn.url}/edit/${providerMilliseconds}`))
  await overhead('one after another', 30, 1, ['≤ 3×', '≤ 4×'])
  await overhead('4 at a time on 4 slots', 120, 4, ['≤ 3×', '≤ 4×'])
  await burst()
  await uploads(1)
  await uploads(4)
  await publicFile()
} finally {
  await gateway.stop()
  await standIn.stop()
}
if (!process.argv.includes('--without-pictures')) rows.push(...(await measurePictures()))

process.stdout.write(`${machine()}\n\n`)
process.stdout.write(`| what | value | floor | ratio | goal |\n|---|---|---|---|---|\n`)
for (const { what, value, floor, ratio, goal } of rows)
  process.stdout.write(`| ${what} | ${value} | ${floor} | ${ratio} | ${goal} |\n`)
