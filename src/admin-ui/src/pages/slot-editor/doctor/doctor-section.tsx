import { Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { doctorQuery } from '../../../api/slot.ts'
import { Card } from '../card.tsx'
import { useEditor } from '../editor-context.ts'
import classes from './doctor.module.css'
import { SeenRequest } from './seen-request.tsx'

const skeletons = ['one', 'two', 'three']

/** What booths have sent here, and what was wrong with it. Looks again by itself. */
export function DoctorSection() {
  const { t } = useTranslation()
  const { slot, mayTest } = useEditor()
  const { data } = useQuery({ ...doctorQuery(slot.id), enabled: mayTest })
  if (!mayTest) return <Text c="dimmed">{t('slotEditor.doctor.operatorsOnly')}</Text>
  return (
    <Card title={t('slotEditor.doctor.title')} help={t('slotEditor.doctor.help')}>
      {data?.requests.length === 0 && <Text c="dimmed">{t('slotEditor.doctor.none')}</Text>}
      <ul className={classes.list} aria-label={t('slotEditor.doctor.list')} aria-busy={data === undefined}>
        {data?.requests.map((request) => <SeenRequest key={request.request_id} request={request} />) ??
          skeletons.map((key) => <Skeleton component="li" key={key} height={74} radius={12} />)}
      </ul>
    </Card>
  )
}
