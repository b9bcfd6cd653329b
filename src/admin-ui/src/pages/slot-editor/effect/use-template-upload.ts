import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { templatesQuery, uploadTemplate } from '../../../api/templates.ts'
import { useFailureWords } from '../../../parts/failure-words.ts'

/** Sends a picture and says how far it has come; `onDone` gets the id of the template. */
export function useTemplateUpload(onDone: (role: string, templateId: string) => void) {
  const { t } = useTranslation()
  const describe = useFailureWords()
  const queryClient = useQueryClient()
  const [share, setShare] = useState(0)
  const upload = useMutation({
    mutationFn: ({ file }: { role: string; file: File }) => uploadTemplate(file, setShare),
    onMutate: () => setShare(0),
    async onSuccess({ id }, { role }) {
      onDone(role, id)
      await queryClient.invalidateQueries({ queryKey: templatesQuery.queryKey })
    },
  })
  return {
    send: (role: string, file: File) => upload.mutate({ role, file }),
    refuse: t('slotEditor.templates.wrongKind'),
    /** Of the role that is being sent; null: none is. */
    progressOf: (role: string) =>
      upload.isPending && upload.variables.role === role ? { share, name: upload.variables.file.name } : null,
    errorOf: (role: string) => (upload.isError && upload.variables.role === role ? describe(upload.error) : null),
  }
}

export type TemplateUpload = ReturnType<typeof useTemplateUpload>
