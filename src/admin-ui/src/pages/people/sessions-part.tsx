import { Button, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Person, sessionsOfQuery, signOutPerson } from '../../api/people.ts'
import { Problem } from '../../parts/problem.tsx'
import { SessionList } from '../../parts/session-list.tsx'
import classes from './person-dialog.module.css'
import { usePersonChange } from './use-person-change.ts'

export function SessionsPart({ person, isSelf }: { person: Person; isSelf: boolean }) {
  const { t } = useTranslation()
  const { data: sessions, error } = useQuery(sessionsOfQuery(person.id))
  const signOut = usePersonChange(() => signOutPerson(person.id))
  return (
    <section aria-label={t('people.sessions')}>
      <h3 className={classes.heading}>{t('people.sessions')}</h3>
      <Problem error={error ?? signOut.error} />
      {sessions === undefined && !error && <Skeleton height={44} aria-busy />}
      {sessions?.length === 0 && <Text size="sm">{t('people.noSessions')}</Text>}
      {sessions && sessions.length > 0 && (
        <>
          <SessionList sessions={sessions} />
          {!isSelf && (
            <Button variant="default" loading={signOut.isPending} onClick={() => signOut.mutate(undefined)}>
              {t('people.signOutEverywhere')}
            </Button>
          )}
        </>
      )}
    </section>
  )
}
