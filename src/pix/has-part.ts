import { type AnyColumn, ilike, or, type SQL } from '../drizzle.ts'

/** That one of the columns has this text in it, in small letters or capitals; undefined when nothing is looked for. */
export function hasPart(text: string | undefined, columns: readonly AnyColumn[]): SQL | undefined {
  if (text === undefined) return undefined
  const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return or(...columns.map((column) => ilike(column, pattern)))
}
