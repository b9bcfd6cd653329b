import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createEditorToken, type EditorTokenWish, editorTokensQuery } from '../../../api/editor-tokens.ts'
import { useFieldFailures } from '../../../parts/field-failures.ts'
import { Problem } from '../../../parts/problem.tsx'
import { ShownOnce } from '../../../parts/shown-once.tsx'
import { useFormats } from '../../../words/formats.ts'
import classes from './shoots-tab.module.css'

const lifetimes = [1, 12, 36, 72, 168, 336]
const usualHours = 36
const dayHours = 24

/** Lets somebody into a shoot; what they need for that is seen once. */
export function NewEditorToken({ shootId, onClose }: { shootId: string; onClose(): void }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const queryClient = useQueryClient()
  const [label, setLabel] = useState('')
  const [direction, setDirection] = useState<EditorTokenWish['direction']>('upload')
  const [hours, setHours] = useState(usualHours)
  const create = useMutation({
    mutationFn: () => createEditorToken(shootId, { label: label.trim(), direction, hours }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: editorTokensQuery(shootId).queryKey }),
  })
  const failures = useFieldFailures(create.error)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  if (create.data) {
    const path = create.data.direction === 'upload' ? '' : '/files'
    const address = `${location.origin}/api/editor-return/${create.data.shoot_id}${path}`
    return (
      <div className={classes.form}>
        <ShownOnce
          label={t('pixJob.shoots.tokenOf', { who: create.data.label })}
          secret={create.data.token}
          help={t('pixJob.shoots.tokenHelp', { address, when: moment(create.data.expires_at) })}
        />
        <Button mt="sm" variant="default" onClick={onClose}>
          {t('pixJob.shoots.done')}
        </Button>
      </div>
    )
  }
  return (
    <form onSubmit={onSubmit} className={classes.form}>
      <Stack maw={420}>
        {failures.label === undefined && <Problem error={create.error} />}
        <TextInput
          label={t('pixJob.shoots.who')}
          required
          withAsterisk={false}
          maxLength={80}
          value={label}
          error={failures.label}
          onChange={({ currentTarget }) => setLabel(currentTarget.value)}
        />
        <NativeSelect
          label={t('pixJob.shoots.direction')}
          value={direction}
          onChange={({ currentTarget }) => setDirection(currentTarget.value as typeof direction)}
          data={(['upload', 'download'] as const).map((value) => ({
            value,
            label: t(`pixJob.shoots.directions.${value}`),
          }))}
        />
        <NativeSelect
          label={t('pixJob.shoots.lifetime')}
          value={String(hours)}
          onChange={({ currentTarget }) => setHours(Number(currentTarget.value))}
          data={lifetimes.map((count) => ({
            value: String(count),
            label:
              count <= 2 * dayHours
                ? t('pixJob.shoots.hours', { count })
                : t('pixJob.shoots.days', { count: count / dayHours }),
          }))}
        />
        <Group gap="xs">
          <Button type="submit" loading={create.isPending}>
            {t('pixJob.shoots.make')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('parts.keep')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
