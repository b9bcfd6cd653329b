import { Anchor } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { slotsQuery } from '../../api/slots.ts'
import { statisticsQuery } from '../../api/statistics.ts'
import { Caution } from '../../parts/caution.tsx'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { useFailureWords } from '../../parts/failure-words.ts'
import { PageFrame } from '../../parts/page-frame.tsx'
import { DayCharts } from './day-charts.tsx'
import { Headline } from './headline.tsx'
import { askedOf, periodOf } from './period.ts'
import { PeriodChoice } from './period-choice.tsx'
import { ReasonPanels } from './reason-panels.tsx'
import { SlotPanel } from './slot-panel.tsx'
import classes from './statistics-page.module.css'

/** How well guests were served, and what it has cost. */
export function StatisticsPage() {
  const { t } = useTranslation()
  const describe = useFailureWords()
  const search = useSearch({ from: '/signed-in/shell/admin/statistics' })
  const period = periodOf(search.period)
  const { data: slots } = useQuery({ ...slotsQuery, meta: {} })
  const asked = useQuery({ ...statisticsQuery(askedOf(period, search.slot)), placeholderData: keepPreviousData })
  const { data: statistics } = asked
  const isEmpty = statistics && statistics.whole.jobs === 0 && statistics.whole.refused === 0
  const nameOf = (id: string) => slots?.find((slot) => slot.id === id)?.settings.name ?? id

  return (
    <PageFrame
      title={t('statistics.title')}
      actions={<PeriodChoice period={period} slot={search.slot} slots={slots ?? []} />}
    >
      <div className={classes.page} aria-busy={asked.isPending}>
        {asked.isError && <Caution isGrave>{describe(asked.error)}</Caution>}
        {isEmpty && (
          <EmptyNote title={t('statistics.nothingTitle')} text={t('statistics.nothingText')}>
            <Anchor component={Link} to="/admin">
              {t('statistics.nothingNext')}
            </Anchor>
          </EmptyNote>
        )}
        {!isEmpty && (statistics || !asked.isError) && (
          <>
            <Headline figures={statistics?.whole} />
            {period.days !== undefined && period.days > 1 && <DayCharts days={statistics?.by_day ?? undefined} />}
            {statistics && <SlotPanel figures={statistics.slots} nameOf={nameOf} period={period} />}
            {statistics && <ReasonPanels figures={statistics.whole} />}
          </>
        )}
        <p className={classes.foot}>{t(period.days === undefined ? 'statistics.foot' : 'statistics.footDays')}</p>
      </div>
    </PageFrame>
  )
}
