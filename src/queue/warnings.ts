import type { Provider } from '../providers/provider.ts'
import type { SlotSettings } from '../slots/slot.ts'
import type { StoredSlot } from '../slots/slots.ts'
import type { ModelWatch } from './model-watch.ts'
import type { FindNearBudgets } from './near-budgets.ts'
import type { QueuePause } from './pause.ts'
import type { ProviderOverview } from './provider-overview.ts'

interface Dependencies {
  pause: Pick<QueuePause, 'find'>
  overview: Pick<ProviderOverview, 'list'>
  modelWatch: Pick<ModelWatch, 'findEnding'>
  findNearBudgets: FindNearBudgets
  providers: Readonly<Record<string, Provider>>
  /** Mails to customers that are tried no more. */
  countFailedMails(): Promise<number>
  /** Images of pix.immo that nobody has worked on for long; null when there are none. */
  findLongWait(): Promise<{ images: number; minutes: number } | null>
  /** Bytes; null when the place knows no limit. */
  measureStorage(): Promise<{ freeBytes: number; totalBytes: number } | null>
}

/** What somebody should do something about before guests notice. */
export type Warning =
  | { kind: 'queue_paused'; at: string; by: string }
  | { kind: 'provider_down'; provider: string; model: string; until: string | null; slots: string[] }
  | { kind: 'provider_without_key'; provider: string; slots: string[] }
  | { kind: 'budget_near'; scope: string; period: 'daily' | 'monthly'; percent: number }
  | {
      kind: 'model_ending'
      provider: string
      model: string
      days_left: number
      replaced_by: string | null
      slots: string[]
    }
  | { kind: 'mails_failed'; mails: number }
  | { kind: 'pix_images_waiting'; images: number; minutes: number }
  | { kind: 'storage_low'; free_bytes: number; total_bytes: number }

/** About forty photos of 25 MB, and room for the database to say that it is full. */
const leastFreeBytes = 1024 ** 3

/** All that is wrong, or about to be, on the whole gateway, the most urgent kind first. */
export function createWarnings(dependencies: Dependencies) {
  const { pause, overview, modelWatch, findNearBudgets, providers, measureStorage } = dependencies
  const { countFailedMails, findLongWait } = dependencies

  return async function findWarnings(stored: readonly StoredSlot[]): Promise<Warning[]> {
    const used = providersInUse(stored)
    const [paused, services, ending, budgets, mails, wait, space] = await Promise.all([
      pause.find(),
      overview.list(),
      modelWatch.findEnding(),
      findNearBudgets(),
      countFailedMails(),
      findLongWait(),
      // An ailing place for files must not take the whole overview away: /readyz and the photos themselves tell of it.
      measureStorage().catch(() => null),
    ])
    const warnings: Warning[] = []
    if (paused) warnings.push({ kind: 'queue_paused', at: paused.pausedAt.toISOString(), by: paused.pausedBy })
    if (space && space.freeBytes < leastFreeBytes)
      warnings.push({ kind: 'storage_low', free_bytes: space.freeBytes, total_bytes: space.totalBytes })
    for (const { name, circuits } of services) {
      for (const { model, isOpen, openUntil } of circuits) {
        const slots = used.get(name)
        if (!isOpen || !slots) continue
        warnings.push({ kind: 'provider_down', provider: name, model, until: openUntil?.toISOString() ?? null, slots })
      }
    }
    for (const [provider, slots] of used) {
      if (providers[provider]?.isSetUp === false) warnings.push({ kind: 'provider_without_key', provider, slots })
    }
    if (wait) warnings.push({ kind: 'pix_images_waiting', ...wait })
    if (mails > 0) warnings.push({ kind: 'mails_failed', mails })
    for (const { scope, kind, percent } of budgets) warnings.push({ kind: 'budget_near', scope, period: kind, percent })
    for (const { provider, model, daysLeft, replacedBy, slots } of ending) {
      warnings.push({ kind: 'model_ending', provider, model, days_left: daysLeft, replaced_by: replacedBy, slots })
    }
    return warnings
  }
}

export type FindWarnings = ReturnType<typeof createWarnings>

/** The slots that are switched on and call each of them. */
function providersInUse(stored: readonly StoredSlot[]): Map<string, string[]> {
  const used = new Map<string, string[]>()
  for (const { id, settings } of stored) {
    const { enabled, chain } = settings as Partial<SlotSettings>
    if (!enabled) continue
    for (const { provider } of chain ?? []) {
      const known = used.get(provider) ?? []
      if (!known.includes(id)) used.set(provider, [...known, id])
    }
  }
  return used
}
