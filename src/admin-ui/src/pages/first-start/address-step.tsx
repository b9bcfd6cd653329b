import { Button, Code, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { isOnlyThisMachine } from '../../parts/booth-address.ts'
import { Caution } from '../../parts/caution.tsx'

export function AddressStep({ onSeen }: { onSeen(): void }) {
  const { t } = useTranslation()
  return (
    <Stack>
      <Code fz="md" p="sm">
        {location.origin}
      </Code>
      {isOnlyThisMachine() && <Caution>{t('firstStart.address.local', { host: location.hostname })}</Caution>}
      <Text size="sm" c="dimmed">
        {t('firstStart.address.fixed')}
      </Text>
      <Button onClick={onSeen} style={{ alignSelf: 'start' }}>
        {t('firstStart.next')}
      </Button>
    </Stack>
  )
}
