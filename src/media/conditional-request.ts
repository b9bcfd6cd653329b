import type { IncomingHttpHeaders } from 'node:http'
import { isAmongSeen } from '../entity-tag.ts'
import type { ByteRange } from './store.ts'

/** What identifies one state of a file to a cache. */
export interface Validators {
  /** Strong, with its quotes. */
  etag: string
  lastModified: Date
}

/** HTTP dates know whole seconds. */
const wholeSeconds = (date: Date) => Math.floor(date.getTime() / 1000)

function dateIn(header: string | undefined): number | undefined {
  const milliseconds = Date.parse(header ?? '')
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000)
}

/** RFC 9110 §13: does the caller already have this state? An entity tag, when given, is the only judge. */
export function isNotModified(headers: IncomingHttpHeaders, { etag, lastModified }: Validators): boolean {
  const isSeen = isAmongSeen(headers, etag)
  if (isSeen !== undefined) return isSeen
  const since = dateIn(headers['if-modified-since'])
  return since !== undefined && wholeSeconds(lastModified) <= since
}

/** RFC 9110 §13.1.5: a range of another state than this one would be glued to the wrong bytes. */
function isRangeOfThisState(condition: string | undefined, { etag, lastModified }: Validators): boolean {
  if (condition === undefined || condition === etag) return true
  return !condition.includes('"') && dateIn(condition) === wholeSeconds(lastModified)
}

/**
 * RFC 9110 §14: the one range that is asked for; `undefined` for the whole file, which also answers several ranges and
 * what nobody can read; `unsatisfiable` when the file has no such bytes.
 */
export function findRange(
  headers: IncomingHttpHeaders,
  size: number,
  validators: Validators,
): ByteRange | 'unsatisfiable' | undefined {
  const asked = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(headers.range ?? '')
  if (!asked || !isRangeOfThisState(headers['if-range']?.toString(), validators)) return undefined
  const [, first = '', last = ''] = asked
  if (first === '') return last === '' ? undefined : findSuffix(Number(last), size)
  const start = Number(first)
  const end = last === '' ? size - 1 : Number(last)
  if (end < start && last !== '') return undefined
  return start < size ? { start, end: Math.min(end, size - 1) } : 'unsatisfiable'
}

const findSuffix = (length: number, size: number): ByteRange | 'unsatisfiable' =>
  length === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - length), end: size - 1 }
