import { NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PixJobFilters } from '../../api/pix-jobs.ts'
import classes from './pix-page.module.css'

const pauseMilliseconds = 400

/** Asks when somebody stops typing. */
export function JobSearch({ search, onSearch }: { search: PixJobFilters; onSearch(search: PixJobFilters): void }) {
  const { t } = useTranslation()
  const { text = '', status } = search
  const [typed, setTyped] = useState(text)
  useEffect(() => setTyped(text), [text])
  const ask = useDebouncedCallback((wanted: string) => onSearch({ ...search, text: wanted }), pauseMilliseconds)
  return (
    <search aria-label={t('pix.search')} className={classes.search}>
      <TextInput
        type="search"
        label={t('pix.text')}
        placeholder={t('pix.textExample')}
        leftSection={<Search size={16} aria-hidden />}
        value={typed}
        maxLength={100}
        onChange={({ currentTarget: { value } }) => {
          setTyped(value)
          ask(value.trim())
        }}
      />
      <NativeSelect
        label={t('pix.status')}
        value={status ?? ''}
        onChange={({ currentTarget: { value } }) => onSearch({ ...search, status: value as 'open' })}
        data={[
          { value: '', label: t('pix.anyStatus') },
          { value: 'open', label: t('pix.statuses.open') },
          { value: 'closed', label: t('pix.statuses.closed') },
        ]}
      />
    </search>
  )
}
