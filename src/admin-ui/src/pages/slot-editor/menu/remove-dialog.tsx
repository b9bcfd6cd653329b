import { Alert, Button, Group, Modal, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { removeSlot, slotQuery } from '../../../api/slot.ts'
import { slotsQuery } from '../../../api/slots.ts'
import { useFailureWords } from '../../../parts/failure-words.ts'
import { notify } from '../../../parts/notify.ts'
import { useEditor } from '../editor-context.ts'

/** Asks once. */
export function RemoveDialog({ isDirty, onClose }: { isDirty: boolean; onClose(): void }) {
  const { t } = useTranslation()
  const { slot, saved } = useEditor()
  const describe = useFailureWords()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const remove = useMutation({
    mutationFn: () => removeSlot(slot.id, slot.revision),
    async onSuccess() {
      void notify({ message: t('slotEditor.menu.removed', { name: saved.name }) })
      await navigate({ to: '/admin' })
      // Not before: the page would ask for what is gone.
      queryClient.removeQueries({ queryKey: slotQuery(slot.id).queryKey })
      await queryClient.invalidateQueries({ queryKey: slotsQuery.queryKey, exact: true })
    },
    onError: () => queryClient.invalidateQueries({ queryKey: slotQuery(slot.id).queryKey, exact: true }),
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('slotEditor.menu.removeTitle', { name: saved.name })}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      <Text style={{ overflowWrap: 'anywhere' }}>{t('slotEditor.menu.removeText')}</Text>
      {(remove.isError || isDirty) && (
        <Alert color="red" variant="light" role="alert" mt="md">
          {isDirty ? t('slotEditor.menu.unsavedFirst') : describe(remove.error)}
        </Alert>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('slotEditor.cancel')}
        </Button>
        <Button color="red" onClick={() => remove.mutate()} loading={remove.isPending} disabled={isDirty}>
          {t('slotEditor.menu.removeIt')}
        </Button>
      </Group>
    </Modal>
  )
}
