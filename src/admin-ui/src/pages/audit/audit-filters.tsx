import { NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditFilter } from '../../api/audit.ts'
import classes from './audit-filters.module.css'
import { type Kind, kinds, type Thing } from './kinds.ts'

const typingMilliseconds = 400

/** By who, what and when. */
export function AuditFilters({ filter, onChange }: { filter: AuditFilter; onChange(filter: AuditFilter): void }) {
  const { t } = useTranslation()
  const groups = (Object.keys(kinds) as Thing[]).map((thing) => ({
    group: t(`audit.things.${thing}`),
    items: [
      { value: thing, label: t('audit.allOf', { thing: t(`audit.things.${thing}`) }) },
      ...kinds[thing].map((event) => {
        const kind = `${thing}.${event}` as Kind
        return { value: kind, label: t(`audit.kinds.${kind}`) }
      }),
    ],
  }))
  const day = (field: 'from' | 'to') => (
    <TextInput
      type="date"
      label={t(`audit.${field}`)}
      value={filter[field] ?? ''}
      onChange={({ currentTarget }) => onChange({ ...filter, [field]: currentTarget.value || undefined })}
    />
  )
  return (
    <search className={classes.filters}>
      <Who who={filter.who ?? ''} onChange={(who) => onChange({ ...filter, who: who || undefined })} />
      <NativeSelect
        label={t('audit.what')}
        value={filter.what ?? ''}
        onChange={({ currentTarget }) => onChange({ ...filter, what: currentTarget.value || undefined })}
        data={[{ value: '', label: t('audit.everything') }, ...groups]}
      />
      {day('from')}
      {day('to')}
    </search>
  )
}

/** Looked for when somebody stops typing. */
function Who({ who, onChange }: { who: string; onChange(who: string): void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(who)
  const [seen, setSeen] = useState(who)
  if (who !== seen) {
    // Somebody was chosen in the list.
    setSeen(who)
    if (who !== typed.trim()) setTyped(who)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed is what counts
  useEffect(() => {
    if (typed.trim() === who) return
    const timer = setTimeout(() => onChange(typed.trim()), typingMilliseconds)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <TextInput
      type="search"
      label={t('audit.who')}
      placeholder={t('audit.whoHelp')}
      autoComplete="off"
      spellCheck={false}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
    />
  )
}
