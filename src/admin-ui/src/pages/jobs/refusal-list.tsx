import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { refusalsQuery } from '../../api/jobs.ts'
import { slotsQuery } from '../../api/slots.ts'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { useKnownWords } from '../../parts/known-words.ts'
import { Problem } from '../../parts/problem.tsx'
import { Said } from '../../parts/said.tsx'
import { useAgo } from '../../parts/use-ago.ts'
import { useFormats } from '../../words/formats.ts'
import classes from './refusal-list.module.css'
import { SlotChoice } from './slot-choice.tsx'

interface RefusalListProps {
  slot: string | undefined
  onSlot(slot: string): void
}

/** Photos with the right password that became no job, and why. */
export function RefusalList({ slot, onSlot }: RefusalListProps) {
  const { t } = useTranslation()
  const ago = useAgo()
  const { moment } = useFormats()
  const sayReason = useKnownWords('reasons')
  const { data: slots = [] } = useQuery(slotsQuery)
  const { data, error } = useQuery(refusalsQuery(slot))
  const nameOf = (id: string) => slots.find((known) => known.id === id)?.settings.name ?? id
  return (
    <>
      <div className={classes.choice}>
        <SlotChoice slot={slot} onSlot={onSlot} />
      </div>
      <Text c="dimmed" mb="md">
        {t('jobs.refusalsText')}
      </Text>
      {error && !data && <Problem error={error} />}
      {!data && !error && <Skeleton height={96} aria-busy />}
      {data?.refusals.length === 0 && <EmptyNote title={t('jobs.noRefusals')} text={t('jobs.noRefusalsText')} />}
      <ul className={classes.list} aria-label={t('jobs.refusals')}>
        {data?.refusals.map((refusal) => (
          <li key={`${refusal.at} ${refusal.request_id}`} className={classes.refusal}>
            <div className={classes.head}>
              <b>{nameOf(refusal.slot)}</b>
              <time dateTime={refusal.at} title={moment(refusal.at)}>
                {ago(refusal.at)}
              </time>
            </div>
            <Text>{sayReason(refusal.failure_reason)}</Text>
            {refusal.problems.map((problem) => (
              <Text key={problem.text} size="sm" c="dimmed" className={classes.details}>
                <Said remark={problem} />
              </Text>
            ))}
            <Text size="xs" c="dimmed" className={classes.details}>
              <code>{refusal.failure_reason}</code> · {refusal.client_address} ·{' '}
              {t('shell.requestId', { id: refusal.request_id })}
            </Text>
          </li>
        ))}
      </ul>
    </>
  )
}
