import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Search, SlidersHorizontal } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { countHidden, type JobSearch, type Span, type StatusChoice, spanChoices, statusChoices } from './job-search.ts'
import { MoreFilters } from './more-filters.tsx'
import classes from './search-bar.module.css'
import { SlotChoice } from './slot-choice.tsx'

const fewestCharacters = 3
const pauseMilliseconds = 400

export interface SearchProps {
  search: JobSearch
  onSearch(search: JobSearch): void
}

export function SearchBar({ search, onSearch }: SearchProps) {
  const { t } = useTranslation()
  const id = useId()
  const hidden = countHidden(search)
  const [isOpen, setOpen] = useState(hidden > 0)
  const change = (part: { [Key in keyof JobSearch]?: JobSearch[Key] | undefined }) =>
    onSearch(Object.fromEntries(Object.entries({ ...search, ...part }).filter(([, value]) => value)))
  return (
    <search aria-label={t('jobs.search')}>
      <div className={classes.bar}>
        <TextSearch text={search.text ?? ''} onText={(text) => change({ text })} />
        <SlotChoice slot={search.slot} onSlot={(slot) => change({ slot })} />
        <NativeSelect
          label={t('jobs.status')}
          value={search.status ?? ''}
          onChange={({ currentTarget: { value } }) => change({ status: value as StatusChoice })}
          data={[
            { value: '', label: t('jobs.any') },
            ...statusChoices.map((value) => ({ value, label: t(`jobs.statuses.${value}`) })),
          ]}
        />
        <NativeSelect
          label={t('jobs.time')}
          value={search.within ?? ''}
          onChange={({ currentTarget: { value } }) => change({ within: value as Span, from: undefined, to: undefined })}
          data={[
            { value: '', label: t(search.from || search.to ? 'jobs.ownTime' : 'jobs.anyTime') },
            ...spanChoices.map((value) => ({ value, label: t(`jobs.spans.${value}`) })),
          ]}
        />
        <Button
          variant="default"
          leftSection={<SlidersHorizontal size={16} aria-hidden />}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          {hidden > 0 ? t('jobs.moreCount', { count: hidden }) : t('jobs.more')}
        </Button>
      </div>
      <div id={id}>{isOpen && <MoreFilters search={search} onChange={change} />}</div>
    </search>
  )
}

/** Asks when somebody stops typing; too short a text is not asked for. */
function TextSearch({ text, onText }: { text: string; onText(text: string): void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(text)
  useEffect(() => setTyped(text), [text])
  const isShort = typed.trim() !== '' && typed.trim().length < fewestCharacters
  const ask = useDebouncedCallback((wanted: string) => {
    if (wanted === '' || wanted.length >= fewestCharacters) onText(wanted)
  }, pauseMilliseconds)
  return (
    <TextInput
      className={classes.text}
      type="search"
      label={t('jobs.text')}
      placeholder={t('jobs.textExample')}
      leftSection={<Search size={16} aria-hidden />}
      value={typed}
      error={isShort && t('jobs.textShort')}
      maxLength={200}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value)
        ask(value.trim())
      }}
    />
  )
}
