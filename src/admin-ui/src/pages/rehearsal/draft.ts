import type { Plan } from '../../api/rehearsals.ts'

/** What is typed; '' while a field is empty. */
type Typed = number | ''

export interface DraftRow {
  slot: string
  booths: Typed
  shots_per_minute: Typed
}

export interface Draft {
  rows: DraftRow[]
  event_hours: Typed
  minutes: Typed
  photo_megapixels: Typed
  mode: Plan['mode']
  max_cost_usd: Typed
}

const stored = 'photochanger.rehearsal'
const newRow = (slot: string): DraftRow => ({ slot, booths: 2, shots_per_minute: 1 })

const firstDraft = (slot: string): Draft => ({
  ...{ rows: [newRow(slot)], event_hours: 4, minutes: 5, photo_megapixels: 12, mode: 'stand_in', max_cost_usd: 5 },
})

/** As it was typed last in this browser, as far as its slots are still there. */
export function rememberedDraft(slots: readonly string[]): Draft {
  const first = firstDraft(slots[0] ?? '')
  try {
    const remembered = { ...first, ...(JSON.parse(localStorage.getItem(stored) ?? '{}') as Partial<Draft>) }
    const rows = remembered.rows.filter(({ slot }) => slots.includes(slot))
    return { ...remembered, rows: rows.length > 0 ? rows : first.rows }
  } catch {
    return first
  }
}

export function remember(draft: Draft): void {
  try {
    localStorage.setItem(stored, JSON.stringify(draft))
  } catch {
    // Full or forbidden: then it is typed again.
  }
}

export const withAnotherRow = (draft: Draft, slots: readonly string[]): Draft => {
  const free = slots.find((id) => draft.rows.every(({ slot }) => slot !== id))
  return free === undefined ? draft : { ...draft, rows: [...draft.rows, newRow(free)] }
}

export const draftOf = ({ slots, event_hours, minutes, photo_megapixels, mode, max_cost_usd }: Plan): Draft => ({
  ...firstDraft(''),
  ...{ rows: slots, minutes, mode },
  ...(event_hours !== undefined && { event_hours }),
  ...(photo_megapixels !== undefined && { photo_megapixels }),
  ...(max_cost_usd !== undefined && { max_cost_usd }),
})

/** Null while something is missing. */
export function planOf(draft: Draft): Plan | null {
  const { rows, event_hours, minutes, photo_megapixels, mode, max_cost_usd } = draft
  const slots = rows.flatMap(({ slot, booths, shots_per_minute }) =>
    booths === '' || shots_per_minute === '' ? [] : [{ slot, booths, shots_per_minute }],
  )
  const isWhole = slots.length === rows.length && event_hours !== '' && minutes !== '' && photo_megapixels !== ''
  if (!isWhole || (mode === 'real' && max_cost_usd === '')) return null
  return {
    ...{ slots, event_hours, minutes, photo_megapixels, mode },
    ...(mode === 'real' && max_cost_usd !== '' && { max_cost_usd }),
  }
}

export const shotsPerMinute = ({ rows }: Draft) =>
  rows.reduce((sum, { booths, shots_per_minute: shots }) => sum + Number(booths) * Number(shots), 0)
