import { Button, PasswordInput, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { changePassword, meQuery } from '../api/me.ts'
import { Problem } from './problem.tsx'
import { typedPassword } from './typed-password.ts'

const fewestCharacters = 8

/** Asks for the current password only where it was not typed a moment ago. */
export function OwnPasswordForm({ submit, onSaved }: { submit: string; onSaved(): void }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const known = typedPassword.peek()
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { current: known ?? '', wanted: '' },
    validate: {
      wanted: (wanted, { current }) => {
        if (wanted.length < fewestCharacters) return t('ownPassword.tooShort')
        return wanted === current ? t('ownPassword.same') : null
      },
    },
  })
  const save = useMutation({
    mutationFn: ({ current, wanted }: { current: string; wanted: string }) => changePassword(current, wanted),
    async onSuccess() {
      typedPassword.forget()
      await queryClient.fetchQuery({ ...meQuery, staleTime: 0 })
      onSaved()
    },
    // Should it be another one by now, the field for it comes back.
    onError: () => typedPassword.forget(),
  })
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack>
        <Problem error={save.error} />
        {known === null && (
          <PasswordInput
            label={t('ownPassword.current')}
            autoComplete="current-password"
            required
            withAsterisk={false}
            key={form.key('current')}
            {...form.getInputProps('current')}
          />
        )}
        <PasswordInput
          label={t('ownPassword.wanted')}
          description={t('ownPassword.rule')}
          autoComplete="new-password"
          required
          withAsterisk={false}
          key={form.key('wanted')}
          {...form.getInputProps('wanted')}
        />
        <Button type="submit" loading={save.isPending} style={{ alignSelf: 'start' }}>
          {submit}
        </Button>
      </Stack>
    </form>
  )
}
