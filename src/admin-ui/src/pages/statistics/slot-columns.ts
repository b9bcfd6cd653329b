import type { SlotFigures } from '../../api/statistics.ts'

/** What is told of each slot, in this order. */
export const columns = [
  { key: 'photos', kind: 'count', of: ({ jobs }: SlotFigures) => jobs },
  { key: 'success', kind: 'share', of: ({ success_rate: rate }: SlotFigures) => rate },
  { key: 'timeouts', kind: 'count', of: ({ timeout }: SlotFigures) => timeout },
  { key: 'failed', kind: 'count', of: ({ failed }: SlotFigures) => failed },
  { key: 'refused', kind: 'count', of: ({ refused }: SlotFigures) => refused },
  { key: 'ownMost', kind: 'time', of: ({ own_overhead_ms: own }: SlotFigures) => own.p95 },
  { key: 'providerMost', kind: 'time', of: ({ provider_ms: provider }: SlotFigures) => provider.p95 },
  { key: 'cost', kind: 'money', of: ({ cost_usd: cost }: SlotFigures) => cost },
] as const

export type Column = (typeof columns)[number]
export type SortKey = Column['key'] | 'name'

export interface Order {
  by: SortKey
  isDescending: boolean
}

/** What is not known comes last, whichever way. */
export function sortSlots(
  slots: readonly SlotFigures[],
  { by, isDescending }: Order,
  nameOf: (id: string) => string,
): SlotFigures[] {
  const sign = isDescending ? -1 : 1
  const column = columns.find(({ key }) => key === by)
  return slots.toSorted((one, other) => {
    if (!column) return sign * nameOf(one.slot).localeCompare(nameOf(other.slot))
    const [first, second] = [column.of(one), column.of(other)]
    if (first === null || second === null) return Number(first === null) - Number(second === null)
    return sign * (first - second)
  })
}

/** For a spreadsheet: plain numbers, and no name that it would take for a formula. */
export function slotsCsv(slots: readonly SlotFigures[], nameOf: (id: string) => string): string {
  const head = ['slot', 'name', ...columns.map(({ key, kind }) => `${key}${suffixes[kind]}`)]
  const rows = slots.map((one) => [one.slot, nameOf(one.slot), ...columns.map(({ of }) => of(one) ?? '')])
  return [head, ...rows].map((cells) => cells.map(cellOf).join(',')).join('\r\n')
}

const suffixes = { count: '', share: '', time: '_ms', money: '_usd' } as const

function cellOf(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return `"${harmless.replaceAll('"', '""')}"`
}
