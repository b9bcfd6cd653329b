import { isFinal } from '../../src/queue/job.ts'
import { createRandom } from './random.ts'
import { checkSchedule, latenessOf, statusOf } from './schedule-checks.ts'
import { drawPlan } from './schedule-plan.ts'
import { createRequest, type SimulatedRequest, sendPhoto } from './simulated-client.ts'
import { createSimulatedFleet } from './simulated-fleet.ts'
import type { NodeWorld } from './simulated-gateway.ts'
import type { SimulatedTables } from './simulated-tables.ts'
import { createSimulatedTime } from './simulated-time.ts'
import { createSimulatedWorld } from './simulated-world.ts'

/** Changes what a node finds outside, so that a check can be seen to fail. */
export type Sabotage = (world: NodeWorld, tables: SimulatedTables) => Partial<NodeWorld>

interface Options {
  sabotage?: Sabotage
  /** Told what is logged. */
  onLine?: (line: string) => void
  /** Turns of the event loop between two steps; one is enough. */
  turns?: number
}

/** No plan lasts so long; whoever is not through by then never will be. */
const longestMilliseconds = 400_000
/** Schedules know nothing of each other, so many of them can take a step in the same turn. */
const atOnce = 200

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** One random schedule, to be taken step by step. Promises must settle completely between two steps. */
function createSchedule(seed: number, { sabotage = () => ({}), onLine = () => {} }: Options = {}) {
  const random = createRandom(seed)
  const plan = drawPlan(random)
  const time = createSimulatedTime()
  const broken: string[] = []
  const world = createSimulatedWorld({ random, plan, time, onLine, onViolation: (what) => void broken.push(what) })
  const change = (outside: NodeWorld) => ({ ...outside, ...sabotage(outside, world.tables) })
  const fleet = createSimulatedFleet({ random, plan, time, world, change })
  const requests = plan.requests.map(createRequest)
  for (const request of requests) time.after(request.plan.at, () => void sendPhoto(fleet.api, request, plan))
  let isStopping = false

  function isThrough(): boolean {
    if (requests.some(({ answeredAfter }) => answeredAfter === undefined)) return false
    const areFinal = [...world.tables.rows.values()].every(({ status }) => isFinal(status))
    return areFinal && !world.isAsked()
  }

  return {
    seed,
    plan,
    requests,
    rows: () => [...world.tables.rows.values()],
    /** False when nothing will ever happen again. */
    step(): boolean {
      if (!isStopping && (isThrough() || time.now() > longestMilliseconds)) {
        isStopping = true
        fleet.stopAll()
        return true
      }
      return time.now() < 2 * longestMilliseconds && time.step()
    },
    violations: () => [...broken, ...checkSchedule({ plan, requests, world, fleet })],
  }
}

type Schedule = ReturnType<typeof createSchedule>

export interface Report {
  broken: { seed: number; violations: string[] }[]
  answers: Record<string, number>
  jobs: Record<string, number>
  /** The latest answer, in milliseconds beyond its window. */
  latestMilliseconds: number
  steps: number
}

function count(counts: Record<string, number>, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1
}

function answerOf(request: SimulatedRequest): string {
  if (request.hasHungUp) return 'hung up'
  const { outcome } = request
  const detail = outcome?.kind ?? 'thrown'
  return `${statusOf(request)} ${detail}`
}

function addTo(report: Report, schedule: Schedule): void {
  const violations = schedule.violations()
  if (violations.length > 0) report.broken.push({ seed: schedule.seed, violations })
  for (const request of schedule.requests) {
    count(report.answers, answerOf(request))
    if (request.hasHungUp || !request.isAwaited) continue
    report.latestMilliseconds = Math.max(report.latestMilliseconds, latenessOf(request))
  }
  for (const { status, fallback, epoch } of schedule.rows()) {
    count(report.jobs, `${status}${fallback ? ` (${fallback})` : ''}`)
    if (epoch > 1) count(report.jobs, 'claimed more than once')
  }
}

/**
 * Runs all schedules to their end. A turn of the event loop begins when every promise and every `nextTick` has settled,
 * so between two steps of a schedule nothing in it can be waiting but for the next event.
 */
export async function runSchedules(seeds: Iterable<number>, options: Options = {}): Promise<Report> {
  const { turns = 1 } = options
  const report: Report = { broken: [], answers: {}, jobs: {}, latestMilliseconds: Number.NEGATIVE_INFINITY, steps: 0 }
  const waiting = seeds[Symbol.iterator]()
  let running: Schedule[] = []

  function fill(): void {
    while (running.length < atOnce) {
      const { value, done } = waiting.next()
      if (done) return
      running.push(createSchedule(value, options))
    }
  }

  for (fill(); running.length > 0; fill()) {
    for (let turn = 0; turn < turns; turn += 1) await nextTurn()
    report.steps += running.length
    running = running.filter((schedule) => {
      const goesOn = schedule.step()
      if (!goesOn) addTo(report, schedule)
      return goesOn
    })
  }
  return report
}
