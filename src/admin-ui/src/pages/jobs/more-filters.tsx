import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { providersQuery } from '../../api/providers.ts'
import { type JobSearch, type Source, sources } from './job-search.ts'
import classes from './search-bar.module.css'

interface MoreFiltersProps {
  search: JobSearch
  onChange(part: JobSearch): void
}

export function MoreFilters({ search, onChange }: MoreFiltersProps) {
  const { t } = useTranslation()
  const { data: providers = [] } = useQuery(providersQuery)
  const reasons = Object.entries<string>(t('jobs.reasons', { returnObjects: true }))
  const any = { value: '', label: t('jobs.any') }
  return (
    <div className={classes.more}>
      <NativeSelect
        label={t('jobs.reason')}
        value={search.reason ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ reason: value })}
        data={[any, ...reasons.map(([value, label]) => ({ value, label }))]}
      />
      <NativeSelect
        label={t('jobs.provider')}
        value={search.provider ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ provider: value })}
        data={[any, ...providers.map(({ name }) => ({ value: name, label: name }))]}
      />
      <NativeSelect
        label={t('jobs.source')}
        value={search.source ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ source: value as Source })}
        data={[any, ...sources.map((value) => ({ value, label: t(`jobs.sources.${value}`) }))]}
      />
      {(['from', 'to'] as const).map((end) => (
        <TextInput
          key={end}
          type="datetime-local"
          label={t(`jobs.${end}`)}
          value={localTime(search[end])}
          onChange={({ currentTarget: { value } }) => onChange({ [end]: isoTime(value), within: undefined })}
        />
      ))}
    </div>
  )
}

/** As the browser's own field has it: in the reader's zone, to the minute. */
function localTime(iso: string | undefined): string {
  if (iso === undefined) return ''
  const date = new Date(iso)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

const isoTime = (local: string) => (local === '' ? undefined : new Date(local).toISOString())
