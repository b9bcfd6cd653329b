import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { meQuery } from '../../api/me.ts'
import { notify } from '../../parts/notify.ts'
import { OwnPasswordForm } from '../../parts/own-password-form.tsx'
import { PageFrame } from '../../parts/page-frame.tsx'
import { Section } from '../../parts/section.tsx'
import { OwnSessions } from './own-sessions.tsx'
import { Tokens } from './tokens.tsx'

/** What is one's own: password, sessions, tokens. For everybody. */
export function AccountPage() {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const [passwordsSaved, setPasswordsSaved] = useState(0)
  const onSaved = () => {
    setPasswordsSaved(passwordsSaved + 1)
    void notify({ message: t('ownPassword.saved') })
  }
  return (
    <PageFrame title={t('shell.account')} isNarrow>
      <Section title={t('account.password')} text={t('account.passwordText')}>
        {/* Empty again once it is saved. */}
        <OwnPasswordForm key={passwordsSaved} submit={t('ownPassword.submit')} onSaved={onSaved} />
      </Section>
      <OwnSessions />
      <Tokens me={me} />
    </PageFrame>
  )
}
