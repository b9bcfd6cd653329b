import type { StepState } from './step.tsx'

const keyOf = (email: string) => `photochanger.first-start.${email}`
const first: readonly StepState[] = ['open', 'waiting', 'waiting', 'waiting']
const known: readonly unknown[] = ['open', 'waiting', 'done', 'skipped']

/** How far somebody has come in this window: a reload, or a look at another page, does not begin anew. */
export const rememberedSteps = {
  read(email: string): readonly StepState[] {
    try {
      const states = JSON.parse(sessionStorage.getItem(keyOf(email)) ?? 'null') as unknown
      const isWhole =
        Array.isArray(states) && states.length === first.length && states.every((one) => known.includes(one))
      return isWhole ? (states as StepState[]) : first
    } catch {
      return first
    }
  },
  write(email: string, states: readonly StepState[]): void {
    try {
      sessionStorage.setItem(keyOf(email), JSON.stringify(states))
    } catch {
      // Full or forbidden: then a reload begins anew.
    }
  },
}
