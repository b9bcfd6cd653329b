import { Button, Modal, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { duplicateSlot } from '../../../api/slot.ts'
import { useFailureWords } from '../../../parts/failure-words.ts'
import { notify } from '../../../parts/notify.ts'
import { useEditor } from '../editor-context.ts'

const mostNameCharacters = 80

/** The same settings under another address. */
export function DuplicateDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const { slot, saved } = useEditor()
  const describe = useFailureWords()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [id, setId] = useState(`${slot.id.slice(0, 27)}-copy`)
  const [name, setName] = useState(t('slotEditor.menu.copyOf', { name: saved.name }).slice(0, mostNameCharacters))
  const make = useMutation({
    mutationFn: () => duplicateSlot(slot.id, { id, name }),
    async onSuccess() {
      onClose()
      void notify({ color: 'teal', message: t('slotEditor.menu.made', { name }) })
      await queryClient.invalidateQueries({ queryKey: ['slots'] })
      await navigate({ to: '/admin/slots/$slotId', params: { slotId: id } })
    },
  })
  const isId = /^[a-z0-9][a-z0-9-]{0,31}$/.test(id)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isId) make.mutate()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('slotEditor.menu.duplicateTitle')}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t('slotEditor.menu.name')}
            value={name}
            maxLength={mostNameCharacters}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            data-autofocus
          />
          <TextInput
            label={t('slotEditor.menu.id')}
            description={t('slotEditor.menu.idHelp', { id })}
            value={id}
            error={make.isError ? describe(make.error) : isId ? undefined : t('slotEditor.menu.idWrong')}
            onChange={({ currentTarget }) => setId(currentTarget.value)}
          />
          <Button type="submit" loading={make.isPending} disabled={!isId} style={{ alignSelf: 'end' }}>
            {t('slotEditor.menu.make')}
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}
