import { Failure } from '../api/failure.ts'

/** What the gateway said of single fields, by their names, as in `public_base_url: must be …; locale: …`. */
export function fieldFailures(error: unknown): Partial<Record<string, string>> {
  if (!(error instanceof Failure) || error.status !== 422) return {}
  const parts = (error.details ?? '').split('; ').map((part) => /^([\w.]+): (.+)$/s.exec(part))
  return Object.fromEntries(parts.flatMap((found) => (found ? [[found[1] ?? '', found[2] ?? '']] : [])))
}
