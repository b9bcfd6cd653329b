import { percentile, type Reason } from './report.ts'
import type { Shot } from './shot.ts'
import type { ServiceOnStage, SlotOnStage } from './stage.ts'

interface Setting {
  stage: readonly SlotOnStage[]
  concurrency: number
}

type Cause = Pick<Reason, 'link' | 'slot' | 'service'>

const leastInTime = 0.99
/** An answer that takes more of its window than this has no room for a bad minute. */
const mostOfWindow = 0.85
const longestWaitMilliseconds = 5000

export const isSlow = ({ outcome, answer, windowMilliseconds }: Shot) =>
  outcome === 'in_time' && answer > mostOfWindow * windowMilliseconds

/** Why shots were lost or slow, the worst first; nothing when all is well. */
export function findReasons(shots: readonly Shot[], setting: Setting): Reason[] {
  const lost = shots.filter(({ outcome }) => outcome !== 'in_time')
  const isLossy = lost.length > shots.length * (1 - leastInTime)
  const slowSlots = new Set(setting.stage.filter(({ id }) => isSlowSlot(shots, id)).map(({ id }) => id))
  const waiters = (wait: (shot: Shot) => number) =>
    (percentile(shots.map(wait), 0.95) ?? 0) > longestWaitMilliseconds
      ? shots.filter((shot) => wait(shot) > longestWaitMilliseconds)
      : []
  const troubled = new Set([
    ...(isLossy ? lost : []),
    ...shots.filter((shot) => slowSlots.has(shot.slot) && (isSlow(shot) || shot.outcome !== 'in_time')),
    ...waiters(({ workerWait }) => workerWait),
    ...waiters(({ leaveWait }) => leaveWait),
  ])
  return group([...troubled], setting)
}

function isSlowSlot(shots: readonly Shot[], slot: string): boolean {
  const own = shots.filter((shot) => shot.slot === slot && shot.outcome !== 'refused')
  const [first] = own
  return (
    (percentile(
      own.map(({ answer }) => answer),
      0.95,
    ) ?? 0) >
    mostOfWindow * (first?.windowMilliseconds ?? 0)
  )
}

/** What the shots have in common, by how many they are. */
export function group(shots: readonly Shot[], setting: Setting): Reason[] {
  const groups = new Map<string, { cause: Cause; shots: Shot[] }>()
  for (const shot of shots) {
    const cause = causeOf(shot, setting)
    const key = `${cause.link} ${cause.slot} ${cause.service}`
    const known = groups.get(key) ?? { cause, shots: [] }
    known.shots.push(shot)
    groups.set(key, known)
  }
  return [...groups.values()]
    .toSorted((one, other) => other.shots.length - one.shots.length)
    .map((found) => ({ ...found.cause, shots: found.shots.length, ...wordsFor(found.cause, found.shots, setting) }))
}

const byReason: Record<string, Reason['link']> = {
  rate_limited: 'slot_limit',
  queue_full: 'queue_capacity',
  storage_full: 'disk',
  budget_exhausted: 'budget',
  slot_misconfigured: 'slot_settings',
}

function causeOf(shot: Shot, { stage }: Setting): Cause {
  const own = byReason[shot.reason ?? '']
  const last = shot.calls.at(-1)
  if (own) return { link: own, slot: own === 'queue_capacity' || own === 'disk' ? null : shot.slot, service: null }
  if (shot.outcome === 'failed' && last) return { link: 'provider', slot: null, service: last.service }
  const slowest = shot.calls.toSorted((one, other) => other.milliseconds - one.milliseconds)[0]
  const times = { workers: shot.workerWait, limit: shot.leaveWait, provider: slowest?.milliseconds ?? 0, own: shot.own }
  const [longest] = Object.entries(times).toSorted(([, one], [, other]) => other - one)
  switch (longest?.[0]) {
    case 'workers':
      return { link: 'workers', slot: null, service: null }
    case 'limit':
      return { link: limitOf(shot.leaveFor, stage), slot: null, service: shot.leaveFor }
    case 'provider':
      return { link: 'provider', slot: null, service: slowest?.service ?? null }
    default:
      return { link: 'gateway', slot: null, service: null }
  }
}

const serviceNamed = (name: string | null, stage: readonly SlotOnStage[]): ServiceOnStage | undefined =>
  stage.flatMap(({ services }) => services).find((service) => service?.name === name) ?? undefined

