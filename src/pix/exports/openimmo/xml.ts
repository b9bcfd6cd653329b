/** An element as it is written: its text, or its children. */
export interface Element {
  name: string
  attributes: Readonly<Record<string, string>>
  content: string | readonly Element[]
}

type Given = Element | null | undefined

/** What is null is left out. */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: string | readonly Given[] = '',
): Element => ({
  name,
  attributes,
  content: typeof content === 'string' ? content : content.filter((each): each is Element => !!each),
})

/** An element with a text; none without one. */
export const field = (name: string, text: string | number | null | undefined): Element | null =>
  text === null || text === undefined || text === '' ? null : element(name, {}, String(text))

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** Without what XML 1.0 has no way to write. */
const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (sign) => entities[sign] ?? '')

/** Children stand in the order of `order`, whatever order they are given in; one that it does not name is a bug. */
export function writeXml(root: Element, order: Readonly<Record<string, readonly string[]>>): Buffer {
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${write(root, order, '')}`)
}

function write(
  { name, attributes, content }: Element,
  order: Readonly<Record<string, readonly string[]>>,
  at: string,
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
  const head = `${at}<${name}${written.join('')}`
  if (content.length === 0) return `${head}/>\n`
  if (typeof content === 'string') return `${head}>${escapeXml(content)}</${name}>\n`
  const places = order[name] ?? []
  const placeOf = (child: Element) => {
    const place = places.indexOf(child.name)
    if (place < 0) throw new Error(`${name} has no place for ${child.name}`)
    return place
  }
  const sorted = content.toSorted((one, other) => placeOf(one) - placeOf(other))
  return `${head}>\n${sorted.map((child) => write(child, order, `${at}  `)).join('')}${at}</${name}>\n`
}
