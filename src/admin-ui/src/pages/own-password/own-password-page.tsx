import { Anchor, Text } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { meQuery } from '../../api/me.ts'
import { LoneCard } from '../../parts/lone-card.tsx'
import { notify } from '../../parts/notify.ts'
import { OwnPasswordForm } from '../../parts/own-password-form.tsx'

export function OwnPasswordPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { data: me } = useSuspenseQuery(meQuery)
  const [isForced] = useState(me.must_change_password)
  const onSaved = () => {
    void notify({ message: t('ownPassword.saved') })
    void navigate({ to: '/admin' })
  }
  return (
    <LoneCard
      title={t('ownPassword.title')}
      below={
        !isForced && (
          <Anchor component={Link} to="/admin">
            {t('shell.toDashboard')}
          </Anchor>
        )
      }
    >
      {isForced && <Text mb="md">{t('ownPassword.temporary')}</Text>}
      <OwnPasswordForm submit={t('ownPassword.submit')} onSaved={onSaved} />
    </LoneCard>
  )
}