/** Calls a minute that the described booths would like to make. */
function wantedPerMinute(name: string | null, stage: readonly SlotOnStage[]): number {
  const using = stage.filter(({ services }) => services[0]?.name === name)
  return using.reduce((sum, { booths, shotsPerMinute }) => sum + booths * shotsPerMinute, 0)
}

function limitOf(name: string | null, stage: readonly SlotOnStage[]): Reason['link'] {
  const service = serviceNamed(name, stage)
  const wanted = wantedPerMinute(name, stage)
  if (service?.mostPerMinute && service.mostPerMinute < wanted) return 'rate_limit'
  if (service?.mostConcurrent) return 'concurrency_limit'
  return service?.mostPerMinute ? 'rate_limit' : 'provider'
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`

/** One sentence of what is wrong, and one of what to do. */
function wordsFor({ link, slot, service }: Cause, shots: readonly Shot[], { stage, concurrency }: Setting) {
  const known = serviceNamed(service, stage)
  const wanted = Math.ceil(wantedPerMinute(service, stage))
  const p95 = (wait: (shot: Shot) => number) => seconds(percentile(shots.map(wait), 0.95) ?? 0)
  const own = stage.find(({ id }) => id === slot)
  const window = seconds(Math.min(...shots.map(({ windowMilliseconds }) => windowMilliseconds)))
  const callsOf = (shot: Shot) => shot.calls.filter((call) => call.service === service)
  switch (link) {
    case 'provider': {
      const failed = shots.filter((shot) => shot.outcome === 'failed').length
      const took = p95((shot) => Math.max(0, ...callsOf(shot).map(({ milliseconds }) => milliseconds)))
      const says =
        failed > shots.length / 2
          ? `${service} failed: ${failed} photos got no picture.`
          : `${service} is too slow: its calls took up to ${took} of a window of ${window}.`
      const key = known?.source === 'no_key' ? 'Set its key. ' : ''
      return {
        says,
        advice: `${key}Put a faster model first, add a link behind it (studio costs nothing), or lengthen the window.`,
      }
    }
    case 'rate_limit':
      return {
        says: `${service} takes ${known?.mostPerMinute ?? '?'} calls a minute, and the booths want ${wanted}: photos waited ${p95((shot) => shot.leaveWait)}.`,
        advice:
          'Ask the service for a higher rate and enter it as its limit, give some slots another model, or add a link behind it.',
      }
    case 'concurrency_limit':
      return {
        says: `${service} takes ${known?.mostConcurrent ?? '?'} calls at once: photos waited ${p95((shot) => shot.leaveWait)}.`,
        advice: 'Ask the service for more calls at once and enter that as its limit, or give some slots another model.',
      }
    case 'workers':
      return {
        says: `Too few workers: photos waited ${p95((shot) => shot.workerWait)} for one of ${concurrency} on this node.`,
        advice: `Set WORKER_CONCURRENCY to at least ${workersFor(stage)}, or start another node.`,
      }
    case 'slot_limit':
      return {
        says: `${slot} refused photos: it takes ${own?.settings.maxInFlight ?? '?'} at once.`,
        advice: `Raise maxInFlight of ${slot} to at least ${own?.booths ?? '?'}, the number of its booths.`,
      }
    case 'queue_capacity':
      return { says: 'The gateway was full and refused photos.', advice: 'Raise QUEUE_CAPACITY.' }
    case 'disk':
      return { says: 'The disk was full.', advice: 'Free some space, or shorten the retention of results.' }
    case 'budget':
      return { says: `A budget of ${slot} or of its services was used up.`, advice: 'Raise the budget.' }
    case 'slot_settings':
      return { says: `${slot} is not set up completely.`, advice: `Open ${slot} and mend what it complains about.` }
    default:
      return {
        says: `The gateway itself was slow: its own work took ${p95((shot) => shot.own)}.`,
        advice: 'Give it a faster machine, smaller photos, or another node.',
      }
  }
}

/** Each photo keeps a worker busy for as long as its first service usually takes; a booth has one at a time. */
function workersFor(stage: readonly SlotOnStage[]): number {
  const busy = stage.reduce((sum, { booths, shotsPerMinute, services }) => {
    const needed = (booths * shotsPerMinute * (1 + (services[0]?.slowSeconds ?? 0))) / 60
    return sum + Math.min(booths, needed * 1.5)
  }, 0)
  return Math.max(1, Math.ceil(busy))
}
