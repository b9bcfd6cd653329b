import { infiniteQueryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'
import { followMilliseconds } from './pix-jobs.ts'
import type { ImageState } from './pix-states.ts'
import type { components, paths } from './schema.d.ts'
import { sendForm } from './send-form.ts'

export type PixImage = components['schemas']['PixImage']
export type RoomType =
  paths['/api/pix/images/{imageId}']['patch']['requestBody']['content']['application/json']['room_type']
export type Returned = Answer<'/api/editor-return/{shootId}', 'post'>['files'][number]

const pageSize = 60
const lookAgainMilliseconds = 15_000
const of = (imageId: string) => ({ params: { path: { imageId } } })

/** By name; page by page. */
export const pixImagesQuery = (jobId: string, state?: ImageState, limit = pageSize) =>
  infiniteQueryOptions({
    queryKey: ['pix', 'images', jobId, { state, limit }],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/pix/jobs/{jobId}/images', {
          params: {
            path: { jobId },
            query: {
              ...{ limit, ...(pageParam !== null && { cursor: pageParam }) },
              ...(state === 'excluded' ? { excluded: 'true' as const } : state && { status: state }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ images }) => images.some(isOnItsWay)) ? followMilliseconds : lookAgainMilliseconds,
  })

export const isOnItsWay = ({ status }: PixImage) => status === 'pending_processing' || status === 'processing'

/** There once its file could be read; anew with every revision of it. */
export const thumbOf = ({ image_id: id, revision }: Pick<PixImage, 'image_id' | 'revision'>) =>
  `/api/pix/images/${id}/files/thumb?revision=${revision}`

export const excludeImage = (id: string) => unwrap(api.POST('/api/pix/images/{imageId}/exclude', of(id)))
export const includeImage = (id: string) => unwrap(api.POST('/api/pix/images/{imageId}/include', of(id)))
export const retryImage = (id: string) => unwrap(api.POST('/api/pix/images/{imageId}/retry', of(id)))
export const setRoom = (id: string, room: RoomType) =>
  unwrap(api.PATCH('/api/pix/images/{imageId}', { ...of(id), body: { room_type: room } }))

/** One final image, to the door that editors use. */
export async function returnImage(shootId: string, file: File, onProgress: (share: number) => void): Promise<Returned> {
  const form = new FormData()
  form.append('file', file, file.name)
  const address = `/api/editor-return/${encodeURIComponent(shootId)}`
  const { files } = await sendForm<Answer<'/api/editor-return/{shootId}', 'post'>>(address, form, { onProgress })
  const [only] = files
  if (!only) throw new Error('the gateway says nothing of it')
  return only
}
