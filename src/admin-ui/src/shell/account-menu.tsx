import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ChevronsUpDown, KeyRound, LogOut } from 'lucide-react'
import { Suspense, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Me, signOut } from '../api/me.ts'
import { lazyPart } from '../beyond-first.ts'
import { useFailureNotice } from '../parts/failure-words.ts'
import { typedPassword } from '../parts/typed-password.ts'
import classes from './account-menu.module.css'

const Appearance = lazyPart(() => import('./appearance.tsx'), 'Appearance')

/** Who is signed in, and what is theirs alone: language, colours, password, the way out. */
export function AccountMenu({ me }: { me: Me }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const leave = useMutation({
    mutationFn: signOut,
    onError: useFailureNotice(),
    async onSuccess() {
      typedPassword.forget()
      await navigate({ to: '/admin/sign-in', search: {} })
      queryClient.clear()
    },
  })
  const panelId = useId()
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const close = () => {
    setOpen(false)
    button.current?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what was opened, wherever in it the focus is
    <div onKeyDown={({ key }) => key === 'Escape' && isOpen && close()}>
      {isOpen && (
        <section id={panelId} className={classes.panel} aria-label={t('shell.account')}>
          <Suspense fallback={<div className={classes.appearance} />}>
            <Appearance />
          </Suspense>
          <Button
            component={Link}
            to="/admin/account"
            variant="default"
            justify="start"
            leftSection={<KeyRound size={17} aria-hidden />}
          >
            {t('shell.ownAccount')}
          </Button>
          <Button
            variant="default"
            justify="start"
            leftSection={<LogOut size={17} aria-hidden />}
            loading={leave.isPending}
            onClick={() => leave.mutate()}
          >
            {t('shell.signOut')}
          </Button>
        </section>
      )}
      <button
        ref={button}
        type="button"
        className={classes.button}
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <span className="only-heard">{t('shell.account')}: </span>
        <span className={classes.who}>
          <span className={classes.email}>{me.email}</span>
          <Text span size="xs" c="dimmed">
            {t(`shell.roles.${me.role}`)}
          </Text>
        </span>
        <ChevronsUpDown size={16} aria-hidden />
      </button>
    </div>
  )
}
