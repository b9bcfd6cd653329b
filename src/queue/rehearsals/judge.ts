import { usdOf } from '../spending.ts'
import type { Plan } from './plan.ts'
import { findReasons, group } from './reasons.ts'
import { percentile, type Reason, type Report, spreadOf } from './report.ts'
import type { Shot } from './shot.ts'
import type { SlotOnStage } from './stage.ts'
import { type Setting, wordsFor, wordsForBudget, wordsForNearest } from './words.ts'

/** What may still be spent: today's and this month's, in US dollars. */
export interface OpenBudget {
  /** `slot slot-001` or `provider gemini`. */
  scope: string
  dailyUsd: number | null
  monthLeftUsd: number | null
}

interface Played {
  plan: Plan
  stage: readonly SlotOnStage[]
  shots: readonly Shot[]
  heldBack: number
  concurrency: number
  budgets: readonly OpenBudget[]
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)
const costOf = ({ calls }: Shot) => usdOf(sum(calls.map(({ micros }) => micros)))

/** GO or NO-GO, and why. */
export function judge({ plan, stage, shots: all, heldBack, concurrency, budgets }: Played): Report {
  const shots = all.filter(({ outcome, isWarmUp }) => outcome !== 'cancelled' && !isWarmUp)
  const setting = { stage, concurrency }
  const slots = stage.map((slot) => slotReport(slot, shots))
  const forecastHour = sum(slots.map((slot) => slot.forecast_hour_usd))
  const reasons = [
    ...(shots.length === 0 ? [nothingPlayed(setting)] : []),
    ...findReasons(shots, setting),
    ...findShortBudgets(plan, stage, shots, budgets),
  ]
  return {
    verdict: reasons.length > 0 ? 'no_go' : 'go',
    reasons,
    weakest: reasons[0] ?? nearest(shots, setting),
    figures: figuresOf(shots, heldBack),
    slots,
    services: serviceReports(plan, stage, shots, all),
    cost: {
      rehearsal_usd: plan.mode === 'real' ? sum(all.map(costOf)) : 0,
      forecast_hour_usd: forecastHour,
      forecast_event_usd: forecastHour * plan.event_hours,
      unpriced: [...new Set(servicesOf(stage).flatMap(({ name, priceUsd }) => (priceUsd === null ? [name] : [])))],
    },
  }
}

function nothingPlayed(setting: Setting): Reason {
  const cause = { link: 'nothing_played', slot: null, service: null } as const
  return { ...cause, shots: 0, ...wordsFor(cause, [], setting) }
}

const servicesOf = (stage: readonly SlotOnStage[]) =>
  stage.flatMap(({ services }) => services.filter((service) => service !== null))

/** Of a rehearsal that went well: what the slowest of its answers spent most of their time on. */
function nearest(shots: readonly Shot[], setting: Setting): Reason | null {
  const used = shots.toSorted((one, other) => shareOf(other) - shareOf(one))
  const [first] = group(used.slice(0, Math.ceil(shots.length / 20)), setting)
  const share = Math.round(100 * Math.max(0, ...used.slice(0, 1).map(shareOf)))
  if (!first) return null
  return {
    ...first,
    ...wordsForNearest(first, share),
  }
}

const shareOf = ({ answer, windowMilliseconds }: Shot) => answer / windowMilliseconds

function figuresOf(shots: readonly Shot[], heldBack: number): Report['figures'] {
  const count = (outcome: Shot['outcome']) => shots.filter((shot) => shot.outcome === outcome).length
  const answered = shots.filter(({ outcome }) => outcome !== 'refused')
  const reasons: Record<string, number> = {}
  for (const { reason } of shots) if (reason) reasons[reason] = (reasons[reason] ?? 0) + 1
  return {
    shots: shots.length,
    answered_in_time: count('in_time'),
    timeouts: count('timeout'),
    failed: count('failed'),
    refused: count('refused'),
    reasons,
    held_back: heldBack,
    by_fallback: shots.filter(({ outcome, calls }) => outcome === 'in_time' && (calls.at(-1)?.linkAt ?? 0) > 0).length,
    answer_milliseconds: spreadOf(answered.map(({ answer }) => answer)),
    own_milliseconds: spreadOf(answered.map(({ own }) => own)),
    worker_wait_milliseconds: spreadOf(answered.map(({ workerWait }) => workerWait)),
  }
}

