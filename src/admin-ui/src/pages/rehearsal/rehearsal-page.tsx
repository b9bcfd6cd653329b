import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { slotsQuery } from '../../api/slots.ts'
import { PageFrame } from '../../parts/page-frame.tsx'
import { History } from './history.tsx'
import { PlanForm } from './plan-form.tsx'

/** Tomorrow, described and played today. */
export function RehearsalPage() {
  const { t } = useTranslation()
  const { data: slots } = useQuery(slotsQuery)
  return (
    <PageFrame title={t('rehearsal.title')} isNarrow>
      <Text c="dimmed" size="lg" mb="lg">
        {t('rehearsal.intro')}
      </Text>
      {slots ? <PlanForm slots={slots} /> : <Skeleton height={340} radius={14} aria-busy />}
      <History />
    </PageFrame>
  )
}
