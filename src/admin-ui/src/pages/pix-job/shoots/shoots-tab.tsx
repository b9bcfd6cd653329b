import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addShoot, type PixShoot, type WholePixJob } from '../../../api/pix-jobs.ts'
import { useFieldFailures } from '../../../parts/field-failures.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Section } from '../../../parts/section.tsx'
import { useAgo } from '../../../parts/use-ago.ts'
import { useMay } from '../../../parts/use-may.ts'
import { EditorTokens } from './editor-tokens.tsx'
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
  const { id, shoot_code: code, photographer_id: photographer, status, created_at: begun } = shoot
  return (
    <Section title={code ?? id}>
      <p className={classes.about}>
        {[
          t(`pixJob.shoots.statuses.${status}`),
          `${t('pixJob.shoots.photographer')}: ${photographer ?? t('pixJob.shoots.none')}`,
          t('pixJob.shoots.begun', { when: ago(begun) }),
        ].join(' · ')}
      </p>
      {mayChange && <EditorTokens shootId={id} />}
    </Section>
  )
}

function NewShoot({ jobId, onClose }: { jobId: string; onClose(): void }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const [code, setCode] = useState('')
  const [photographer, setPhotographer] = useState('')
  const add = useMutation({
    mutationFn: () =>
      addShoot(jobId, {
        ...(code.trim() && { shoot_code: code.trim() }),
        ...(photographer.trim() && { photographer_id: photographer.trim() }),
      }),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['pix', 'job', jobId] })
      onClose()
    },
  })
  const failures = useFieldFailures(add.error)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <Section title={t('pixJob.shoots.add')}>
      <form onSubmit={onSubmit}>
        <Stack maw={420}>
          {Object.keys(failures).length === 0 && <Problem error={add.error} />}
          <TextInput
            label={t('pixJob.shoots.code')}
            description={t('pixJob.shoots.codeHelp')}
            maxLength={5}
            value={code}
            error={failures.shoot_code}
            onChange={({ currentTarget }) => setCode(currentTarget.value.toUpperCase())}
          />
          <TextInput
            label={t('pixJob.shoots.photographer')}
            maxLength={64}
            value={photographer}
            error={failures.photographer_id}
            onChange={({ currentTarget }) => setPhotographer(currentTarget.value)}
          />
          <Group gap="xs">
            <Button type="submit" loading={add.isPending}>
              {t('pixJob.shoots.add')}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t('parts.keep')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
