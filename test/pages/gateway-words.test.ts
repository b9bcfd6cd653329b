import { readFileSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { roles } from '../../src/accounts/roles.ts'
import { addressOutcomes } from '../../src/address-check.ts'
import { isKind } from '../../src/admin-ui/src/pages/audit/kinds.ts'
import { first as deFirst } from '../../src/admin-ui/src/words/de.ts'
import { more as deMore } from '../../src/admin-ui/src/words/de-more.ts'
import { type English, first as enFirst } from '../../src/admin-ui/src/words/en.ts'
import { more as enMore } from '../../src/admin-ui/src/words/en-more.ts'
import { first as ruFirst } from '../../src/admin-ui/src/words/ru.ts'
import { more as ruMore } from '../../src/admin-ui/src/words/ru-more.ts'
import { readConfig } from '../../src/config.ts'
import { alsoDetails, detailSentences } from '../../src/detail-sentences.ts'
import { failureTable, isFailureCode } from '../../src/errors.ts'
import { alsoFields, fieldSentences } from '../../src/field-sentences.ts'
import { findingSentences } from '../../src/ingest/doctor/finding-sentences.ts'
import { hops } from '../../src/ledger.ts'
import { createLogger } from '../../src/log.ts'
import { openProviders } from '../../src/main.ts'
import { cleanedKinds } from '../../src/media/cleaning-pass.ts'
import { exportSentences } from '../../src/pix/exports/export-sentences.ts'
import { mailSentences } from '../../src/pix/mail/mail-sentences.ts'
import { findDetail } from '../../src/problem.ts'
import { alsoProbes, probeSentences } from '../../src/providers/probe-sentences.ts'
import { failureRules } from '../../src/providers/provider-failure.ts'
import { reasonLinks } from '../../src/queue/rehearsals/report.ts'
import { adviceSentences, verdictSentences } from '../../src/queue/rehearsals/report-sentences.ts'
import { deliverySentences } from '../../src/queue/webhooks/delivery-sentences.ts'
import { webhookEvents } from '../../src/queue/webhooks/webhook-event.ts'
import { createRemarks } from '../../src/remark.ts'
import { jobStatuses } from '../../src/schema.ts'
import { formSchemaOf } from '../../src/slots/form-schema.ts'
import { hintSentences } from '../../src/slots/hint-sentences.ts'
import { serverFiles, sourceDirectory } from '../support/source-files.ts'

const { remarks: en } = enMore

type Sentences = Readonly<Record<string, string>>

/** What the gateway says with a code, by the group that its codes begin with. */
const said: Record<keyof typeof en, Sentences> = {
  reason: Object.fromEntries(Object.entries(failureTable).map(([code, { sentence }]) => [code, sentence])),
  detail: detailSentences,
  field: fieldSentences,
  hint: hintSentences,
  finding: findingSentences,
  verdict: verdictSentences,
  advice: adviceSentences,
  probe: probeSentences,
  delivery: deliverySentences,
  mail: mailSentences,
  export: exportSentences,
}
const placesIn = (sentence: string) => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

for (const [group, sentences] of Object.entries(said)) {
  t.test(`the pages have words for everything that the gateway says: ${group}`, async (t) => {
    t.strictSame(en[group as keyof typeof en], sentences, 'English is the gateway’s own')
    for (const [language, words] of Object.entries({ de: deMore.remarks, ru: ruMore.remarks })) {
      const translated: Sentences = words[group as keyof typeof en]
      for (const [code, sentence] of Object.entries(sentences)) {
        t.ok(translated[code], `${language}: ${group}.${code}`)
        t.strictSame(placesIn(translated[code] ?? ''), placesIn(sentence), `${language}: ${group}.${code}`)
        // Codes of programs are the same everywhere.
        if (/[a-z]{3}/.test(sentence.replaceAll(/\{\{\w+\}\}/g, '')))
          t.not(translated[code], sentence, `${language}: ${group}.${code} is still English`)
      }
    }
  })
}

t.test('the same sentence in other words has no place less', async (t) => {
  const others: [Readonly<Record<string, string>>, Sentences][] = [
    [alsoDetails, detailSentences],
    [alsoFields, fieldSentences],
    [alsoProbes, probeSentences],
  ]
  for (const [also, sentences] of others)
    for (const [sentence, code] of Object.entries(also))
      for (const name of placesIn(sentences[code] ?? '')) t.ok(placesIn(sentence).includes(name), sentence)
})

/** Said to programs, to whoever starts the gateway, or with a stranger's words in it. */
const forOthers = [
  'The signature of this message is not valid.',
  'The head of the request is too large.',
  'This is not a valid HTTP request.',
  'The request is not a valid photo upload.',
  // Each of its reasons is a sentence with a code.
  'The mask of this slot 1.',
]

t.test('every sentence that a failure gives beyond its reason has a code', async (t) => {
  const literal = /(?:\bdetails(?: =|:)\s+|\b(?:invalid|busy)\(\s*)(['"`])((?:(?!\1).)+)\1/gs
  let seen = 0
  for (const file of serverFiles.filter((each) => !/^(cli|main|data-directory|postgres|embedded)/.test(each))) {
    for (const [, , sentence = ''] of readFileSync(path.join(sourceDirectory, file), 'utf8').matchAll(literal)) {
      const example = sentence.replaceAll(/\$\{[^}]*\}/g, '1')
      if (!/^[A-Z1].*\.$/s.test(example) || forOthers.includes(example)) continue
      seen += 1
      t.ok(findDetail(example), `${file}: ${example}`)
    }
  }
  t.ok(seen > 50, `${seen} sentences`)
})

const inSnakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const inCamelCase = (name: string) => name.replaceAll(/\.(\w)/g, (_, letter: string) => letter.toUpperCase())
/** They begin with the name of a field, or of a service. */
const verbs = /^(is|must|has|takes|needs|was|does|did|cannot|answers|accepts|broke|knows|fal does|fal takes) /

t.test('so has what is wrong with a field, and what a test of a service says', async (t) => {
  const { find: findField } = createRemarks('field', fieldSentences, alsoFields)
  const { find: findProbe } = createRemarks('probe', probeSentences, alsoProbes)
  const literal = /(?:\bsays(?: =|:)\s+|^ {2}(?:auth|\w+_\w+|overloaded|malformed): )(['`])((?:(?!\1).)+)\1/gm
  let seen = 0
  for (const file of serverFiles.filter((each) => /^(providers|slots)\//.test(each) && !each.includes('sentences'))) {
    for (const [, , sentence = ''] of readFileSync(path.join(sourceDirectory, file), 'utf8').matchAll(literal)) {
      const example = sentence.replaceAll(/\$\{[^}]*\}+/g, '1').replace('1number', 'number')
      if (!verbs.test(example)) continue
      seen += 1
      t.ok(findField(example) ?? findProbe(example) ?? findProbe(`${example} (why)`), `${file}: ${example}`)
    }
  }
  t.ok(seen > 40, `${seen} sentences`)
})

const english = { ...enFirst, ...enMore }
const languages = { en: english, de: { ...deFirst, ...deMore }, ru: { ...ruFirst, ...ruMore } }

const listed: [what: string, names: readonly string[], wordsOf: (words: English) => object][] = [
  ['why calls fail', Object.keys(failureRules), ({ jobs }) => jobs.failureKinds],
  ['why jobs fail', [...new Set(Object.values(failureRules).map(({ code }) => code))], ({ reasons }) => reasons],
  ['hops', hops, ({ jobs }) => jobs.hops],
  ['states of jobs', jobStatuses, ({ jobs }) => jobs.statuses],
  ['what the cleaner takes away', cleanedKinds.map(inSnakeCase), ({ cleaner }) => cleaner.kinds],
  ['weakest links', reasonLinks, ({ rehearsal }) => rehearsal.links],
  ['outcomes of a look at an address', addressOutcomes, ({ settings }) => settings.address.outcomes],
  ['roles', roles, ({ shell }) => shell.roles],
  ['webhook events', webhookEvents.map(inCamelCase), ({ webhooks }) => webhooks],
]

for (const [what, names, wordsOf] of listed) {
  t.test(`every language has words for each of the gateway’s names: ${what}`, async (t) => {
    t.ok(names.length > 1)
    for (const [language, words] of Object.entries(languages))
      for (const name of names) t.ok(Object.hasOwn(wordsOf(words as English), name), `${language}: ${name}`)
  })
}

t.test('no reason has words that the gateway does not know', async (t) => {
  for (const name of [...Object.keys(english.reasons), ...Object.keys(english.jobs.reasons)])
    t.ok(isFailureCode(name), name)
})

t.test('every change that is put on record has a name', async (t) => {
  const written = serverFiles.flatMap((file) => {
    const text = readFileSync(path.join(sourceDirectory, file), 'utf8')
    const told = text.matchAll(/(?:what:|(?:slotRemoved|ingestPasswordChanged) =)[^'\n]*'([a-z_]+\.[a-z_]+)'/g)
    return [...told].map(([, what = '']) => what)
  })
  t.ok(written.length > 25)
  for (const what of written) t.ok(isKind(what), what)
})

type Schema = { properties?: Record<string, Schema>; description?: string }

t.test('every field of a form that a provider has is called by a name in each language', async (t) => {
  const config = readConfig({ DATA_DIR: t.testdir(), DATABASE_URL: 'postgres://localhost/none' })
  const { world, close } = await openProviders(config, createLogger('silent'))
  t.teardown(close)
  const asked = new Map<string, boolean>()
  const look = ({ properties = {} }: Schema) => {
    for (const [name, schema] of Object.entries(properties)) {
      asked.set(name, (asked.get(name) ?? false) || schema.description !== undefined)
      look(schema)
    }
  }
  const operations = Object.values(world.providers).flatMap((provider) => Object.entries(provider.operations))
  for (const [, { settings, forms }] of operations) {
    look(formSchemaOf(settings) as Schema)
    for (const form of forms?.() ?? []) look(form.settings as Schema)
  }
  t.ok(asked.size > 30)
  for (const [language, { slotEditor }] of Object.entries(languages)) {
    for (const [name, isExplained] of asked) {
      t.ok(Object.hasOwn(slotEditor.fields, name), `${language}: ${name}`)
      if (isExplained) t.ok(Object.hasOwn(slotEditor.fieldHelp, name), `${language}: what ${name} means`)
    }
    for (const [operation] of operations)
      t.ok(Object.hasOwn(slotEditor.choices, operation), `${language}: ${operation}`)
  }
})
