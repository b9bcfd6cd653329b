import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Report } from './run-schedules.ts'

const threads = Math.min(2, availableParallelism())

/** In threads of their own: the test runner follows every promise of its own thread, which makes them twice as slow. */
export async function runManySchedules(seeds: readonly number[]): Promise<Report> {
  const parts = Array.from({ length: threads }, (_, thread) => seeds.filter((_seed, at) => at % threads === thread))
  return (await Promise.all(parts.map(runPart))).reduce(add)
}

async function runPart(seeds: number[]): Promise<Report> {
  const worker = new Worker(new URL('./schedule-worker.ts', import.meta.url), { workerData: seeds, execArgv: [] })
  const [report] = (await once(worker, 'message')) as [Report]
  return report
}

const add = (one: Report, other: Report): Report => ({
  broken: [...one.broken, ...other.broken],
  answers: addCounts(one.answers, other.answers),
  jobs: addCounts(one.jobs, other.jobs),
  latestMilliseconds: Math.max(one.latestMilliseconds, other.latestMilliseconds),
  steps: one.steps + other.steps,
})

function addCounts(one: Record<string, number>, other: Record<string, number>): Record<string, number> {
  const kinds = Object.keys({ ...one, ...other }).sort()
  return Object.fromEntries(kinds.map((kind) => [kind, (one[kind] ?? 0) + (other[kind] ?? 0)]))
}
