import { Button, Group, PasswordInput, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { saveSlotPassword } from '../../../api/slot.ts'
import { useFailureWords } from '../../../parts/failure-words.ts'
import { notify } from '../../../parts/notify.ts'
import { Card } from '../card.tsx'
import { useEditor } from '../editor-context.ts'
import { SettingCards } from './choice-cards.tsx'

/** Who may send photos. The password is saved at once: it is in no revision. */
export function AccessCard() {
  const { t } = useTranslation()
  const { slot, settings, mayChange } = useEditor()
  return (
    <Card title={t('slotEditor.rules.accessTitle')}>
      <SettingCards
        path="access"
        label={t('slotEditor.rules.access')}
        options={(['password', 'open'] as const).map((value) => ({
          value,
          title: t(`slotEditor.rules.accessOptions.${value}`),
          text: t(`slotEditor.rules.accessText.${value}`),
        }))}
      />
      {settings.access === 'password' && (
        <>
          <Text size="sm">
            {t(slot.has_password ? 'slotEditor.rules.ownPassword' : 'slotEditor.rules.gatewayPassword')}
          </Text>
          {mayChange && <PasswordForm />}
        </>
      )}
    </Card>
  )
}

function PasswordForm() {
  const { t } = useTranslation()
  const { slot } = useEditor()
  const describe = useFailureWords()
  const queryClient = useQueryClient()
  const [typed, setTyped] = useState<string | null>(null)
  const save = useMutation({
    mutationFn: (password: string | null) => saveSlotPassword(slot.id, password),
    async onSuccess() {
      setTyped(null)
      void notify({ color: 'teal', message: t('slotEditor.rules.passwordSaved') })
      await queryClient.invalidateQueries({ queryKey: ['slots'] })
    },
  })
  if (typed === null) {
    return (
      <Group gap="xs">
        <Button variant="default" onClick={() => setTyped('')}>
          {t('slotEditor.rules.setPassword')}
        </Button>
        {slot.has_password && (
          <Button variant="subtle" loading={save.isPending} onClick={() => save.mutate(null)}>
            {t('slotEditor.rules.takePassword')}
          </Button>
        )}
      </Group>
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(typed)
  }
  return (
    <form onSubmit={submit}>
      <PasswordInput
        label={t('slotEditor.rules.newPassword')}
        description={t('slotEditor.rules.newPasswordHelp')}
        autoComplete="new-password"
        minLength={8}
        maxLength={64}
        required
        withAsterisk={false}
        data-autofocus
        value={typed}
        error={save.isError ? describe(save.error) : undefined}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <Group gap="xs" mt="sm">
        <Button type="submit" loading={save.isPending}>
          {t('slotEditor.save')}
        </Button>
        <Button variant="subtle" onClick={() => setTyped(null)}>
          {t('slotEditor.cancel')}
        </Button>
      </Group>
    </form>
  )
}
