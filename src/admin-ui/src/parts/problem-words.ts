import type { Problem } from '../api/remark.ts'
import { usePathWords } from './field-words.ts'
import { useRemarkWords } from './remark-words.ts'

const place = /^(configurations\.\d+\.)?settings\./

type InWords = (problems: readonly Problem[]) => Readonly<Record<string, string>>

/** By the places of their fields in the settings; '' is what belongs to no field. */
export const byPlace = (problems: readonly Problem[], say: (problem: Problem) => string) =>
  Object.fromEntries(problems.map((problem) => [(problem.field ?? '').replace(place, ''), say(problem)]))

/** What is wrong with settings, in words. */
export function useProblemWords(): InWords {
  const { say } = useRemarkWords()
  return (problems) => byPlace(problems, say)
}

/** Words by their places as sentences, each with the name of its field. */
export function useNamedProblems(): (inWords: Readonly<Record<string, string>>) => string[] {
  const nameOf = usePathWords()
  return (inWords) => Object.entries(inWords).map(([path, says]) => (path === '' ? says : `${nameOf(path)}: ${says}`))
}

/** The same as one text. */
export function useProblemList(): (problems: readonly Problem[]) => string {
  const named = useNamedProblems()
  const inWords = useProblemWords()
  return (problems) => named(inWords(problems)).join('; ')
}
