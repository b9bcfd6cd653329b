import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Report } from '../../api/rehearsals.ts'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './playing.module.css'

export function CostForecast({ cost }: { cost: Report['cost'] }) {
  const { t } = useTranslation()
  const { usd, list } = useFormats()
  const rows = [
    ['event', cost.forecast_event_usd],
    ['hour', cost.forecast_hour_usd],
    ['rehearsal', cost.rehearsal_usd],
  ] as const
  return (
    <Section title={t('rehearsal.cost.title')} text={t('rehearsal.cost.text')}>
      <dl className={classes.figures}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{t(`rehearsal.cost.${name}`)}</dt>
            <dd>{usd(value)}</dd>
          </div>
        ))}
      </dl>
      {cost.unpriced.length > 0 && (
        <Text size="sm" mt="sm">
          {t('rehearsal.cost.unpriced', { services: list(cost.unpriced) })}
        </Text>
      )}
    </Section>
  )
}
