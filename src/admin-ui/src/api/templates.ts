import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { checkConnection } from './connection.ts'
import { Failure, unwrap } from './failure.ts'

export type Template = Answer<'/api/templates'>[number]

export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/templates', { signal })),
})

export const templatePreviewOf = (templateId: string) => `/api/templates/${templateId}/preview.webp`

/** Of a file's name what may be a label. */
const labelOf = (name: string) => name.replace(/\.[a-z0-9]+$/i, '').slice(0, 80)

/** Not `fetch`, which does not tell how much has gone. `onProgress` gets 0 to 1. */
export function uploadTemplate(file: File, onProgress: (share: number) => void): Promise<Template> {
  const form = new FormData()
  form.append('label', labelOf(file.name))
  form.append('file', file, file.name)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onload = () => {
      const body = parse(request.responseText)
      if (request.status < 300) resolve(body as Template)
      else reject(new Failure(request.status, body))
    }
    request.onerror = () => {
      void checkConnection()
      reject(new Failure(0))
    }
    request.open('POST', '/api/templates')
    request.send(form)
  })
}

function parse(text: string): object {
  try {
    return JSON.parse(text) as object
  } catch {
    return {}
  }
}
