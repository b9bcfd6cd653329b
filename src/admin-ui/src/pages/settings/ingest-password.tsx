import { Button, Group, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Settings, saveIngestPassword, settingsQuery } from '../../api/settings.ts'
import { Caution } from '../../parts/caution.tsx'
import { useFieldFailures } from '../../parts/field-failures.ts'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { ShownOnce } from '../../parts/shown-once.tsx'
import { suggestPassword } from '../../parts/suggest-password.ts'
import { useFormats } from '../../words/formats.ts'

const fewest = 8
const most = 64

/** What booths send along. Nobody can read the one that holds; a new one is shown when it is set. */
export function IngestPassword({ settings }: { settings: Settings }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const queryClient = useQueryClient()
  const [typed, setTyped] = useState<string | null>(null)
  const [isShort, setShort] = useState(false)
  const save = useMutation({
    mutationFn: saveIngestPassword,
    onSuccess(saved) {
      queryClient.setQueryData(settingsQuery.queryKey, saved)
      setTyped(null)
    },
  })
  const { configured, source, updated_at: at } = settings.ingest_password
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    const password = typed ?? ''
    setShort(password.length < fewest || password.length > most)
    if (password.length >= fewest && password.length <= most) save.mutate(password)
  }
  const failure = useFieldFailures(save.error).ingest_password
  return (
    <Section title={t('settings.password.title')} text={t('settings.password.text')}>
      {!configured && <Caution isGrave>{t('settings.password.none')}</Caution>}
      {configured && source && (
        <Text size="sm" mb="sm">
          {t(`settings.password.sources.${source}`)} {at !== null && t('settings.password.since', { when: moment(at) })}
        </Text>
      )}
      {save.data && typed === null && save.variables && (
        <ShownOnce label={t('settings.password.new')} secret={save.variables} help={t('settings.password.nowType')} />
      )}
      {typed === null ? (
        <Button mt="sm" variant="default" onClick={() => setTyped(suggestPassword())}>
          {t('settings.password.change')}
        </Button>
      ) : (
        <form onSubmit={onSubmit}>
          {failure === undefined && <Problem error={save.error} />}
          <TextInput
            label={t('settings.password.field')}
            description={t('settings.password.rule')}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            error={failure ?? (isShort ? t('settings.password.rule') : null)}
          />
          <Text size="sm" c="dimmed" mt="xs">
            {t('settings.password.atOnce')}
          </Text>
          <Group gap="xs" mt="sm">
            <Button type="submit" loading={save.isPending}>
              {t('settings.password.submit')}
            </Button>
            <Button variant="subtle" onClick={() => setTyped(suggestPassword())}>
              {t('settings.password.suggest')}
            </Button>
            <Button variant="subtle" onClick={() => setTyped(null)}>
              {t('parts.keep')}
            </Button>
          </Group>
        </form>
      )}
    </Section>
  )
}
