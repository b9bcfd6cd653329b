import { Alert, Button, FileButton, Group, Modal, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { asSlot } from '../../../api/client.ts'
import { importInto, slotQuery } from '../../../api/slot.ts'
import { useFailureWords } from '../../../parts/failure-words.ts'
import { notify } from '../../../parts/notify.ts'
import { useProblemList } from '../../../parts/problem-words.ts'
import { useFormats } from '../../../words/formats.ts'
import { useEditor } from '../editor-context.ts'
import { DifferenceList } from '../history/difference-list.tsx'

/** Shows what a file would change before it does. */
export function ImportDialog({ isDirty, onClose }: { isDirty: boolean; onClose(): void }) {
  const { t } = useTranslation()
  const sayProblems = useProblemList()
  const { list } = useFormats()
  const { slot } = useEditor()
  const describe = useFailureWords()
  const queryClient = useQueryClient()
  const [file, setFile] = useState<unknown>(null)
  const forgetChoice = useRef<() => void>(null)
  const look = useMutation({
    async mutationFn(chosen: File) {
      const content = parse(await chosen.text())
      if (content === null) throw new Error(t('slotEditor.menu.importNotJson'))
      setFile(content)
      return importInto(slot.id, slot.revision, content, true)
    },
  })
  const replace = useMutation({
    mutationFn: () => importInto(slot.id, slot.revision, file, false),
    async onSuccess({ slot: made }) {
      if (made) {
        queryClient.setQueryData(slotQuery(slot.id).queryKey, asSlot(made))
        void notify({ color: 'teal', message: t('slotEditor.menu.imported', { revision: made.revision }) })
      }
      onClose()
      await queryClient.invalidateQueries({ queryKey: ['slots'] })
    },
    // Perhaps somebody has saved it meanwhile: the next try is made with what is there now.
    onError: () => queryClient.invalidateQueries({ queryKey: slotQuery(slot.id).queryKey, exact: true }),
  })
  const found = look.data
  const missing = found?.missing_templates.map(({ label, role }) => label || role) ?? []
  const wrong = isDirty
    ? t('slotEditor.menu.unsavedFirst')
    : look.isError || replace.isError
      ? describe(replace.error ?? look.error)
      : missing.length > 0
        ? t('slotEditor.menu.importMissing', { names: list(missing) })
        : found && found.problem !== null
          ? sayProblems(found.problems)
          : null
  return (
    <Modal
      opened
      onClose={onClose}
      size={760}
      title={t('slotEditor.menu.importTitle')}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      <Stack>
        <div>
          <FileButton
            accept="application/json,.json"
            resetRef={forgetChoice}
            onChange={(chosen) => {
              // Or the same file, put right, could not be chosen again.
              forgetChoice.current?.()
              if (chosen) look.mutate(chosen)
            }}
          >
            {(props) => (
              <Button variant="default" loading={look.isPending} disabled={isDirty} {...props}>
                {t('slotEditor.form.choose')}
              </Button>
            )}
          </FileButton>
        </div>
        {wrong !== null && (
          <Alert color="red" variant="light" role="alert">
            {wrong}
          </Alert>
        )}
        {found && <DifferenceList differences={found.changes} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('slotEditor.cancel')}
          </Button>
          <Button onClick={() => replace.mutate()} loading={replace.isPending} disabled={!found || wrong !== null}>
            {t('slotEditor.menu.importIt')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

function parse(text: string): object | null {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}
