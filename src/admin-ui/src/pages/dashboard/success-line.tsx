import { useTranslation } from 'react-i18next'
import type { SlotOverview } from '../../api/overview.ts'
import { useProblemList } from '../../parts/problem-words.ts'
import { useFormats } from '../../words/formats.ts'

/** The last hour of one slot; why it takes no photo, where that is so. */
export function SuccessLine({ slot }: { slot: SlotOverview }) {
  const { t } = useTranslation()
  const { share } = useFormats()
  const { last_hour: hour, in_flight: inFlight, state, problems } = slot
  const why = useProblemList()(problems)
  if (state === 'misconfigured' && why !== '') return <span title={why}>{why}</span>
  const parts = [
    hour.ended === 0 ? null : t('dashboard.photos', { count: hour.ended }),
    hour.success_rate === null ? null : t('dashboard.success', { rate: share(hour.success_rate) }),
    inFlight > 0 ? t('dashboard.making', { count: inFlight }) : null,
  ].filter((part) => part !== null)
  return <>{parts.length > 0 ? parts.join(' · ') : t('dashboard.noPhotos')}</>
}
