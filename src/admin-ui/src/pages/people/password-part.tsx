import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type Person, resetPassword } from '../../api/people.ts'
import { AskOnce } from '../../parts/ask-once.tsx'
import { ShownOnce } from '../../parts/shown-once.tsx'
import classes from './person-dialog.module.css'
import { usePersonChange } from './use-person-change.ts'

/** A new password for somebody who has forgotten theirs. One's own is changed on the account's page, where one stays signed in. */
export function PasswordPart({ person, isSelf }: { person: Person; isSelf: boolean }) {
  const { t } = useTranslation()
  const reset = usePersonChange(() => resetPassword(person.id))
  const secret = reset.data?.temporary_password
  return (
    <section aria-label={t('people.password')}>
      <h3 className={classes.heading}>{t('people.password')}</h3>
      {isSelf ? (
        <Text size="sm">{t('people.ownPassword')}</Text>
      ) : secret ? (
        <ShownOnce label={t('people.temporaryPassword')} secret={secret} help={t('people.passOn')} />
      ) : (
        <>
          {person.must_change_password && <Text size="sm">{t('people.temporaryText')}</Text>}
          <AskOnce
            label={t('people.reset')}
            question={t('people.resetQuestion', { email: person.email })}
            confirm={t('people.resetConfirm')}
            isHarmless
            isPending={reset.isPending}
            error={reset.error}
            onConfirm={() => reset.mutate(undefined)}
          />
        </>
      )}
    </section>
  )
}
