import { useTranslation } from 'react-i18next'
import type { Report } from '../../api/rehearsals.ts'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import { Table } from './table.tsx'
import { useSlotName } from './use-slot-name.ts'

export function SlotTable({ slots }: { slots: Report['slots'] }) {
  const { t } = useTranslation()
  const { number, seconds, usd, price } = useFormats()
  const nameOf = useSlotName()
  const time = (milliseconds: number | null) => (milliseconds === null ? '–' : seconds(milliseconds))
  return (
    <Section title={t('rehearsal.bySlot')}>
      <Table
        head={[
          t('rehearsal.slot'),
          t('rehearsal.inTime'),
          t('rehearsal.half'),
          t('rehearsal.p95'),
          t('rehearsal.window'),
          t('rehearsal.perPhoto'),
          t('rehearsal.perHour'),
        ]}
        rows={slots.map((slot) => [
          nameOf(slot.slot),
          t('rehearsal.of', { part: number(slot.answered_in_time), whole: number(slot.shots) }),
          time(slot.answer_milliseconds.p50),
          time(slot.answer_milliseconds.p95),
          seconds(slot.window_seconds * 1000),
          price(slot.usd_per_shot),
          usd(slot.forecast_hour_usd),
        ])}
      />
    </Section>
  )
}
