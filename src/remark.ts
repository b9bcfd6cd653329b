import { z } from 'zod'

/** A sentence for people that programs understand, too: a page says it in its reader's language, by the code. */
export const remarkSchema = z
  .object({
    code: z.string().describe('What it says, as in `hint.no_budget`. More may come.'),
    params: z.record(z.string(), z.union([z.string(), z.number()])).describe('What stands in it.'),
    text: z.string().describe('The same in English.'),
  })
  .meta({ id: 'Remark' })

export type Remark = z.infer<typeof remarkSchema>
type Param = string | number

type NamesIn<Sentence extends string> = Sentence extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never
type ParamsOf<Sentence extends string> = [NamesIn<Sentence>] extends [never]
  ? []
  : [params: Readonly<Record<NamesIn<Sentence>, Param>>]

const place = /\{\{(\w+)\}\}/g
/** What a stranger has written may be in it, and is not looked through for ever. */
const mostCharacters = 600
const english = new Intl.NumberFormat('en')

const fill = (sentence: string, params: Readonly<Record<string, Param>>) =>
  sentence.replaceAll(place, (_, name: string) => {
    const value = params[name] ?? ''
    return typeof value === 'number' ? english.format(value) : value
  })

/**
 * Sentences with places for what stands in them, by code. `say` makes one; `find` knows one again that comes from a row
 * or from another room, where it is a text and nothing else. `also` are the same sentences in other words.
 */
export function createRemarks<const Sentences extends Readonly<Record<string, string>>>(
  group: string,
  sentences: Sentences,
  also: Readonly<Record<string, keyof Sentences & string>> = {},
) {
  const known = [
    ...Object.entries(sentences).map(([code, sentence]) => patternOf(sentence, code)),
    ...Object.entries(also).map(([sentence, code]) => patternOf(sentence, code)),
  ].toSorted((one, other) => other.exactness - one.exactness)

  return {
    say<Code extends keyof Sentences & string>(code: Code, ...given: ParamsOf<Sentences[Code]>): Remark {
      const params: Record<string, Param> = { ...given[0] }
      return { code: `${group}.${code}`, params, text: fill(sentences[code] ?? '', params) }
    },
    find(text: string): Remark | null {
      if (text.length > mostCharacters) return null
      for (const { pattern, code } of known) {
        const found = pattern.exec(text)
        if (found) return { code: `${group}.${code}`, params: { ...found.groups }, text }
      }
      return null
    },
  }
}

/** What has more of its own words comes first: `must be one of a, b` is no `must be …`. */
function patternOf(sentence: string, code: string) {
  const literals = sentence.split(/\{\{\w+\}\}/)
  const source = sentence
    .split(/(\{\{\w+\}\})/)
    .map((piece) => piece.replace(/^\{\{(\w+)\}\}$/, '(?<$1>.+?)'))
    .map((piece) => (piece.startsWith('(?<') ? piece : piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')))
  return { code, pattern: new RegExp(`^${source.join('')}$`, 's'), exactness: literals.join('').length }
}
