import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'
import type { paths } from './schema.d.ts'

export type EditorToken = Answer<'/api/pix/shoots/{shootId}/editor-tokens'>['tokens'][number]
export type EditorTokenWish = Required<
  paths['/api/pix/shoots/{shootId}/editor-tokens']['post']['requestBody']['content']['application/json']
>

const of = (shootId: string) => ({ params: { path: { shootId } } })

export const editorTokensQuery = (shootId: string) =>
  queryOptions({
    queryKey: ['pix', 'editor-tokens', shootId],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/api/pix/shoots/{shootId}/editor-tokens', { ...of(shootId), signal }))).tokens,
  })

/** The token itself is in this answer alone. */
export const createEditorToken = (shootId: string, body: EditorTokenWish) =>
  unwrap(api.POST('/api/pix/shoots/{shootId}/editor-tokens', { ...of(shootId), body }))

export const revokeEditorToken = (tokenId: string) =>
  unwrap(api.DELETE('/api/pix/editor-tokens/{tokenId}', { params: { path: { tokenId } } }))
