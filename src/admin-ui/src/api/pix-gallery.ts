import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'
import { followMilliseconds } from './pix-jobs.ts'

export type GalleryState = Answer<'/api/pix/jobs/{jobId}/gallery'>
export type GalleryExpose = Answer<'/api/pix/jobs/{jobId}/gallery/expose.json'>
export type GalleryImage = GalleryExpose['images'][number]
export type GalleryMail = Answer<'/api/pix/mails'>['mails'][number]
export type PixExport = Answer<'/api/pix/jobs/{jobId}/exports'>['exports'][number]
export type GalleryLocale = GalleryExpose['locale_default']

const lookAgainMilliseconds = 10_000
const of = (jobId: string) => ({ params: { path: { jobId } } })
const base = (jobId: string) => `/api/pix/jobs/${encodeURIComponent(jobId)}`

export const galleryStateQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['pix', 'gallery', jobId],
    queryFn: ({ signal }) => unwrap(api.GET('/api/pix/jobs/{jobId}/gallery', { ...of(jobId), signal })),
    meta: { isEssential: true },
    refetchInterval: lookAgainMilliseconds,
  })

/** What customers see, or will see. `revision` is that of the gallery's state. */
export const galleryExposeQuery = (jobId: string, revision: number) =>
  queryOptions({
    queryKey: ['pix', 'gallery', jobId, 'expose', revision],
    queryFn: ({ signal }) => unwrap(api.GET('/api/pix/jobs/{jobId}/gallery/expose.json', { ...of(jobId), signal })),
  })

export const galleryLinkQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['pix', 'gallery', jobId, 'link'],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/api/pix/jobs/{jobId}/gallery/link', { ...of(jobId), signal }))).link,
  })

/** Kept out by somebody, or because their file was taken away. */
export const excludedQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['pix', 'images', jobId, 'excluded'],
    queryFn: async ({ signal }) =>
      (
        await unwrap(
          api.GET('/api/pix/jobs/{jobId}/images', {
            params: { path: { jobId }, query: { excluded: 'true', limit: 500 } },
            signal,
          }),
        )
      ).images,
  })

export const galleryMailsQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['pix', 'mails', jobId],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/api/pix/mails', { params: { query: { job: jobId, limit: 20 } }, signal }))).mails,
    // Whoever has just released waits for it to go out.
    refetchInterval: ({ state: { data } }) =>
      data?.some(({ status, attempts }) => status === 'queued' && attempts < 2)
        ? followMilliseconds
        : lookAgainMilliseconds,
  })

export const exportsQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['pix', 'exports', jobId],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/api/pix/jobs/{jobId}/exports', { ...of(jobId), signal }))).exports,
    refetchInterval: ({ state: { data } }) => (data?.some(isUnderWay) ? followMilliseconds : lookAgainMilliseconds),
  })

export const isUnderWay = ({ status }: PixExport) => status === 'queued' || status === 'running'

export const releaseGallery = (jobId: string, isForced: boolean) =>
  unwrap(api.POST('/api/pix/jobs/{jobId}/gallery/release', { ...of(jobId), body: isForced ? { force: true } : {} }))

export const withdrawGallery = (jobId: string) => unwrap(api.POST('/api/pix/jobs/{jobId}/gallery/withdraw', of(jobId)))

export const renewLink = (jobId: string) => unwrap(api.POST('/api/pix/jobs/{jobId}/gallery/link', of(jobId)))

export const retryMail = (mailId: string) =>
  unwrap(api.POST('/api/pix/mails/{mailId}/retry', { params: { path: { mailId } } }))

/** Null: an archive to download. */
export const handOver = (jobId: string, targetId: string | null, again: boolean) =>
  unwrap(
    api.POST('/api/pix/jobs/{jobId}/exports', { ...of(jobId), body: { target_id: targetId, ...(again && { again }) } }),
  )

export const exportFile = (jobId: string, exportId: string) => `${base(jobId)}/exports/${exportId}/file`

/** Anew with every content. */
export const galleryPicture = (jobId: string, { image_id: id, sha256 }: GalleryImage) =>
  `${base(jobId)}/gallery/images/${id}?size=thumb&content=${sha256.slice(0, 12)}`

export const galleryZip = (jobId: string) => `${base(jobId)}/gallery/images.zip`

export const captionsFile = (jobId: string, kind: 'txt' | 'json', lang: GalleryLocale) =>
  `${base(jobId)}/gallery/captions.${kind}?lang=${lang}`
