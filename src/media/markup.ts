const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')

/** Text that is HTML already. */
export interface Markup {
  markup: string
}

/** A template whose values are text: each of them is escaped, markup is not. */
export function html(strings: TemplateStringsArray, ...values: (string | number | Markup)[]): Markup {
  const written = values.map((value) => (typeof value === 'object' ? value.markup : escapeHtml(String(value))))
  return { markup: String.raw({ raw: strings }, ...written) }
}

export const joined = (parts: Markup[]): Markup => ({ markup: parts.map(({ markup }) => markup).join('\n') })
