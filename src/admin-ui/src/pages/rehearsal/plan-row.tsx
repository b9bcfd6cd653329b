import { ActionIcon, NativeSelect } from '@mantine/core'
import { X } from 'lucide-react'
import { Trans, useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import type { DraftRow } from './draft.ts'
import { InlineNumber } from './inline-number.tsx'
import classes from './plan-form.module.css'

interface PlanRowProps {
  row: DraftRow
  /** That it may be about. */
  slots: readonly Slot[]
  onChange(row: DraftRow): void
  /** Null: it is the only one. */
  onRemove: (() => void) | null
}

/** So many booths at one slot. */
export function PlanRow({ row, slots, onChange, onRemove }: PlanRowProps) {
  const { t } = useTranslation()
  const name = slots.find(({ id }) => id === row.slot)?.settings.name ?? row.slot
  return (
    <li className={classes.row}>
      <div className={classes.sentence}>
        <Trans
          i18nKey="rehearsal.row"
          count={Number(row.booths)}
          components={{
            booths: (
              <InlineNumber
                label={t('rehearsal.boothsAt', { slot: name })}
                {...{ min: 1, max: 50, decimals: 0, value: row.booths }}
                onChange={(booths) => onChange({ ...row, booths })}
              />
            ),
            slot: (
              <NativeSelect
                aria-label={t('rehearsal.slot')}
                className={classes.inline}
                value={row.slot}
                onChange={({ currentTarget }) => onChange({ ...row, slot: currentTarget.value })}
                data={slots.map(({ id, settings }) => ({ value: id, label: settings.name || id }))}
              />
            ),
            shots: (
              <InlineNumber
                label={t('rehearsal.shotsAt', { slot: name })}
                {...{ min: 0.1, max: 20, decimals: 1, value: row.shots_per_minute }}
                onChange={(shots_per_minute) => onChange({ ...row, shots_per_minute })}
              />
            ),
          }}
        />
      </div>
      {onRemove && (
        <ActionIcon variant="subtle" size={36} aria-label={t('rehearsal.removeRow', { slot: name })} onClick={onRemove}>
          <X size={18} aria-hidden />
        </ActionIcon>
      )}
    </li>
  )
}
