import { Button } from '@mantine/core'
import { Pencil, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PixShoot, WholePixJob } from '../../../api/pix-jobs.ts'
import { Section } from '../../../parts/section.tsx'
import { useAgo } from '../../../parts/use-ago.ts'
import { useMay } from '../../../parts/use-may.ts'
import { EditorTokens } from './editor-tokens.tsx'
import { EditShoot, NewShoot } from './shoot-forms.tsx'
import classes from './shoots-tab.module.css'

/** The visits of photographers that a job consists of, and the editors who work on them. */
export function ShootsTab({ job }: { job: WholePixJob }) {
  const { t } = useTranslation()
  const mayChange = useMay('operator')
  const [isAdding, setAdding] = useState(false)
  return (
    <>
      {job.shoots.map((shoot) => (
        <Shoot key={shoot.id} shoot={shoot} mayChange={mayChange} />
      ))}
      {mayChange && !isAdding && (
        <Button mt="md" variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t('pixJob.shoots.add')}
        </Button>
      )}
      {isAdding && <NewShoot jobId={job.id} onClose={() => setAdding(false)} />}
    </>
  )
}

function Shoot({ shoot, mayChange }: { shoot: PixShoot; mayChange: boolean }) {
  const { t } = useTranslation()
  const ago = useAgo()
  const [isEditing, setEditing] = useState(false)
  const { id, shoot_code: code, photographer_id: photographer, status, created_at: begun } = shoot
  const name = code ?? id
  return (
    <Section
      title={name}
      actions={
        mayChange &&
        !isEditing && (
          <Button
            variant="default"
            size="xs"
            aria-label={t('pixJob.actionOn', { action: t('pixJob.edit.begin'), name })}
            leftSection={<Pencil size={15} aria-hidden />}
            onClick={() => setEditing(true)}
          >
            {t('pixJob.edit.begin')}
          </Button>
        )
      }
    >
      <p className={classes.about}>
        {[
          t(`pixJob.shoots.statuses.${status}`),
          `${t('pixJob.shoots.photographer')}: ${photographer ?? t('pixJob.shoots.none')}`,
          t('pixJob.shoots.begun', { when: ago(begun) }),
        ].join(' · ')}
      </p>
      {isEditing && <EditShoot shoot={shoot} onClose={() => setEditing(false)} />}
      {mayChange && <EditorTokens shootId={id} />}
    </Section>
  )
}
