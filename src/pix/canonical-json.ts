import { createHash } from 'node:crypto'

/** A value of JSON, and nothing that JSON would change or leave out. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * The one way to write a value: keys in the order of their UTF-16 units, two spaces, LF at every end of line. The same
 * value is the same bytes, whoever writes it. What JSON cannot say is a bug of the writer.
 */
export function writeCanonicalJson(value: unknown): string {
  return `${write(value as Json, '\n')}\n`
}

function write(value: Json, lineEnd: string): string {
  if (Array.isArray(value)) {
    return block(
      '[]',
      value.map((item: Json) => write(item, `${lineEnd}  `)),
      lineEnd,
    )
  }
  if (typeof value === 'object' && value !== null) {
    if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null) throw notJson()
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
    return block(
      '{}',
      entries.map(([key, item]) => `${JSON.stringify(key)}: ${write(item, `${lineEnd}  `)}`),
      lineEnd,
    )
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw notJson()
  const text: string | undefined = typeof value === 'bigint' ? undefined : JSON.stringify(value)
  if (text === undefined) throw notJson()
  return text
}

const notJson = () => new Error('not a value of JSON')

function block(brackets: string, items: string[], lineEnd: string): string {
  const [open = '', close = ''] = brackets
  if (items.length === 0) return brackets
  return `${open}${items.map((item) => `${lineEnd}  ${item}`).join(',')}${lineEnd}${close}`
}

/** SHA-256 of the value in hexadecimal, without the fields that say when it was made and which one it is. */
export function contentHash(value: Readonly<Record<string, unknown>>, besides: readonly string[]): string {
  const content = Object.fromEntries(Object.entries(value).filter(([key]) => !besides.includes(key)))
  return createHash('sha256').update(writeCanonicalJson(content)).digest('hex')
}
