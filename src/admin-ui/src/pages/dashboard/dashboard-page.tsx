import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readinessQuery } from '../../api/health.ts'
import { mayActAs, meQuery } from '../../api/me.ts'
import { overviewQuery, type SlotOverview } from '../../api/overview.ts'
import { lastHourQuery } from '../../api/statistics.ts'
import { lazyPart } from '../../beyond-first.ts'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { PageFrame } from '../../parts/page-frame.tsx'
import classes from './dashboard-page.module.css'
import { HourFigures } from './hour-figures.tsx'
import { SlotCard, SlotCardSkeleton } from './slot-card.tsx'
import { WarningBanners } from './warning-banners.tsx'

const SetUpHint = lazyPart(() => import('./set-up-hint.tsx'), 'SetUpHint')
const ConnectBooth = lazyPart(() => import('./connect-booth.tsx'), 'ConnectBooth')

const skeletons = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight']

export function DashboardPage() {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const { data: overview } = useQuery(overviewQuery)
  // Warnings stand above the slots: these wait for them, so that nothing is pushed away under somebody's finger.
  const { isPending: isReadinessPending } = useQuery(readinessQuery)
  const slots = isReadinessPending ? undefined : overview?.slots
  const isUnused = slots?.every(({ last_result: picture }) => picture === null)
  const { data: hour } = useQuery(lastHourQuery)
  const [connected, setConnected] = useState<SlotOverview | null>(null)

  return (
    <PageFrame title={t('dashboard.title')} actions={<HourFigures figures={hour?.whole} />}>
      {slots && <WarningBanners warnings={overview?.warnings ?? []} slots={slots} />}
      <Suspense>{isUnused && mayActAs(me.role, 'admin') && <SetUpHint />}</Suspense>
      {slots?.length === 0 && <EmptyNote title={t('dashboard.noSlotsTitle')} text={t('dashboard.noSlotsText')} />}
      <ul className={classes.grid} aria-label={t('dashboard.slots')} aria-busy={slots === undefined}>
        {slots?.map((slot) => (
          <li key={slot.id}>
            <SlotCard slot={slot} mayOperate={mayActAs(me.role, 'operator')} onConnect={() => setConnected(slot)} />
          </li>
        )) ??
          skeletons.map((key) => (
            <li key={key}>
              <SlotCardSkeleton />
            </li>
          ))}
      </ul>
      <Suspense>
        <ConnectBooth slot={connected} onClose={() => setConnected(null)} />
      </Suspense>
    </PageFrame>
  )
}
