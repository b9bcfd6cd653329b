import { Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../api/answer.ts'
import { saveSettings, settingsQuery } from '../../api/settings.ts'
import { isLocalHost } from '../../parts/booth-address.ts'
import { Caution } from '../../parts/caution.tsx'
import { Problem } from '../../parts/problem.tsx'

/** The public address, proposed from the one at which this page was opened. */
export function AddressStep({ onSaved }: { onSaved(): void }) {
  const { data: settings } = useQuery({ ...settingsQuery, staleTime: 0 })
  return settings ? <AddressForm settings={settings} onSaved={onSaved} /> : null
}

function AddressForm({ settings, onSaved }: { settings: Answer<'/api/settings'>; onSaved(): void }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const form = useForm({ initialValues: { address: settings.public_base_url ?? location.origin } })
  const host = URL.parse(form.values.address)?.hostname ?? ''
  const save = useMutation({
    mutationFn: (address: string) => saveSettings({ patch: { public_base_url: address }, revision: settings.revision }),
    onSuccess(saved) {
      queryClient.setQueryData(settingsQuery.queryKey, saved)
      onSaved()
    },
    // Somebody else may have changed something: the next try is made with what is there now.
    onError: () => queryClient.invalidateQueries(settingsQuery),
  })
  const isFromEnvironment = settings.public_base_url_source === 'environment'
  return (
    <form noValidate onSubmit={form.onSubmit(({ address }) => save.mutate(address.trim()))}>
      <Stack>
        <Problem error={save.error} />
        <TextInput
          type="url"
          label={t('firstStart.address.field')}
          description={t(isFromEnvironment ? 'firstStart.address.environment' : 'firstStart.address.fieldHelp')}
          autoComplete="off"
          spellCheck={false}
          required
          withAsterisk={false}
          {...form.getInputProps('address')}
        />
        {isLocalHost(host) && <Caution>{t('firstStart.address.local', { host })}</Caution>}
        <Button type="submit" loading={save.isPending} style={{ alignSelf: 'start' }}>
          {t('firstStart.address.submit')}
        </Button>
      </Stack>
    </form>
  )
}
