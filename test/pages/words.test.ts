import t from 'tap'
import { first as deFirst } from '../../src/admin-ui/src/words/de.ts'
import { more as deMore } from '../../src/admin-ui/src/words/de-more.ts'
import { first as enFirst } from '../../src/admin-ui/src/words/en.ts'
import { more as enMore } from '../../src/admin-ui/src/words/en-more.ts'
import { first as ruFirst } from '../../src/admin-ui/src/words/ru.ts'
import { more as ruMore } from '../../src/admin-ui/src/words/ru-more.ts'

type Words = { readonly [key: string]: string | Words }

const en = { ...enFirst, ...enMore }
const de = { ...deFirst, ...deMore }
const ru = { ...ruFirst, ...ruMore }

function sentencesOf(words: Words, before = ''): [key: string, sentence: string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[before + key, value] as [string, string]] : sentencesOf(value, `${before}${key}.`),
  )
}

const plural = /_(zero|one|two|few|many|other)$/
const stemOf = (key: string) => key.replace(plural, '')
const placeholdersIn = (sentence: string) => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

const english = new Map(sentencesOf(en))
const placeholders = new Map(sentencesOf(en).map(([key, sentence]) => [stemOf(key), placeholdersIn(sentence)]))

for (const [language, words] of Object.entries<Words>({ en, de, ru })) {
  const sentences = sentencesOf(words)

  t.test(`${language} has every sentence that English has, and no other`, async (t) => {
    t.same([...new Set(sentences.map(([key]) => stemOf(key)))].sort(), [...placeholders.keys()].sort())
    t.same(
      sentences.filter(([, sentence]) => sentence.trim() === ''),
      [],
    )
  })

  t.test(`${language} puts the same things into its sentences`, async (t) => {
    for (const [key, sentence] of sentences) t.same(placeholdersIn(sentence), placeholders.get(stemOf(key)), key)
  })

  t.test(`${language} has all of its plurals`, async (t) => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const counted = [...english.keys()].filter((key) => key.endsWith('_other')).map(stemOf)
    t.ok(counted.length > 0)
    const keys = new Set(sentences.map(([key]) => key))
    for (const stem of counted) for (const form of forms) t.ok(keys.has(`${stem}_${form}`), `${stem}_${form}`)
  })
}
