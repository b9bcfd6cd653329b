import type { Slot } from '../../../api/client.ts'

/** Every prompt once, with the newest revision that had it. Old settings may have any shape. */
export function promptsOf(slots: readonly Slot[]): { prompt: string; slot: Slot }[] {
  const found = new Map<string, Slot>()
  for (const slot of slots) {
    for (const { settings } of slot.settings.chain ?? []) {
      const prompt = settings?.prompt
      if (typeof prompt === 'string' && prompt.trim() !== '' && !found.has(prompt)) found.set(prompt, slot)
    }
  }
  return [...found].map(([prompt, slot]) => ({ prompt, slot }))
}
