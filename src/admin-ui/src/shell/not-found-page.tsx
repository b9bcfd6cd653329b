import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { NoticePage } from './notice-page.tsx'

export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <NoticePage title={t('shell.notFoundTitle')} text={t('shell.notFoundText')}>
      <Button component={Link} to="/admin">
        {t('shell.toDashboard')}
      </Button>
    </NoticePage>
  )
}
