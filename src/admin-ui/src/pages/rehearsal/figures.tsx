import { useTranslation } from 'react-i18next'
import type { Report } from '../../api/rehearsals.ts'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import { Table } from './table.tsx'

const counts = ['answered_in_time', 'by_fallback', 'timeouts', 'failed', 'refused', 'held_back'] as const
const waits = ['answer_milliseconds', 'worker_wait_milliseconds', 'own_milliseconds'] as const

/** What became of the photos, and where the time went. */
export function Figures({ figures }: { figures: Report['figures'] }) {
  const { t } = useTranslation()
  const { number, seconds } = useFormats()
  const time = (milliseconds: number | null) => (milliseconds === null ? '–' : seconds(milliseconds))
  return (
    <Section title={t('rehearsal.figures.title')}>
      <Table
        head={[t('rehearsal.figures.what'), t('rehearsal.figures.photos')]}
        rows={counts
          .filter((name) => name === 'answered_in_time' || figures[name] > 0)
          .map((name) => [t(`rehearsal.figures.${name}`), number(figures[name])])}
      />
      <Table
        head={[t('rehearsal.figures.time'), t('rehearsal.half'), t('rehearsal.p95'), t('rehearsal.longest')]}
        rows={waits.map((name) => [
          t(`rehearsal.figures.${name}`),
          time(figures[name].p50),
          time(figures[name].p95),
          time(figures[name].max),
        ])}
      />
    </Section>
  )
}
