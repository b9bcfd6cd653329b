import { Anchor, Button, Skeleton, Text } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ArrowLeft, RotateCcw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { mayActAs, meQuery } from '../../api/me.ts'
import { type Plan, type Rehearsal, rehearsalQuery } from '../../api/rehearsals.ts'
import { Caution } from '../../parts/caution.tsx'
import { PageFrame } from '../../parts/page-frame.tsx'
import { useFormats } from '../../words/formats.ts'
import { draftOf, remember } from './draft.ts'
import classes from './played-page.module.css'
import { Playing } from './playing.tsx'
import { Verdict } from './verdict.tsx'

/** One rehearsal: how far it is, and then its verdict. */
export function PlayedPage() {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const { rehearsalId } = useParams({ from: '/signed-in/shell/admin/rehearsal/$rehearsalId' })
  const { data: rehearsal } = useQuery(rehearsalQuery(rehearsalId))
  const { data: me } = useSuspenseQuery(meQuery)
  return (
    <PageFrame
      title={rehearsal ? t('rehearsal.titleOf', { when: moment(rehearsal.started_at) }) : t('rehearsal.title')}
      isNarrow
    >
      <div className={classes.ways}>
        <Anchor component={Link} to="/admin/rehearsal" className={classes.back}>
          <ArrowLeft size={16} aria-hidden />
          {t('rehearsal.all')}
        </Anchor>
        {rehearsal && rehearsal.state !== 'running' && mayActAs(me.role, 'operator') && <Again rehearsal={rehearsal} />}
      </div>
      {rehearsal ? <Content rehearsal={rehearsal} /> : <Skeleton height={420} radius={14} aria-busy />}
    </PageFrame>
  )
}

function Content({ rehearsal }: { rehearsal: Rehearsal }) {
  const { t } = useTranslation()
  const { state, mode, report, started_by: who, ended_because: because } = rehearsal
  return (
    <div className={classes.content}>
      <Text c="dimmed">{[t(`rehearsal.modesShort.${mode}`), who].join(' · ')}</Text>
      {state === 'running' && <Playing rehearsal={rehearsal} />}
      {because && <Caution isGrave={because === 'broke'}>{t(`rehearsal.ended.${because}`)}</Caution>}
      {report && <Verdict report={report} />}
    </div>
  )
}

function Again({ rehearsal }: { rehearsal: Rehearsal }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const again = () => {
    // The gateway has kept it as it was sent.
    remember(draftOf(rehearsal.plan as Plan))
    void navigate({ to: '/admin/rehearsal' })
  }
  return (
    <Button variant="default" leftSection={<RotateCcw size={17} aria-hidden />} onClick={again}>
      {t('rehearsal.again')}
    </Button>
  )
}