function slotReport(slot: SlotOnStage, shots: readonly Shot[]): Report['slots'][number] {
  const own = shots.filter((shot) => shot.slot === slot.id)
  const answered = own.filter(({ outcome }) => outcome !== 'refused')
  const usd = answered.length > 0 ? sum(answered.map(costOf)) / answered.length : 0
  return {
    slot: slot.id,
    window_seconds: slot.windowMilliseconds / 1000,
    shots: own.length,
    answered_in_time: own.filter(({ outcome }) => outcome === 'in_time').length,
    answer_milliseconds: spreadOf(answered.map(({ answer }) => answer)),
    usd_per_shot: usd,
    forecast_hour_usd: usd * slot.booths * slot.shotsPerMinute * 60,
  }
}

function serviceReports(plan: Plan, stage: readonly SlotOnStage[], shots: readonly Shot[], all: readonly Shot[]) {
  const known = new Map(servicesOf(stage).map((service) => [service.name, service]))
  return [...known.values()].map(({ name, source }): Report['services'][number] => {
    const callsIn = (some: readonly Shot[]) =>
      some.flatMap(({ calls }) => calls.filter(({ service }) => service === name))
    const calls = callsIn(shots)
    return {
      service: name,
      calls: calls.length,
      failed: calls.filter(({ hasFailed }) => hasFailed).length,
      milliseconds: spreadOf(calls.map(({ milliseconds }) => milliseconds)),
      wait_p95_milliseconds: percentile(
        shots.filter(({ leaveFor }) => leaveFor === name).map(({ leaveWait }) => leaveWait),
        0.95,
      ),
      source: plan.mode === 'real' ? 'called' : source,
      warm_up_milliseconds: callsIn(all.filter(({ isWarmUp }) => isWarmUp)).map(({ milliseconds }) => milliseconds),
    }
  })
}

/** What the event will cost each slot and each provider, against what they may spend. */
function findShortBudgets(
  plan: Plan,
  stage: readonly SlotOnStage[],
  shots: readonly Shot[],
  budgets: readonly OpenBudget[],
): Reason[] {
  return budgets.flatMap(({ scope, dailyUsd, monthLeftUsd }) => {
    const [kind, name] = scope.split(' ')
    const providerOf = new Map(servicesOf(stage).map((service) => [service.name, service.provider]))
    const usd = sum(
      stage.map((slot) => {
        if (kind === 'slot' && slot.id !== name) return 0
        const own = shots.filter((shot) => shot.slot === slot.id && shot.outcome !== 'refused')
        const calls = own.flatMap((shot) => shot.calls)
        const paid = calls.filter(({ service }) => kind === 'slot' || providerOf.get(service) === name)
        const perShot = own.length > 0 ? usdOf(sum(paid.map(({ micros }) => micros))) / own.length : 0
        return perShot * slot.booths * slot.shotsPerMinute * 60 * plan.event_hours
      }),
    )
    const most = Math.min(dailyUsd ?? Number.POSITIVE_INFINITY, monthLeftUsd ?? Number.POSITIVE_INFINITY)
    if (usd <= most) return []
    return [
      {
        link: 'budget',
        slot: kind === 'slot' ? (name ?? null) : null,
        service: kind === 'slot' ? null : (name ?? null),
        shots: 0,
        ...wordsForBudget(kind ?? '', name ?? '', { usd, left: most }),
      },
    ]
  })
}
