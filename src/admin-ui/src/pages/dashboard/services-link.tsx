import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

export function ServicesLink() {
  const { t } = useTranslation()
  return (
    <Anchor component={Link} to="/admin/providers" size="sm">
      {t('dashboard.warnings.services')}
    </Anchor>
  )
}
