import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Report } from '../../api/rehearsals.ts'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import { Table } from './table.tsx'

/** Every model that was played, and where its figures come from. */
export function ServiceTable({ services }: { services: Report['services'] }) {
  const { t } = useTranslation()
  const { number, seconds } = useFormats()
  const time = (milliseconds: number | null) => (milliseconds === null ? '–' : seconds(milliseconds))
  if (services.length === 0)
    return (
      <Section title={t('rehearsal.byModel')}>
        <Text c="dimmed">{t('rehearsal.onlyHere')}</Text>
      </Section>
    )
  return (
    <Section title={t('rehearsal.byModel')}>
      <Table
        head={[
          t('rehearsal.model'),
          t('rehearsal.calls'),
          t('rehearsal.failedCalls'),
          t('rehearsal.half'),
          t('rehearsal.p95'),
          t('rehearsal.source'),
        ]}
        rows={services.map((service) => [
          service.service,
          number(service.calls),
          number(service.failed),
          time(service.milliseconds.p50),
          time(service.milliseconds.p95),
          t(`rehearsal.sources.${service.source}`),
        ])}
      />
    </Section>
  )
}
