import { Skeleton, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type ListedRehearsal, rehearsalsQuery } from '../../api/rehearsals.ts'
import { Problem } from '../../parts/problem.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './history.module.css'

/** What was played in the last 30 days. */
export function History() {
  const { t } = useTranslation()
  const { data: rehearsals, error } = useQuery(rehearsalsQuery)
  return (
    <section className={classes.history} aria-label={t('rehearsal.history')}>
      <Title order={2}>{t('rehearsal.history')}</Title>
      <Problem error={error} />
      {rehearsals === undefined && !error && <Skeleton height={64} radius={14} aria-busy />}
      {rehearsals?.length === 0 && <Text c="dimmed">{t('rehearsal.noHistory')}</Text>}
      {rehearsals && rehearsals.length > 0 && (
        <ul className={classes.list}>
          {rehearsals.map((rehearsal) => (
            <li key={rehearsal.id}>
              <Played rehearsal={rehearsal} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Played({ rehearsal }: { rehearsal: ListedRehearsal }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const { id, state, mode, started_by: who, started_at: at, verdict } = rehearsal
  return (
    <Link to="/admin/rehearsal/$rehearsalId" params={{ rehearsalId: id }} className={classes.played}>
      <span className={classes.sign} data-verdict={verdict ?? undefined}>
        {verdict ? t(`rehearsal.verdicts.${verdict}`) : t(`rehearsal.states.${state}`)}
      </span>
      <span className={classes.what}>
        <span>{moment(at)}</span>
        <span className={classes.lesser}>
          {[t(`rehearsal.modesShort.${mode}`), who, verdict && state === 'stopped' && t('rehearsal.states.stopped')]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
      <ChevronRight size={18} aria-hidden />
    </Link>
  )
}
