import { percentile, type Reason } from './report.ts'
import type { Shot } from './shot.ts'
import type { SlotOnStage } from './stage.ts'
import { type Cause, type Setting, serviceNamed, wantedPerMinute, wordsFor } from './words.ts'

const leastInTime = 0.99
/** An answer that takes more of its window than this has no room for a bad minute. */
const mostOfWindow = 0.85
const longestWaitMilliseconds = 5000

const isSlow = ({ outcome, answer, windowMilliseconds }: Shot) =>
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
  if (longest?.[0] === 'workers') return { link: 'workers', slot: null, service: null }
  if (longest?.[0] === 'provider') return { link: 'provider', slot: null, service: slowest?.service ?? null }
  if (longest?.[0] === 'limit') return { link: limitOf(shot.leaveFor, stage), slot: null, service: shot.leaveFor }
  return { link: 'gateway', slot: null, service: null }
}

function limitOf(name: string | null, stage: readonly SlotOnStage[]): Reason['link'] {
  const service = serviceNamed(name, stage)
  const wanted = wantedPerMinute(name, stage)
  if (service?.mostPerMinute && service.mostPerMinute < wanted) return 'rate_limit'
  if (service?.mostConcurrent) return 'concurrency_limit'
  return service?.mostPerMinute ? 'rate_limit' : 'provider'
}
