import { Alert, Button, Code, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { isOnlyThisMachine } from '../../parts/booth-address.ts'

export function AddressStep({ onSeen }: { onSeen(): void }) {
  const { t } = useTranslation()
  return (
    <Stack>
      <Code fz="md" p="sm">
        {location.origin}
      </Code>
      {isOnlyThisMachine() && (
        <Alert color="yellow" variant="light">
          {t('firstStart.address.local', { host: location.hostname })}
        </Alert>
      )}
      <Text size="sm" c="dimmed">
        {t('firstStart.address.fixed')}
      </Text>
      <Button onClick={onSeen} style={{ alignSelf: 'start' }}>
        {t('firstStart.next')}
      </Button>
    </Stack>
  )
}
