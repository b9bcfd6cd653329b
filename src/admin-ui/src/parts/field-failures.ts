import { Failure } from '../api/failure.ts'
import { useRemarkWords } from './remark-words.ts'

/** What is wrong with single fields, by their names; nothing when it is about none. */
export function useFieldFailures(error: unknown): Partial<Record<string, string>> {
  const { say } = useRemarkWords()
  if (!(error instanceof Failure) || error.status !== 422) return {}
  return Object.fromEntries(
    error.problems.flatMap((problem) => (problem.field === null ? [] : [[problem.field, say(problem)]])),
  )
}
