import { Alert, Button, Group, Modal, Stack } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useFailureWords } from './failure-words.ts'

interface AgreeDialogProps {
  isOpen: boolean
  title: string
  /** What will happen, in the words of those whom it concerns. */
  children: ReactNode
  /** What is done, as in "Pause the queue". */
  action: string
  isGrave?: boolean
  isPending: boolean
  /** Of the last try. */
  error: unknown
  onAgree(): void
  onClose(): void
}

/** One question before something that cannot be taken back. */
export function AgreeDialog(props: AgreeDialogProps) {
  const { t } = useTranslation()
  const describe = useFailureWords()
  const id = useId()
  const { isOpen, title, children, action, isGrave = false, isPending, error, onAgree, onClose } = props
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      aria-describedby={id}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      <Stack>
        <div id={id}>{children}</div>
        {error !== null && error !== undefined && (
          <Alert color="red" variant="light" role="alert">
            {describe(error)}
          </Alert>
        )}
        <Group gap="xs" justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('shell.cancel')}
          </Button>
          <Button {...(isGrave && { color: 'red.8' })} loading={isPending} onClick={onAgree}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
