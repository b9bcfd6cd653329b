import type { IncomingHttpHeaders } from 'node:http'
import { printable } from './explain-failure.ts'
import type { PhotoAnswer } from './post-photo.ts'

/** How one shot ended, without its bytes: a long series must fit into memory. */
export interface Outcome {
  isOk: boolean
  /** "200", "429 rate_limited", "no answer": what it is counted under. */
  label: string
  /** Null when there was no answer. */
  timings: PhotoAnswer['timings'] | null
  headers: IncomingHttpHeaders
  saved: { file: string; type: string; bytes: number } | null
  /** One sentence; null when all went well. */
  complaint: string | null
}

/** What a person wants to know about a single shot that went well. */
export function describeShot({ label, timings, headers, saved }: Outcome): string {
  const header = (name: string) => printable([headers[name] ?? ''].flat().join(', '))
  const rows: Row[] = [
    ['answer', timings ? `${label} in ${duration(timings.totalMs)} (${steps(timings)})` : label],
    ['fallback', header('x-fallback')],
    ['job', header('x-job-id')],
    ['status', header('location')],
    ['link', header('x-result-url')],
    ['until', header('x-result-expires-at')],
    ['timing', serverTiming(header('server-timing'))],
    ['saved', saved ? `${saved.file} (${saved.type}, ${size(saved.bytes)})` : ''],
  ]
  return table(rows.filter(([, value]) => value !== ''))
}

function steps({ continueMs, firstByteMs }: PhotoAnswer['timings']): string {
  const asked = continueMs === null ? 'body never asked for' : `body asked for after ${duration(continueMs)}`
  return `${asked}, answer began after ${duration(firstByteMs)}`
}

/** The figures of many shots. Times are those of the photos that went well: refusals are quick and would flatter. */
export function describeShots(outcomes: Outcome[], elapsedMilliseconds: number): string {
  const ok = outcomes.filter(({ isOk }) => isOk)
  const times = ok.map(({ timings }) => timings?.totalMs ?? 0).sort((left, right) => left - right)
  const labels = [...new Set(outcomes.map(({ label }) => label))].sort()
  const saved = outcomes.filter(({ saved }) => saved !== null).length
  const answered = outcomes.filter(({ timings }) => timings !== null).length
  return table([
    ['shots', String(outcomes.length)],
    ['ok', String(ok.length)],
    ...labels.map((label): Row => [`  ${label}`, String(outcomes.filter((outcome) => outcome.label === label).length)]),
    ['p50 ms', milliseconds(percentile(times, 0.5))],
    ['p95 ms', milliseconds(percentile(times, 0.95))],
    ['max ms', milliseconds(times.at(-1))],
    ['shots per second', ((answered * 1000) / Math.max(elapsedMilliseconds, 1)).toFixed(1)],
    ...(saved > 0 ? [['saved', String(saved)] satisfies Row] : []),
  ])
}

/** Nearest rank: always a time that somebody really waited. */
function percentile(sorted: number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]
}

type Row = [name: string, value: string]

function table(rows: Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('')
}

/** "upload;dur=12.3, total;dur=40" becomes "upload 12 ms · total 40 ms". */
function serverTiming(header: string): string {
  const hops = [...header.matchAll(/([^\s;,]+)\s*;\s*dur=([\d.]+)/g)]
  return hops.map(([, name, dur]) => `${name} ${duration(Number(dur))}`).join(' · ')
}

export function duration(value: number): string {
  return value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(2)} s`
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? '–' : String(Math.round(value))
}

function size(bytes: number): string {
  return bytes < 1024 ** 2 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`
}
