import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { slotsQuery } from '../../api/slots.ts'

export function SlotChoice({ slot, onSlot }: { slot: string | undefined; onSlot(slot: string): void }) {
  const { t } = useTranslation()
  const { data: slots = [] } = useQuery(slotsQuery)
  const known = slots.map(({ id, settings }) => ({ value: id, label: settings.name }))
  // A slot that is removed still has jobs.
  const gone = slot && !known.some(({ value }) => value === slot) ? [{ value: slot, label: slot }] : []
  return (
    <NativeSelect
      label={t('jobs.slot')}
      value={slot ?? ''}
      onChange={({ currentTarget: { value } }) => onSlot(value)}
      data={[{ value: '', label: t('jobs.anySlot') }, ...gone, ...known]}
    />
  )
}
