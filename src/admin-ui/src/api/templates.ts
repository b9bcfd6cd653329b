import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'
import { sendForm } from './send-form.ts'

export type Template = Answer<'/api/templates'>[number]

export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/templates', { signal })),
})

export const templatePreviewOf = (templateId: string) => `/api/templates/${templateId}/preview.webp`

/** Of a file's name what may be a label. */
const labelOf = (name: string) => name.replace(/\.[a-z0-9]+$/i, '').slice(0, 80)

/** `onProgress` gets 0 to 1. */
export function uploadTemplate(file: File, onProgress: (share: number) => void): Promise<Template> {
  const form = new FormData()
  form.append('label', labelOf(file.name))
  form.append('file', file, file.name)
  return sendForm('/api/templates', form, { onProgress })
}
