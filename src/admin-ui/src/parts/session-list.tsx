import { Button, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Session } from '../api/account.ts'
import { useFormats } from '../words/formats.ts'
import { deviceOf } from './device-of.ts'
import classes from './session-list.module.css'
import { useAgo } from './use-ago.ts'

interface SessionListProps {
  sessions: readonly Session[]
  /** Without it, sessions are only shown. */
  onEnd?: (session: Session) => void
  /** Being ended. */
  endingId?: string | undefined
}

/** Where somebody is signed in. */
export function SessionList({ sessions, onEnd, endingId }: SessionListProps) {
  const { t } = useTranslation()
  const ago = useAgo()
  const { moment } = useFormats()
  return (
    <ul className={classes.list}>
      {sessions.map((session) => {
        const device = deviceOf(session.user_agent) ?? t('parts.sessions.unknownDevice')
        return (
          <li key={session.id} className={classes.session}>
            <div className={classes.what}>
              <Text fw={500}>
                {device}
                {session.is_this && <span className={classes.own}>{t('parts.sessions.thisDevice')}</span>}
              </Text>
              <Text size="sm" c="dimmed" title={moment(session.last_used_at)}>
                {[session.client_address, t('parts.sessions.used', { when: ago(session.last_used_at) })]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            </div>
            {onEnd && !session.is_this && (
              <Button
                variant="default"
                size="xs"
                loading={endingId === session.id}
                aria-label={t('parts.sessions.endOne', { device })}
                onClick={() => onEnd(session)}
              >
                {t('parts.sessions.end')}
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
