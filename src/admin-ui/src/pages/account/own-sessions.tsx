import { Skeleton } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { endOwnSession, ownSessionsQuery, type Session } from '../../api/account.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { SessionList } from '../../parts/session-list.tsx'

export function OwnSessions() {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const { data: sessions, error } = useQuery(ownSessionsQuery)
  const end = useMutation({
    mutationFn: ({ id }: Session) => endOwnSession(id),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ownSessionsQuery.queryKey }),
  })
  return (
    <Section title={t('account.sessions')} text={t('account.sessionsText')}>
      <Problem error={end.error ?? error} />
      {sessions ? (
        <SessionList
          sessions={sessions}
          onEnd={(session) => end.mutate(session)}
          endingId={end.isPending ? end.variables.id : undefined}
        />
      ) : (
        !error && <Skeleton height={62} aria-busy />
      )}
    </Section>
  )
}
