import type { Answer } from '../../api/answer.ts'

type Slot = Pick<Answer<'/api/slots'>[number], 'id' | 'settings'>

/** What somebody must know before the next photo; the words are chosen where it is shown. */
export type Warning =
  | { kind: 'database' | 'storage' | 'queue' | 'stopping'; isGrave: true }
  | { kind: 'circuit'; isGrave: true; provider: string; model: string; until: string | null }
  | { kind: 'noKey'; isGrave: false; provider: string; slots: string[] }
  | { kind: 'budgetDay' | 'budgetMonth'; isGrave: boolean; provider: string; share: number }
  | { kind: 'slotBudget'; isGrave: boolean; slot: string; share: number }
  | {
      kind: 'ending'
      isGrave: false
      provider: string
      model: string
      days: number
      next: string | null
      slots: string[]
    }

interface Known {
  readiness: Answer<'/readyz'> | undefined
  providers: Answer<'/api/providers/status'> | undefined
  slots: readonly Slot[]
  today: Pick<Answer<'/api/statistics'>, 'slots'> | undefined
}

const nearShare = 0.8

/** The grave ones first. */
export function findWarnings(known: Known): Warning[] {
  const found = [...ofReadiness(known), ...ofProviders(known), ...ofSlotBudgets(known)]
  return found.sort((one, other) => Number(other.isGrave) - Number(one.isGrave))
}

function ofReadiness({ readiness }: Known): Warning[] {
  if (!readiness || readiness.status === 'ready') return []
  if (readiness.status === 'stopping') return [{ kind: 'stopping', isGrave: true }]
  const kinds = ['database', 'storage', 'queue'] as const
  return kinds.filter((part) => readiness.parts[part] === 'failing').map((kind) => ({ kind, isGrave: true }))
}

function ofProviders({ providers, slots }: Known): Warning[] {
  if (!providers) return []
  const usersOf = (provider: string) =>
    slots
      .filter(({ settings }) => settings.enabled && settings.chain.some((link) => link.provider === provider))
      .map(({ settings }) => settings.name)
  const own = providers.providers.flatMap(({ name, is_set_up: isSetUp, circuits, limits, spent }): Warning[] => {
    const users = usersOf(name)
    return [
      ...circuits
        .filter(({ is_open: isOpen }) => isOpen)
        .map(
          ({ model, open_until: until }): Warning => ({
            ...{ kind: 'circuit', isGrave: true, provider: name },
            ...{ model, until },
          }),
        ),
      ...(!isSetUp && users.length > 0
        ? [{ kind: 'noKey', isGrave: false, provider: name, slots: users } satisfies Warning]
        : []),
      ...near('budgetDay', name, spent.today_usd, limits.daily_budget_usd),
      ...near('budgetMonth', name, spent.month_usd, limits.monthly_budget_usd),
    ]
  })
  const ending = providers.ending.map(
    ({ provider, model, days_left: days, replaced_by: next, slots: users }): Warning => ({
      ...{ kind: 'ending', isGrave: false, provider, model, days, next },
      slots: users,
    }),
  )
  return [...own, ...ending]
}

function near(kind: 'budgetDay' | 'budgetMonth', provider: string, spent: number, budget: number | null): Warning[] {
  if (budget === null || budget <= 0 || spent < budget * nearShare) return []
  return [{ kind, isGrave: spent >= budget, provider, share: spent / budget }]
}

function ofSlotBudgets({ slots, today }: Known): Warning[] {
  return slots.flatMap(({ id, settings }): Warning[] => {
    const spent = today?.slots.find(({ slot }) => slot === id)?.cost_usd ?? 0
    const budget = settings.dailyBudgetUsd
    if (budget === null || budget <= 0 || spent < budget * nearShare) return []
    return [{ kind: 'slotBudget', isGrave: spent >= budget, slot: settings.name, share: spent / budget }]
  })
}
