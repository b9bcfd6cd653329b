import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { targetsQuery } from '../../api/pix-targets.ts'
import { EmptyNote } from '../../parts/empty-note.tsx'
import { PageFrame } from '../../parts/page-frame.tsx'
import { Problem } from '../../parts/problem.tsx'
import { TargetForm } from './target-form.tsx'
import { TargetItem } from './target-item.tsx'
import classes from './targets-page.module.css'

/** Which programs of customers galleries can be handed to. */
export function TargetsPage() {
  const { t } = useTranslation()
  const { data: targets, error } = useQuery(targetsQuery)
  const [isAdding, setAdding] = useState(false)
  const add = (
    <Button leftSection={<Plus size={17} aria-hidden />} onClick={() => setAdding(true)}>
      {t('pixTargets.add')}
    </Button>
  )
  const isEmpty = targets?.length === 0
  return (
    <PageFrame title={t('pixTargets.title')} isNarrow actions={!isEmpty && !isAdding && add}>
      <Problem error={error} />
      {isAdding && (
        <div className={classes.card}>
          <TargetForm onClose={() => setAdding(false)} />
        </div>
      )}
      {isEmpty && !isAdding && (
        <EmptyNote title={t('pixTargets.noneTitle')} text={t('pixTargets.noneText')}>
          {add}
        </EmptyNote>
      )}
      {targets === undefined && !error && <Skeleton height={90} radius={14} aria-busy />}
      <ul className={classes.list} aria-label={t('pixTargets.title')}>
        {targets?.map((target) => (
          <li key={target.id} className={classes.card}>
            <TargetItem target={target} />
          </li>
        ))}
      </ul>
    </PageFrame>
  )
}
