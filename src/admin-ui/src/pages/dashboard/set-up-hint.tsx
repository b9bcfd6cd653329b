import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { settingsQuery } from '../../api/settings.ts'
import classes from './set-up-hint.module.css'

/** For an administrator whose gateway has its made-up password still and has never made a picture. */
export function SetUpHint() {
  const { t } = useTranslation()
  const { data: settings } = useQuery(settingsQuery)
  if (!settings || settings.ingest_password.source === 'person') return null
  return (
    <div className={classes.hint}>
      <div>
        <Text fw={600}>{t('dashboard.setUp')}</Text>
        <Text c="dimmed">{t('dashboard.setUpText')}</Text>
      </div>
      <Button component={Link} to="/admin/first-start">
        {t('dashboard.setUpGo')}
      </Button>
    </div>
  )
}
