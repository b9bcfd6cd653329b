import { Anchor, NativeSelect } from '@mantine/core'
import { keepPreviousData, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mayActAs, meQuery } from '../../api/me.ts'
import { queueHistoryQuery, queueQuery } from '../../api/queue.ts'
import { Caution } from '../../parts/caution.tsx'
import { useFailureWords } from '../../parts/failure-words.ts'
import { PageFrame } from '../../parts/page-frame.tsx'
import { PauseNotice, PauseSwitch } from './pause-switch.tsx'
import { QueueCharts } from './queue-charts.tsx'
import { QueueNow } from './queue-now.tsx'
import classes from './queue-page.module.css'

const offeredMinutes = [15, 60, 180, 360]

/** How many photos wait, how quick the work is, and a way to hold it. */
export function QueuePage() {
  const { t } = useTranslation()
  const describe = useFailureWords()
  const [minutes, setMinutes] = useState(60)
  const { data: me } = useSuspenseQuery(meQuery)
  const now = useQuery(queueQuery)
  const history = useQuery({ ...queueHistoryQuery(minutes), placeholderData: keepPreviousData })
  const failed = [now, history].find(({ isError }) => isError)
  const say = (value: number) => {
    if (value < 60) return t('queue.minutes', { count: value })
    return value === 60 ? t('queue.lastHour') : t('queue.hours', { count: value / 60 })
  }
  const isAdmin = mayActAs(me.role, 'admin')

  return (
    <PageFrame title={t('queue.title')} actions={isAdmin && <PauseSwitch queue={now.data} />}>
      <div className={classes.page}>
        {failed && <Caution isGrave>{describe(failed.error)}</Caution>}
        {now.data?.paused && <PauseNotice paused={now.data.paused} />}
        <QueueNow queue={now.data} />
        <div className={classes.below}>
          <Anchor component={Link} to="/admin/jobs">
            {t('queue.toJobs')}
          </Anchor>
          <NativeSelect
            aria-label={t('queue.time')}
            value={minutes}
            onChange={({ currentTarget }) => setMinutes(Number(currentTarget.value))}
            data={offeredMinutes.map((value) => ({ value: String(value), label: say(value) }))}
          />
        </div>
        {(history.data || !history.isError) && <QueueCharts stretches={history.data?.points} />}
      </div>
    </PageFrame>
  )
}
