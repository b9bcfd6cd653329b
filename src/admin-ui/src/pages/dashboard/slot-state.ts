/** What of a slot and its last hour says how it is. */
interface Seen {
  settings: { enabled: boolean; openFrom: string | null; openUntil: string | null; syncSeconds: number | null }
  problem: string | null
}

interface Figures {
  done: number
  failed: number
  timeout: number
  fallback: number
  late: number
  provider_ms: { p95: number | null }
}

export type SlotState = 'ready' | 'slow' | 'degraded' | 'closed' | 'off' | 'broken'

/** As many photos without their picture in the last hour, and at least this part of all, mean trouble. */
const leastTroubled = 3
const troubledShare = 0.1
/** So near to the end of the window it will soon be late. */
const slowShare = 0.8

/** How a slot is, from what is known of it; the first that is true. */
export function stateOf(
  { settings, problem }: Seen,
  figures: Figures | undefined,
  { now, usualSyncSeconds }: { now: number; usualSyncSeconds: number },
): SlotState {
  if (!settings.enabled) return 'off'
  if (problem !== null) return 'broken'
  if (settings.openFrom !== null && Date.parse(settings.openFrom) > now) return 'closed'
  if (settings.openUntil !== null && Date.parse(settings.openUntil) <= now) return 'closed'
  if (!figures) return 'ready'
  const { done, failed, timeout, fallback, late, provider_ms: provider } = figures
  const troubled = failed + timeout + fallback
  if (troubled >= leastTroubled && troubled >= (done + failed + timeout) * troubledShare) return 'degraded'
  const window = (settings.syncSeconds ?? usualSyncSeconds) * 1000
  if (late > 0 || timeout > 0 || (provider.p95 ?? 0) > window * slowShare) return 'slow'
  return 'ready'
}
