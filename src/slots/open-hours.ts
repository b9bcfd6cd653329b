import type { SlotSettings } from './slot.ts'

type OpenHours = Pick<SlotSettings, 'openFrom' | 'openUntil'>

const written = (moment: string) => `${new Date(moment).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** Why no photo is taken at this moment, in a sentence; null when one is. The end itself is outside. */
export function whyClosed({ openFrom, openUntil }: OpenHours, now: Date): string | null {
  if (openUntil !== null && Date.parse(openUntil) <= now.getTime()) return `This slot closed on ${written(openUntil)}.`
  if (openFrom !== null && Date.parse(openFrom) > now.getTime()) return `This slot opens on ${written(openFrom)}.`
  return null
}

/** Would it never open at all? */
export const neverOpens = ({ openFrom, openUntil }: OpenHours) =>
  openFrom !== null && openUntil !== null && Date.parse(openUntil) <= Date.parse(openFrom)
