import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'
import type { paths } from './schema.d.ts'

export type Caption = Answer<'/api/pix/images/{imageId}/captions'>[number]
export type ExposeText = Answer<'/api/pix/jobs/{jobId}/texts'>[number]
export type TextLocale = Caption['locale']
export type CaptionWords =
  paths['/api/pix/images/{imageId}/captions/{locale}']['put']['requestBody']['content']['application/json']
export type ExposeWords =
  paths['/api/pix/jobs/{jobId}/texts/{locale}']['put']['requestBody']['content']['application/json']

export const textLocales: readonly TextLocale[] = ['de', 'en']
const lookAgainMilliseconds = 15_000
const ifSeen = (version: number) => ({ 'if-match': `"${version}"` })

export const captionsQuery = (imageId: string) =>
  queryOptions({
    queryKey: ['pix', 'captions', imageId],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/pix/images/{imageId}/captions', { params: { path: { imageId } }, signal })),
    refetchInterval: lookAgainMilliseconds,
  })

/** `version` is the one that was seen; 0: there was none. */
export const writeCaption = (imageId: string, locale: TextLocale, words: CaptionWords, version: number) =>
  unwrap(
    api.PUT('/api/pix/images/{imageId}/captions/{locale}', {
      params: { path: { imageId, locale }, header: ifSeen(version) },
      body: words,
    }),
  )

export const exposeTextsQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['pix', 'texts', jobId],
    queryFn: ({ signal }) => unwrap(api.GET('/api/pix/jobs/{jobId}/texts', { params: { path: { jobId } }, signal })),
    refetchInterval: lookAgainMilliseconds,
  })

export const writeExposeText = (jobId: string, locale: TextLocale, words: ExposeWords, version: number) =>
  unwrap(
    api.PUT('/api/pix/jobs/{jobId}/texts/{locale}', {
      params: { path: { jobId, locale }, header: ifSeen(version) },
      body: words,
    }),
  )
