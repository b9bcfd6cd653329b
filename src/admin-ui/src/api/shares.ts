import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'

/** A gallery for guests, as its makers see it. */
export type Share = Answer<'/api/galleries'>[number]

export const sharesQuery = queryOptions({
  queryKey: ['galleries'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/galleries', { signal })),
  refetchInterval: 30_000,
})

export const openShare = (body: { title: string; slots: string[]; minutes: number }) =>
  unwrap(api.POST('/api/galleries', { body }))

export const stopShare = (galleryId: string) =>
  unwrap(api.POST('/api/galleries/{galleryId}/stop', { params: { path: { galleryId } } }))

export const shareCodeOf = ({ id }: Share) => `/g/${id}/qr.svg`

export const minutesLeft = ({ ends_at: end }: Share, now: number) =>
  Math.max(0, Math.ceil((Date.parse(end) - now) / 60_000))
