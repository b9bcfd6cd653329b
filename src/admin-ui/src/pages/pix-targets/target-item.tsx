import { Button, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { removeTarget, type Target, targetsQuery } from '../../api/pix-targets.ts'
import { AskOnce } from '../../parts/ask-once.tsx'
import { hasKeys } from './target-draft.ts'
import { TargetForm } from './target-form.tsx'
import classes from './targets-page.module.css'

/** One program: what it is, whether it can be reached, and its end. */
export function TargetItem({ target }: { target: Target }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const [isChanging, setChanging] = useState(false)
  const remove = useMutation({
    mutationFn: () => removeTarget(target.id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: targetsQuery.queryKey }),
  })
  if (isChanging) return <TargetForm target={target} onClose={() => setChanging(false)} />
  const lacksKeys = hasKeys(target.kind) && !target.has_keys
  const name = target.label || t(`pixTargets.kinds.${target.kind}`)
  return (
    <div className={classes.head}>
      <div className={classes.name}>
        <Title order={2} size="h3">
          {name}
        </Title>
        <Text size="sm" c="dimmed">
          {t(`pixTargets.kinds.${target.kind}`)}
        </Text>
        {hasKeys(target.kind) && (
          <Text size="sm" className={lacksKeys ? classes.missing : undefined}>
            {t(lacksKeys ? 'pixTargets.noKeys' : 'pixTargets.keysThere')}
          </Text>
        )}
      </div>
      <div className={classes.actions}>
        <Button variant="default" aria-label={t('pixTargets.changeOne', { name })} onClick={() => setChanging(true)}>
          {t('pixTargets.change')}
        </Button>
        <AskOnce
          label={t('pixTargets.delete')}
          heardLabel={t('pixTargets.deleteOne', { name })}
          question={t('pixTargets.deleteQuestion')}
          confirm={t('pixTargets.deleteConfirm')}
          isPending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
        />
      </div>
    </div>
  )
}
