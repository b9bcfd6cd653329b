import { Anchor, NativeSelect, TextInput } from '@mantine/core'
import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import { type PictureFilters, slotArchiveOf } from '../../api/pictures.ts'
import classes from './filters.module.css'
import { type GallerySearch, times } from './gallery-search.ts'

interface FiltersProps {
  slots: readonly Slot[]
  search: GallerySearch
  filters: PictureFilters
  onChange(to: Partial<GallerySearch>): void
}

export function Filters({ slots, search, filters, onChange }: FiltersProps) {
  const { t } = useTranslation()
  const { slot, time = 'all', from, to } = search
  const every = { value: '', label: t('gallery.allSlots') }
  return (
    <div className={classes.filters}>
      <NativeSelect
        className={classes.choice ?? ''}
        aria-label={t('gallery.slot')}
        value={slot ?? ''}
        onChange={({ currentTarget }) => onChange({ slot: currentTarget.value || undefined })}
        data={[every, ...slots.map(({ id, settings }) => ({ value: id, label: settings.name }))]}
      />
      <NativeSelect
        className={classes.choice ?? ''}
        aria-label={t('gallery.time')}
        value={time}
        onChange={({ currentTarget }) => onChange({ time: times.find((each) => each === currentTarget.value) })}
        data={times.map((value) => ({ value, label: t(`gallery.times.${value}`) }))}
      />
      {time === 'range' && (
        <>
          <TextInput
            type="datetime-local"
            aria-label={t('gallery.from')}
            value={from ?? ''}
            onChange={({ currentTarget }) => onChange({ from: currentTarget.value || undefined })}
          />
          <TextInput
            type="datetime-local"
            aria-label={t('gallery.to')}
            value={to ?? ''}
            onChange={({ currentTarget }) => onChange({ to: currentTarget.value || undefined })}
          />
        </>
      )}
      {slot && (
        <Anchor className={classes.archive ?? ''} href={slotArchiveOf(slot, filters)} download>
          <Download size={16} aria-hidden /> {t('gallery.wholeArchive')}
        </Anchor>
      )}
    </div>
  )
}
