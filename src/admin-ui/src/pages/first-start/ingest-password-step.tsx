import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { saveIngestPassword, settingsQuery } from '../../api/settings.ts'
import { Problem } from '../../parts/problem.tsx'
import { suggestPassword } from '../../parts/suggest-password.ts'

/** Shown while it is typed: somebody must copy it into another machine. */
export function IngestPasswordStep({ onSaved }: { onSaved(): void }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const form = useForm({
    initialValues: { password: '' },
    validate: {
      password: ({ length }) => (length < 8 || length > 64 ? t('firstStart.ingest.rule') : null),
    },
  })
  const save = useMutation({
    mutationFn: saveIngestPassword,
    onSuccess(settings) {
      queryClient.setQueryData(settingsQuery.queryKey, settings)
      onSaved()
    },
  })
  return (
    <form onSubmit={form.onSubmit(({ password }) => save.mutate(password))}>
      <Stack>
        <Problem error={save.error} />
        <TextInput
          label={t('firstStart.ingest.field')}
          description={t('firstStart.ingest.rule')}
          autoComplete="off"
          spellCheck={false}
          required
          withAsterisk={false}
          {...form.getInputProps('password')}
        />
        <Text size="sm" c="dimmed">
          {t('firstStart.ingest.saved')}
        </Text>
        <Group gap="xs">
          <Button type="submit" loading={save.isPending}>
            {t('firstStart.ingest.submit')}
          </Button>
          <Button variant="subtle" onClick={() => form.setFieldValue('password', suggestPassword())}>
            {t('firstStart.ingest.suggest')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
