import { readFileSync } from 'node:fs'
import net from 'node:net'
import { formType } from '../test/support/multipart.ts'
import { createForms } from './forms.ts'
import { machine } from './machine.ts'
import { type Exchange, exchange, percentile, repeat, sorted, startProcess } from './measure.ts'
import { smallPicture } from './test-pictures.ts'

/**
 * A thousand requests that wait at once on one node, and beside them uploads of ten bytes a second and readers that do
 * not read. What it costs: memory of the gateway, and the time of other callers, against the same callers alone.
 */
const password = 'bench password'
const waitingRequests = 1000
const slowUploads = 100
const slowReaders = 100
const otherCalls = 60

const standIn = await startProcess('stand-in.ts')
const gateway = await startProcess('gateway-process.ts', [standIn.url])
const { port, hostname } = new URL(gateway.url)
const nextForm = createForms(await smallPicture(), password)
const headers = { 'content-type': formType }
const post = (slot: string) => exchange(`${gateway.url}/ingest/${slot}`, { method: 'POST', headers, body: nextForm() })

function residentMegabytes(): number {
  const status = readFileSync(`/proc/${gateway.child.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024
}

/** Ten bytes a second, and never an end. */
function uploadSlowly(): () => void {
  const socket = net.connect(Number(port), hostname)
  socket.on('error', () => {})
  socket.write(
    `POST /ingest/slot-001 HTTP/1.1\r\nHost: x\r\nContent-Type: ${formType}\r\nContent-Length: 5000000\r\n\r\n`,
  )
  const dripping = setInterval(() => socket.write('0123456789'), 1000)
  return () => {
    clearInterval(dripping)
    socket.destroy()
  }
}

/** Asks for a picture of 2 MB and lets it lie. */
function readSlowly(path: string): () => void {
  const socket = net.connect(Number(port), hostname)
  socket.on('error', () => {})
  socket.pause()
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
  return () => socket.destroy()
}

async function othersInMilliseconds(path: string) {
  const photos = await repeat(otherCalls, 2, () => post('slot-002'))
  const files = await repeat(otherCalls, 2, () => exchange(`${gateway.url}${path}`))
  const p95 = ({ exchanges }: { exchanges: Exchange[] }) =>
    percentile(sorted(exchanges.map(({ milliseconds }) => milliseconds)), 0.95)
  return { photo: p95(photos), file: p95(files) }
}

async function waitingNow(): Promise<number> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text()
  return Number(/photochanger_node_waiting (\d+)/.exec(text)?.[1])
}

/** A limited number of connections is opened at once, as a listen queue is finite; all of them wait in the end. */
async function openAll(): Promise<Promise<Exchange>[]> {
  const opened: Promise<Exchange>[] = []
  for (let at = 0; at < waitingRequests; at += 1) {
    opened.push(post('slot-006'))
    if (at % 50 === 49) while ((await waitingNow()) < at - 50) await new Promise((resolve) => setImmediate(resolve))
  }
  while ((await waitingNow()) < waitingRequests) await new Promise((resolve) => setTimeout(resolve, 50))
  return opened
}

const line = (what: string, value: string) => process.stdout.write(`| ${what} | ${value} |\n`)
const stops: (() => void)[] = []
try {
  const made = await post('slot-002')
  const path = new URL(String(made.headers['x-result-url'])).pathname
  await othersInMilliseconds(path) // warm
  const [aloneMegabytes, alone] = [residentMegabytes(), await othersInMilliseconds(path)]
  const opened = await openAll()
  for (let at = 0; at < slowUploads; at += 1) stops.push(uploadSlowly())
  for (let at = 0; at < slowReaders; at += 1) stops.push(readSlowly(path))
  const [fullMegabytes, beside] = [residentMegabytes(), await othersInMilliseconds(path)]
  const [afterMegabytes, stillWaiting] = [residentMegabytes(), await waitingNow()]
  const releasedAt = performance.now()
  await fetch(`${standIn.url}/release`)
  const answers = await Promise.all(opened)
  const drained = performance.now() - releasedAt
  const byStatus = Object.groupBy(answers, ({ status }) => status)

  process.stdout.write(
    `${machine()}\n\n| ${stillWaiting} waiting, ${slowUploads} slow uploads, ${slowReaders} slow readers | |\n|---|---|\n`,
  )
  line('memory of the gateway alone', `${aloneMegabytes.toFixed(0)} MB`)
  line(
    'with all of them, before and after 120 other calls',
    `${fullMegabytes.toFixed(0)} MB, ${afterMegabytes.toFixed(0)} MB`,
  )
  line(
    'another photo (200 ms provider), p95 alone / beside',
    `${alone.photo.toFixed(0)} ms / ${beside.photo.toFixed(0)} ms (${(beside.photo / alone.photo).toFixed(2)}×)`,
  )
  line(
    'a public file of 2 MB, p95 alone / beside',
    `${alone.file.toFixed(0)} ms / ${beside.file.toFixed(0)} ms (${(beside.file / alone.file).toFixed(2)}×)`,
  )
  line(
    'answers once the provider answers',
    Object.entries(byStatus)
      .map(([status, list]) => `${list?.length} × ${status}`)
      .join(', '),
  )
  line('the last of them after', `${(drained / 1000).toFixed(1)} s`)
} finally {
  for (const stop of stops) stop()
  await gateway.stop()
  await standIn.stop()
}
