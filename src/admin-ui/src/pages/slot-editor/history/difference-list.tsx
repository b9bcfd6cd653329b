import { useTranslation } from 'react-i18next'
import { useFieldWords, usePathWords } from '../../../parts/field-words.ts'
import { useFormats } from '../../../words/formats.ts'
import type { Difference } from '../draft/differences.ts'
import classes from './difference-list.module.css'

/** What differs, field by field, in words; long texts under each other. */
export function DifferenceList({ differences }: { differences: readonly Difference[] }) {
  const { t } = useTranslation()
  const nameOf = usePathWords()
  const say = useSayValue()
  if (differences.length === 0) return <p className={classes.none}>{t('slotEditor.noDifference')}</p>
  return (
    <dl className={classes.list}>
      {differences.map(({ field, before, after }) => (
        <div key={field} className={classes.row}>
          <dt>{nameOf(field)}</dt>
          <dd className={classes.before}>
            <span className="only-heard">{t('slotEditor.before')}: </span>
            {say(before, field)}
          </dd>
          <dd className={classes.after}>
            <span className="only-heard">{t('slotEditor.after')}: </span>
            {say(after, field)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const moments = new Set(['openFrom', 'openUntil'])

function useSayValue(): (value: unknown, field?: string) => string {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const { choiceOf, labelOf } = useFieldWords()
  const say = (value: unknown, field = ''): string => {
    if (value === null || value === undefined || value === '') return t('slotEditor.nothing')
    if (typeof value === 'boolean') return value ? t('slotEditor.on') : t('slotEditor.off')
    // In the reader's own time, as in the field where it was typed.
    if (moments.has(field) && !Number.isNaN(Date.parse(String(value)))) return moment(String(value))
    if (typeof value === 'string') return choiceOf(value)
    if (typeof value !== 'object') return String(value)
    return Object.entries(value)
      .map(([key, inner]) => `${labelOf(key)}: ${say(inner)}`)
      .join(' · ')
  }
  return say
}
