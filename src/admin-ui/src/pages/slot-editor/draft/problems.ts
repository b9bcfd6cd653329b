import { Failure } from '../../../api/failure.ts'

/** What is wrong, by the path of its field; '' is what belongs to no field. */
export type Problems = Readonly<Record<string, string>>

const place = /^(configurations\.\d+\.)?settings\./
const problem = /^([\w.-]+): (.+)$/s

/** The gateway says all problems at once: `chain.0.settings.strength: must be at most 100; output.quality: …`. */
export function problemsOf(error: unknown): Problems | null {
  if (!(error instanceof Failure) || error.status !== 422 || error.details === null) return null
  const found: Record<string, string> = {}
  for (const part of error.details.split(/; (?=[\w.-]+: )/)) {
    const [, field, says] = problem.exec(part) ?? []
    if (field === undefined || says === undefined) found[''] = part
    else found[field === 'body' ? '' : field.replace(place, '')] = says
  }
  return found
}

/** Of a field, or of what is inside it. */
export const isWithin = (field: string, path: string) => field === path || field.startsWith(`${path}.`)
