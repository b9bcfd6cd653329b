import { Failure } from '../../../api/failure.ts'
import { useProblemWords } from '../../../parts/problem-words.ts'

/** What is wrong, by the path of its field; '' is what belongs to no field. */
export type Problems = Readonly<Record<string, string>>

/** The gateway says all that is wrong with settings at once; null when something else has failed. */
export function problemsOf(error: unknown, inWords: ReturnType<typeof useProblemWords>): Problems | null {
  if (!(error instanceof Failure) || error.status !== 422 || error.problems.length === 0) return null
  return inWords(error.problems)
}

export function useProblemsOf(): (error: unknown) => Problems | null {
  const inWords = useProblemWords()
  return (error) => problemsOf(error, inWords)
}

/** Of a field, or of what is inside it. */
export const isWithin = (field: string, path: string) => field === path || field.startsWith(`${path}.`)
