import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { groupBy } from './invariant.ts'

interface LogLine {
  level: number
  msg: string
  err?: { message?: string; stack?: string; cause?: { message?: string } }
}

const errorLevel = 50
const fatalLevel = 60
const wordsAtMost = 300

/** Why it ended, as far as it could say so. */
export function readLastWords(log: string): string {
  const text = readFileSync(log, 'utf8')
  const lines = parseLines(text).slice(-20)
  const last = lines.findLast(({ level }) => level >= fatalLevel) ?? lines.at(-1)
  if (!last?.err) return text.slice(-wordsAtMost)
  const frames = last.err.stack?.split('\n    at ').slice(1, 4).join(' < ')
  return `${last.msg}: ${describe(last)} (${frames})`.slice(0, 2 * wordsAtMost)
}

/** What the nodes called an error, each kind once with its number. */
export function countErrors(folder: string): string[] {
  const lines = readdirSync(folder).flatMap((name) => parseLines(readFileSync(path.join(folder, name), 'utf8')))
  const errors = lines.filter(({ level }) => level >= errorLevel)
  const kinds = groupBy(errors, (line) => `${line.msg}: ${describe(line)}`)
  return [...kinds]
    .sort(([, some], [, others]) => others.length - some.length)
    .map(([kind, ones]) => `${ones.length} × ${kind}`)
}

function describe({ err }: LogLine): string {
  const words = [err?.message, err?.cause?.message].filter((text) => text !== undefined)
  return words.map((text) => text.split('\n', 1)[0]?.slice(0, 120)).join(' ← ')
}

function parseLines(text: string): LogLine[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as LogLine]
    } catch {
      return [] // a stack on standard error, or a line that a kill cut in two
    }
  })
}
