import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { slotsQuery } from '../../api/slots.ts'
import { usePageTitle } from '../../parts/page-frame.tsx'
import { NoticePage } from '../../shell/notice-page.tsx'
import { OperatorView } from './operator-view.tsx'

export function OperatePage() {
  const { t } = useTranslation()
  const { slot: id } = useParams({ from: '/signed-in/bare/operate/$slot' })
  const { data: slots } = useQuery(slotsQuery)
  const slot = slots?.find((each) => each.id === id)
  usePageTitle(slot?.settings.name ?? t('shell.operatorView'))
  if (!slots) return <main aria-busy />
  if (slot) return <OperatorView key={slot.id} slot={slot} slots={slots} />
  return (
    <NoticePage title={t('operate.unknownTitle')} text={t('operate.unknownText')}>
      <Button component={Link} to="/admin">
        {t('shell.toDashboard')}
      </Button>
    </NoticePage>
  )
}
