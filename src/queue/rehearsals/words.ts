import { percentile, type Reason } from './report.ts'
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

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`

interface Told extends Setting, Cause {
  known: ServiceOnStage | undefined
  shots: readonly Shot[]
  p95(wait: (shot: Shot) => number): string
}

/** What is wrong, and what to do. */
type Words = Pick<Reason, 'says' | 'advice'>

const words: Record<Reason['link'], (told: Told) => Words> = {
  provider({ service, known, shots, p95 }) {
    const failed = shots.filter((shot) => shot.outcome === 'failed').length
    const window = seconds(Math.min(...shots.map(({ windowMilliseconds }) => windowMilliseconds)))
    const longest = ({ calls }: Shot) =>
      Math.max(0, ...calls.map((call) => (call.service === service ? call.milliseconds : 0)))
    const says =
      failed > shots.length / 2
        ? `${service} failed: ${failed} photos got no picture.`
        : `${service} is too slow: its calls took up to ${p95(longest)} of a window of ${window}.`
    const key = known?.source === 'no_key' ? 'Set its key. ' : ''
    const advice = 'Put a faster model first, add a link behind it (studio costs nothing), or lengthen the window.'
    return { says, advice: key + advice }
  },
  rate_limit: ({ service, known, stage, p95 }) => ({
    says: `${service} takes ${known?.mostPerMinute ?? '?'} calls a minute, and the booths want ${Math.ceil(wantedPerMinute(service, stage))}: photos waited ${p95((shot) => shot.leaveWait)}.`,
    advice:
      'Ask the service for a higher rate and enter it as its limit, give some slots another model, or add a link behind it.',
  }),
  concurrency_limit: ({ service, known, p95 }) => ({
    says: `${service} takes ${known?.mostConcurrent ?? '?'} calls at once: photos waited ${p95((shot) => shot.leaveWait)}.`,
    advice: 'Ask the service for more calls at once and enter that as its limit, or give some slots another model.',
  }),
  workers: ({ concurrency, stage, p95 }) => ({
    says: `Too few workers: photos waited ${p95((shot) => shot.workerWait)} for one of ${concurrency} on this node.`,
    advice: `Set WORKER_CONCURRENCY to at least ${Math.max(concurrency + 1, workersFor(stage))}, or start another node.`,
  }),
  slot_limit({ slot, stage }) {
    const own = stage.find(({ id }) => id === slot)
    return {
      says: `${slot} refused photos: it takes ${own?.settings.maxInFlight ?? '?'} at once.`,
      advice: `Raise maxInFlight of ${slot} to at least ${own?.booths ?? '?'}, the number of its booths.`,
    }
  },
  queue_capacity: () => ({ says: 'The gateway was full and refused photos.', advice: 'Raise QUEUE_CAPACITY.' }),
  disk: () => ({ says: 'The disk was full.', advice: 'Free some space, or shorten the retention of results.' }),
  budget: ({ slot }) => ({ says: `A budget of ${slot} or of its services was used up.`, advice: 'Raise the budget.' }),
  slot_settings: ({ slot }) => ({
    says: `${slot} is not set up completely.`,
    advice: `Open ${slot} and mend what it complains about.`,
  }),
  gateway: ({ p95 }) => ({
    says: `The gateway itself was slow: its own work took ${p95((shot) => shot.own)}.`,
    advice: 'Give it a faster machine, smaller photos, or another node.',
  }),
  nothing_played: () => ({
    says: 'No photo was answered before the rehearsal ended.',
    advice: 'Let it run longer.',
  }),
}

export function wordsFor(cause: Cause, shots: readonly Shot[], setting: Setting): Words {
  const p95 = (wait: (shot: Shot) => number) => seconds(percentile(shots.map(wait), 0.95) ?? 0)
  return words[cause.link]({ ...cause, ...setting, shots, p95, known: serviceNamed(cause.service, setting.stage) })
}

/** Each photo keeps a worker busy for as long as its first service may take; a booth has one at a time. */
function workersFor(stage: readonly SlotOnStage[]): number {
  const busy = stage.reduce((sum, { booths, shotsPerMinute, services }) => {
    const needed = (booths * shotsPerMinute * (1 + (services[0]?.slowSeconds ?? 0))) / 60
    return sum + Math.min(booths, needed * 1.5)
  }, 0)
  return Math.ceil(busy)
}
