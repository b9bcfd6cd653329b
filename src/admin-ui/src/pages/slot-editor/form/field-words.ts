import { useTranslation } from 'react-i18next'
import type { More } from '../../../words/en-more.ts'
import type { JsonSchema } from './json-schema.ts'

type Words = More['slotEditor']

/** Names of fields and choices in the reader's language; those of services as the services have them. */
export function useFieldWords() {
  const { t, i18n } = useTranslation()
  // What a service calls its settings is known only to the gateway: the key may be anything.
  const has = (part: 'fields' | 'fieldHelp' | 'choices', key: string) =>
    /^[\w-]+$/.test(key) && i18n.exists(`slotEditor.${part}.${key}`)

  return {
    labelOf: (name: string, schema: JsonSchema = {}) =>
      has('fields', name) ? t(`slotEditor.fields.${name as keyof Words['fields']}`) : (schema.title ?? name),
    helpOf: (name: string, schema: JsonSchema = {}) =>
      has('fieldHelp', name)
        ? t(`slotEditor.fieldHelp.${name as keyof Words['fieldHelp']}`)
        : (schema.description ?? null),
    choiceOf: (value: string) =>
      has('choices', value) ? t(`slotEditor.choices.${value as keyof Words['choices']}`) : value,
  }
}

/** `chain.0.settings.model` as people say it. */
export function usePathWords(): (path: string) => string {
  const { t } = useTranslation()
  const { labelOf } = useFieldWords()
  return (path) => {
    const [head = '', ...rest] = path.split('.')
    if (head === 'templates') return [labelOf(head), ...rest].join(' › ')
    const names = rest.filter((key) => key !== 'settings')
    if (head !== 'chain') return [head, ...names].map((key) => labelOf(key)).join(' › ')
    const [at, ...inner] = names
    if (at === undefined) return t('slotEditor.chain.title')
    const choice = t('slotEditor.chain.choice', { number: Number(at) + 1 })
    return [choice, ...inner.map((key) => labelOf(key))].join(' › ')
  }
}
