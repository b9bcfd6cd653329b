import { Button, Popover, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ChevronsUpDown, KeyRound, LogOut } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type Me, signOut } from '../api/me.ts'
import { useFailureNotice } from '../parts/failure-words.ts'
import classes from './account-menu.module.css'
import { Appearance } from './appearance.tsx'

/** Who is signed in, and what is theirs alone: language, colours, password, the way out. */
export function AccountMenu({ me }: { me: Me }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const leave = useMutation({
    mutationFn: signOut,
    onError: useFailureNotice(),
    async onSuccess() {
      await navigate({ to: '/admin/sign-in', search: {} })
      queryClient.clear()
    },
  })
  return (
    <Popover position="top-start" width={264} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes.button}>
          <span className="only-heard">{t('shell.account')}: </span>
          <span className={classes.who}>
            <span className={classes.email}>{me.email}</span>
            <Text span size="xs" c="dimmed">
              {t(`shell.roles.${me.role}`)}
            </Text>
          </span>
          <ChevronsUpDown size={16} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('shell.account')}>
        <Stack gap="md">
          <Appearance />
          <Stack gap={4}>
            <Button
              component={Link}
              to="/admin/own-password"
              variant="subtle"
              justify="start"
              leftSection={<KeyRound size={17} aria-hidden />}
            >
              {t('shell.changePassword')}
            </Button>
            <Button
              variant="subtle"
              justify="start"
              leftSection={<LogOut size={17} aria-hidden />}
              loading={leave.isPending}
              onClick={() => leave.mutate()}
            >
              {t('shell.signOut')}
            </Button>
          </Stack>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
