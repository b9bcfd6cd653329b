import { Button, Group, Modal, Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

interface LeaveGuardProps {
  /** The page's own address: its parts may be gone to. */
  own: string
  isDirty: boolean
  onDiscard(): void
}

/** Asks once before what is typed is left behind. */
export function LeaveGuard({ own, isDirty, onDiscard }: LeaveGuardProps) {
  const { t } = useTranslation()
  const { status, proceed, reset } = useBlocker({
    // Whose session has ended signs in and comes back: the draft waits.
    shouldBlockFn: ({ next: { pathname } }) => isDirty && pathname !== own && pathname !== '/admin/sign-in',
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  })
  return (
    <Modal
      opened={status === 'blocked'}
      onClose={() => reset?.()}
      title={t('slotEditor.leaveTitle')}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      <Text>{t('slotEditor.leaveText')}</Text>
      <Group justify="flex-end" mt="lg">
        <Button
          variant="subtle"
          color="red"
          onClick={() => {
            onDiscard()
            proceed?.()
          }}
        >
          {t('slotEditor.leave')}
        </Button>
        <Button onClick={() => reset?.()} data-autofocus>
          {t('slotEditor.stay')}
        </Button>
      </Group>
    </Modal>
  )
}
