import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { providersQuery, slotSchemaQuery } from '../../api/providers.ts'
import { slotQuery } from '../../api/slot.ts'
import { PageFrame } from '../../parts/page-frame.tsx'
import classes from './slot-editor.module.css'
import { SlotEditor } from './slot-editor.tsx'

export function SlotEditorPage() {
  const { t } = useTranslation()
  const { slotId } = useParams({ from: '/signed-in/shell/admin/slots/$slotId' })
  const { data: slot } = useQuery(slotQuery(slotId))
  const { data: providers } = useQuery(providersQuery)
  const { data: schema } = useQuery(slotSchemaQuery)
  if (slot && providers && schema) return <SlotEditor key={slotId} slot={slot} providers={providers} />
  return (
    <PageFrame title={slot?.settings.name ?? slotId}>
      <div className={classes.columns} role="status" aria-busy aria-label={t('shell.loading')}>
        <div className={classes.section}>
          <Skeleton height={42} />
          <Skeleton height={320} radius={14} />
          <Skeleton height={180} radius={14} />
        </div>
        <Skeleton className={classes.panel ?? ''} height={480} radius={14} />
      </div>
    </PageFrame>
  )
}
