import type { Transaction } from '../database.ts'
import { type SQL, type SQLWrapper, sql } from '../drizzle.ts'
import { jobs, jobTexts } from '../schema.ts'

/**
 * Search for any part of what clients have written, on every PostgreSQL. Its own way to do that, pg_trgm, is an extension
 * that many a hosted database does not offer; a tsvector knows whole words only, and a guest's half-remembered address
 * is no word.
 *
 * So each text is kept with its trigrams as numbers, under a plain GIN index. Each number is mixed with the day of the
 * job: a term is looked up day by day, newest first, and the work ends with the page. Without the day, a term that stands
 * in a hundred thousand old jobs would have to be read whole before its newest fifty are known. Numbers may
 * collide, so whatever they find is compared with the text itself.
 */

/** Clients write far less; somebody's novel must not make ten thousand entries. */
const mostTextCharacters = 2000
export const gramLength = 3
/** More of them hardly narrow a search. */
const mostSearchedGrams = 24
const dayMilliseconds = 86_400_000
/** Spreads the days; times any day before 2115 it is an integer of PostgreSQL's. */
const dayFactor = 40_503

/** As texts are kept and compared. */
export const foldText = (text: string) => text.normalize('NFC').toLowerCase().replaceAll('\0', '')

function textOf(fields: Readonly<Record<string, string>>): string {
  const text = Object.entries(fields).flat().join('\n')
  return foldText(text).slice(0, mostTextCharacters)
}

/** FNV-1a over three characters, as PostgreSQL's integer. */
function gramAt(text: string, at: number): number {
  let hash = 0x811c9dc5
  for (let index = at; index < at + gramLength; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash | 0
}

/** Every trigram of a text, once. */
export function gramsOf(text: string): number[] {
  const grams = new Set<number>()
  for (let at = 0; at + gramLength <= text.length; at += 1) grams.add(gramAt(text, at))
  return [...grams]
}

/** As many of a term's trigrams as narrow a search. */
export function searchedGrams(term: string): number[] {
  const grams = gramsOf(term)
  const step = Math.max(1, Math.floor(grams.length / mostSearchedGrams))
  return grams.filter((_gram, at) => at % step === 0)
}

/** Whole days in UTC since 1970. */
export const dayOf = (moment: Date) => Math.floor(moment.getTime() / dayMilliseconds)

/** What the index holds for texts of that day. */
export const gramsOfDay = (grams: SQLWrapper, day: SQL) =>
  sql`array(select gram # (${day} * ${dayFactor}::int) from unnest(${grams}::int[]) as gram)`

/** Part of the transaction that makes the job. */
export async function keepText(tx: Transaction, jobId: string, fields: Readonly<Record<string, string>>) {
  const text = textOf(fields)
  if (text === '') return
  const day = sql`((${jobs.receivedAt} at time zone 'UTC')::date - date '1970-01-01')`
  await tx.execute(sql`
    insert into ${jobTexts} (job_id, text, grams)
    select ${jobs.id}, ${text}, ${gramsOfDay(sql.param(gramsOf(text)), day)}
    from ${jobs} where ${jobs.id} = ${jobId}`)
}
