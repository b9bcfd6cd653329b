import { Alert, Button, FileButton, Group, Loader, NativeSelect, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { resultOf } from '../../api/jobs.ts'
import { slotsQuery } from '../../api/slots.ts'
import { tryPhoto } from '../../api/test-run.ts'
import { useFailureWords } from '../../parts/failure-words.ts'
import { readSamplePhoto, sampleUrl } from '../../parts/sample-photo.ts'
import { useObjectUrl } from '../../parts/use-object-url.ts'
import { useFormats } from '../../words/formats.ts'
import { PicturePair } from './picture-pair.tsx'

/** A look is seen at once; enhancing is not. */
const tellingSlot = 'slot-002'

export function TryStep({ onDone }: { onDone(): void }) {
  const { t } = useTranslation()
  const { seconds } = useFormats()
  const describe = useFailureWords()
  const queryClient = useQueryClient()
  const { data: slots = [] } = useQuery(slotsQuery)
  const usable = slots.filter(({ problem }) => problem === null)
  const [chosen, setChosen] = useState(tellingSlot)
  const slotId = usable.some(({ id }) => id === chosen) ? chosen : (usable[0]?.id ?? '')
  const [own, setOwn] = useState<File | null>(null)
  const before = useObjectUrl(own) ?? sampleUrl

  const attempt = useMutation({
    mutationFn: async () => tryPhoto(slotId, own ?? (await readSamplePhoto())),
    async onSuccess() {
      onDone()
      await queryClient.invalidateQueries({ queryKey: ['jobs'] })
    },
  })

  return (
    <Stack>
      <NativeSelect
        label={t('firstStart.tryIt.slot')}
        value={slotId}
        onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        data={usable.map(({ id, settings }) => ({ value: id, label: settings.name }))}
      />
      <PicturePair before={before} after={attempt.data ? resultOf(attempt.data.job_id) : null}>
        {attempt.isPending && <Loader size="sm" aria-label={t('firstStart.tryIt.making')} />}
      </PicturePair>
      <div role="status">
        {attempt.isError && (
          <Alert color="red" variant="light">
            {describe(attempt.error)}
          </Alert>
        )}
        {attempt.isPending && <Text size="sm">{t('firstStart.tryIt.making')}</Text>}
        {attempt.data?.milliseconds != null && (
          <Text size="sm">{t('firstStart.tryIt.took', { duration: seconds(attempt.data.milliseconds) })}</Text>
        )}
      </div>
      <Group gap="xs">
        <Button onClick={() => attempt.mutate()} loading={attempt.isPending} disabled={slotId === ''}>
          {t('firstStart.tryIt.submit')}
        </Button>
        <FileButton accept="image/*,.heic,.heif" onChange={setOwn}>
          {(props) => (
            <Button variant="subtle" {...props}>
              {own ? own.name : t('firstStart.tryIt.own')}
            </Button>
          )}
        </FileButton>
      </Group>
    </Stack>
  )
}
