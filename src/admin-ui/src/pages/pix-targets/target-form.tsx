import { Button, Group, NativeSelect, NumberInput, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addTarget, replaceTarget, type Target, type TargetKind, targetsQuery } from '../../api/pix-targets.ts'
import { useFieldFailures } from '../../parts/field-failures.ts'
import { notify } from '../../parts/notify.ts'
import { Problem } from '../../parts/problem.tsx'
import { draftOf, hasKeys, keyFields, kinds, type TargetDraft, textFields, wishOf } from './target-draft.ts'

interface TargetFormProps {
  /** Left out: a new one. */
  target?: Target
  onClose(): void
}

/** A program and its settings. Keys are typed, and never shown again. */
export function TargetForm({ target, onClose }: TargetFormProps) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(target))
  const save = useMutation({
    mutationFn: () => (target ? replaceTarget(target.id, wishOf(draft)) : addTarget(wishOf(draft))),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: targetsQuery.queryKey })
      void notify({ message: t('pixTargets.saved') })
      onClose()
    },
  })
  const failures = useFieldFailures(save.error)
  const isAtField = Object.keys(failures).some((field) => field === 'label' || field.startsWith('config.'))
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const change = (part: Partial<TargetDraft>) => setDraft({ ...draft, ...part })
  return (
    <form onSubmit={onSubmit}>
      <Stack>
        <Title order={2} size="h3">
          {t(target ? 'pixTargets.changeTitle' : 'pixTargets.add')}
        </Title>
        {!isAtField && <Problem error={save.error} />}
        <NativeSelect
          label={t('pixTargets.kind')}
          description={t(`pixTargets.kindHelp.${draft.kind}`)}
          value={draft.kind}
          disabled={target !== undefined}
          data={kinds.map((value) => ({ value, label: t(`pixTargets.kinds.${value}`) }))}
          onChange={({ currentTarget }) => change({ kind: currentTarget.value as TargetKind })}
        />
        <TextInput
          label={t('pixTargets.label')}
          description={t('pixTargets.labelHelp')}
          maxLength={80}
          autoComplete="off"
          value={draft.label}
          error={failures.label}
          onChange={({ currentTarget }) => change({ label: currentTarget.value })}
        />
        {hasKeys(draft.kind) ? (
          <ProgramFields draft={draft} change={change} failures={failures} hasOld={target?.has_keys ?? false} />
        ) : (
          <OpenimmoFields draft={draft} change={change} failures={failures} />
        )}
        <Group gap="xs">
          <Button type="submit" loading={save.isPending}>
            {t('pixTargets.save')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('parts.keep')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface FieldsProps {
  draft: TargetDraft
  change(part: Partial<TargetDraft>): void
  failures: Partial<Record<string, string>>
}

function OpenimmoFields({ draft, change, failures }: FieldsProps) {
  const { t } = useTranslation()
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('pixTargets.openimmoText')}
      </Text>
      {textFields.map((name) => (
        <TextInput
          key={name}
          label={t(`pixTargets.fields.${name}`)}
          maxLength={200}
          autoComplete="off"
          value={draft.texts[name]}
          error={failures[`config.${name}`]}
          onChange={({ currentTarget }) => change({ texts: { ...draft.texts, [name]: currentTarget.value } })}
        />
      ))}
      <NativeSelect
        label={t('pixTargets.fields.image_format')}
        value={draft.image_format}
        data={['jpg', 'image/jpeg']}
        onChange={({ currentTarget }) => change({ image_format: currentTarget.value as TargetDraft['image_format'] })}
      />
      <NumberInput
        label={t('pixTargets.fields.image_title_characters')}
        min={10}
        max={250}
        allowDecimal={false}
        value={draft.image_title_characters}
        error={failures['config.image_title_characters']}
        onChange={(value) => change({ image_title_characters: Number(value) })}
      />
      <NumberInput
        label={t('pixTargets.fields.headline_characters')}
        min={20}
        max={250}
        allowDecimal={false}
        value={draft.headline_characters}
        error={failures['config.headline_characters']}
        onChange={(value) => change({ headline_characters: Number(value) })}
      />
    </>
  )
}

/** Keys that are typed halfway would be no keys. */
function ProgramFields({ draft, change, failures, hasOld }: FieldsProps & { hasOld: boolean }) {
  const { t } = useTranslation()
  const names = keyFields[draft.kind]
  const isTyped = names.some((name) => draft.keys[name] !== '')
  return (
    <>
      <TextInput
        label={t('pixTargets.fields.base_url')}
        description={t('pixTargets.baseUrlHelp')}
        type="url"
        autoComplete="off"
        spellCheck={false}
        value={draft.base_url}
        error={failures['config.base_url']}
        onChange={({ currentTarget }) => change({ base_url: currentTarget.value })}
      />
      {names.map((name) => (
        <PasswordInput
          key={name}
          label={t(`pixTargets.fields.${name}`)}
          description={t(hasOld ? 'pixTargets.keysStay' : 'pixTargets.keysHidden')}
          autoComplete="off"
          required={isTyped}
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t('pixTargets.showKey') }}
          value={draft.keys[name]}
          onChange={({ currentTarget }) => change({ keys: { ...draft.keys, [name]: currentTarget.value } })}
        />
      ))}
    </>
  )
}
