import { createRemarks, type Remark } from '../../remark.ts'
import { percentile, type Reason } from './report.ts'
import { adviceSentences, verdictSentences } from './report-sentences.ts'
import type { Shot } from './shot.ts'
import type { ServiceOnStage, SlotOnStage } from './stage.ts'

export interface Setting {
  stage: readonly SlotOnStage[]
  concurrency: number
}

export type Cause = Pick<Reason, 'link' | 'slot' | 'service'>

export const serviceNamed = (name: string | null, stage: readonly SlotOnStage[]): ServiceOnStage | undefined =>
  stage.flatMap(({ services }) => services).find((service) => service?.name === name) ?? undefined

/** Calls a minute that the described booths would like to make. */
export function wantedPerMinute(name: string | null, stage: readonly SlotOnStage[]): number {
  const using = stage.filter(({ services }) => services[0]?.name === name)
  return using.reduce((sum, { booths, shotsPerMinute }) => sum + booths * shotsPerMinute, 0)
}

const seconds = (milliseconds: number) => Math.round(milliseconds / 100) / 10
const { say } = createRemarks('verdict', verdictSentences)
const { say: advise } = createRemarks('advice', adviceSentences)

interface Told extends Setting, Cause {
  known: ServiceOnStage | undefined
  shots: readonly Shot[]
  /** In seconds. */
  p95(wait: (shot: Shot) => number): number
}

/** What is wrong, and what to do. */
type Words = Pick<Reason, 'says' | 'advice' | 'remark' | 'advice_remarks'>

const wordsOf = (remark: Remark, ...advice: Remark[]): Words => ({
  says: remark.text,
  advice: advice.map(({ text }) => text).join(' '),
  remark,
  advice_remarks: advice,
})

const sentences: Record<Reason['link'], (told: Told) => [Remark, ...Remark[]]> = {
  provider({ service, known, shots, p95 }) {
    const name = service ?? '?'
    const failed = shots.filter((shot) => shot.outcome === 'failed').length
    const window = seconds(Math.min(...shots.map(({ windowMilliseconds }) => windowMilliseconds)))
    const longest = ({ calls }: Shot) =>
      Math.max(0, ...calls.map((call) => (call.service === service ? call.milliseconds : 0)))
    const key = known?.source === 'no_key' ? [advise('set_key')] : []
    return failed > shots.length / 2
      ? [say('provider_failed', { service: name, photos: failed }), ...key, advise('provider')]
      : [say('provider_slow', { service: name, seconds: p95(longest), window }), ...key, advise('provider')]
  },
  rate_limit({ service, known, stage, p95 }) {
    const wanted = Math.ceil(wantedPerMinute(service, stage))
    const waited = p95((shot) => shot.leaveWait)
    const limit = { service: service ?? '?', most: known?.mostPerMinute ?? '?', wanted, seconds: waited }
    return [say('rate_limit', limit), advise('rate_limit')]
  },
  concurrency_limit({ service, known, p95 }) {
    const waited = p95((shot) => shot.leaveWait)
    const limit = { service: service ?? '?', most: known?.mostConcurrent ?? '?', seconds: waited }
    return [say('concurrency_limit', limit), advise('concurrency_limit')]
  },
  workers: ({ concurrency, stage, p95 }) => [
    say('workers', { seconds: p95((shot) => shot.workerWait), workers: concurrency }),
    advise('workers', { workers: Math.max(concurrency + 1, workersFor(stage)) }),
  ],
  slot_limit({ slot, stage }) {
    const own = stage.find(({ id }) => id === slot)
    return [
      say('slot_limit', { slot: slot ?? '?', most: own?.settings.maxInFlight ?? '?' }),
      advise('slot_limit', { slot: slot ?? '?', booths: own?.booths ?? '?' }),
    ]
  },
  queue_capacity: () => [say('queue_capacity'), advise('queue_capacity')],
  disk: () => [say('disk'), advise('disk')],
  budget: ({ slot }) => [say('budget', { slot: slot ?? '?' }), advise('budget')],
  slot_settings: ({ slot }) => [
    say('slot_settings', { slot: slot ?? '?' }),
    advise('slot_settings', { slot: slot ?? '?' }),
  ],
  gateway: ({ p95 }) => [say('gateway', { seconds: p95((shot) => shot.own) }), advise('gateway')],
  nothing_played: () => [say('nothing_played'), advise('nothing_played')],
}

export function wordsFor(cause: Cause, shots: readonly Shot[], setting: Setting): Words {
  const p95 = (wait: (shot: Shot) => number) => seconds(percentile(shots.map(wait), 0.95) ?? 0)
  const known = serviceNamed(cause.service, setting.stage)
  return wordsOf(...sentences[cause.link]({ ...cause, ...setting, shots, p95, known }))
}

/** Of a rehearsal that went well. */
export function wordsForNearest({ link, service }: Cause, percent: number): Words {
  const own = link === 'workers' ? 'nearest_worker' : 'nearest_own_work'
  const remark = service === null ? say(own, { percent }) : say('nearest_service', { percent, service })
  return wordsOf(remark, advise('nothing'))
}

/** `kind` is that of a budget's scope. */
export function wordsForBudget(kind: string, name: string, cost: { usd: number; left: number }): Words {
  const [usd, left] = [cost.usd.toFixed(2), cost.left.toFixed(2)]
  return kind === 'slot'
    ? wordsOf(say('short_slot_budget', { slot: name, usd, left }), advise('slot_budget', { slot: name }))
    : wordsOf(
        say('short_provider_budget', { provider: name, usd, left }),
        advise('provider_budget', { provider: name }),
      )
}

/** Each photo keeps a worker busy for as long as its first service may take; a booth has one at a time. */
function workersFor(stage: readonly SlotOnStage[]): number {
  const busy = stage.reduce((sum, { booths, shotsPerMinute, services }) => {
    const needed = (booths * shotsPerMinute * (1 + (services[0]?.slowSeconds ?? 0))) / 60
    return sum + Math.min(booths, needed * 1.5)
  }, 0)
  return Math.ceil(busy)
}
