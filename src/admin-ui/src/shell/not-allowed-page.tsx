import { Button, Stack, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Role } from '../api/me.ts'

/** Inside the shell, for a page that this role does not include. */
export function NotAllowedPage({ role }: { role: Role }) {
  const { t } = useTranslation()
  return (
    <Stack align="center" justify="center" ta="center" mih="70vh" p="xl">
      <Title order={1}>{t('shell.notAllowedTitle')}</Title>
      <Text c="dimmed">{t('shell.notAllowedText', { role: t(`shell.roles.${role}`) })}</Text>
      <Button component={Link} to="/admin">
        {t('shell.toDashboard')}
      </Button>
    </Stack>
  )
}
