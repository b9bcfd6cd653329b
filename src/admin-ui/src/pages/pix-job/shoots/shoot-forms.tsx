import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addShoot, changeShoot, type PixShoot } from '../../../api/pix-jobs.ts'
import { useFieldFailures } from '../../../parts/field-failures.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Section } from '../../../parts/section.tsx'
import classes from './shoots-tab.module.css'

export function NewShoot({ jobId, onClose }: { jobId: string; onClose(): void }) {
  const { t } = useTranslation()
  return (
    <Section title={t('pixJob.shoots.add')}>
      <ShootForm
        codeHelp={t('pixJob.shoots.codeHelp')}
        confirm={t('pixJob.shoots.add')}
        before={{ code: '', photographer: '' }}
        onSave={({ code, photographer }) =>
          addShoot(jobId, {
            ...(code && { shoot_code: code }),
            ...(photographer && { photographer_id: photographer }),
          })
        }
        onClose={onClose}
      />
    </Section>
  )
}

export function EditShoot({ shoot, onClose }: { shoot: PixShoot; onClose(): void }) {
  const { t } = useTranslation()
  const [before] = useState(() => ({ code: shoot.shoot_code ?? '', photographer: shoot.photographer_id ?? '' }))
  return (
    <div className={classes.form}>
      <ShootForm
        codeHelp={t('pixJob.shoots.codeChange')}
        confirm={t('pixJob.write.save')}
        before={before}
        onSave={({ code, photographer }) =>
          changeShoot(shoot.id, {
            ...(code !== before.code && { shoot_code: code }),
            ...(photographer !== before.photographer && { photographer_id: photographer || null }),
          })
        }
        onClose={onClose}
      />
    </div>
  )
}

interface TypedShoot {
  code: string
  photographer: string
}

interface ShootFormProps {
  codeHelp: string
  confirm: string
  before: TypedShoot
  onSave(typed: TypedShoot): Promise<unknown>
  onClose(): void
}

function ShootForm({ codeHelp, confirm, before, onSave, onClose }: ShootFormProps) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const [typed, setTyped] = useState(before)
  const save = useMutation({
    mutationFn: () => onSave({ code: typed.code.trim(), photographer: typed.photographer.trim() }),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['pix'] })
      onClose()
    },
  })
  const failures = useFieldFailures(save.error)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={onSubmit}>
      <Stack maw={420}>
        {Object.keys(failures).length === 0 && <Problem error={save.error} />}
        <TextInput
          label={t('pixJob.shoots.code')}
          description={codeHelp}
          maxLength={5}
          value={typed.code}
          error={failures.shoot_code}
          onChange={({ currentTarget }) => setTyped({ ...typed, code: currentTarget.value.toUpperCase() })}
        />
        <TextInput
          label={t('pixJob.shoots.photographer')}
          maxLength={64}
          value={typed.photographer}
          error={failures.photographer_id}
          onChange={({ currentTarget }) => setTyped({ ...typed, photographer: currentTarget.value })}
        />
        <Group gap="xs">
          <Button type="submit" loading={save.isPending}>
            {confirm}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('parts.keep')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
