import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'
import { isOnItsWay } from './pix-images.ts'
import { followMilliseconds } from './pix-jobs.ts'

export type WholeImage = Answer<'/api/pix/images/{imageId}'>
/** As the client reads it. */
export type Findings = Awaited<ReturnType<typeof readFindings>>
export type PrivateFinding = NonNullable<Findings['privacy']>['findings'][number]
/** x, y, width and height as shares of the sides. */
export type Box = readonly number[]
export type Edit = Answer<'/api/pix/images/{imageId}/edits'>[number]

const lookAgainMilliseconds = 15_000
const of = (imageId: string) => ({ params: { path: { imageId } } })

export const rectangleOf = ([x = 0, y = 0, width = 0, height = 0]: Box) => ({ x, y, width, height })

/** With its files. */
export const pixImageQuery = (imageId: string) =>
  queryOptions({
    queryKey: ['pix', 'image', imageId],
    queryFn: ({ signal }) => unwrap(api.GET('/api/pix/images/{imageId}', { ...of(imageId), signal })),
    meta: { isEssential: true },
    refetchInterval: ({ state: { data } }) => (data && isOnItsWay(data) ? followMilliseconds : lookAgainMilliseconds),
  })

const readFindings = (imageId: string, signal: AbortSignal) =>
  unwrap(api.GET('/api/pix/images/{imageId}/findings', { ...of(imageId), signal }))

export const findingsQuery = (imageId: string) =>
  queryOptions({
    queryKey: ['pix', 'findings', imageId],
    queryFn: ({ signal }) => readFindings(imageId, signal),
    refetchInterval: lookAgainMilliseconds,
  })

/** The newest first. */
export const editsQuery = (imageId: string) =>
  queryOptions({
    queryKey: ['pix', 'edits', imageId],
    queryFn: ({ signal }) => unwrap(api.GET('/api/pix/images/{imageId}/edits', { ...of(imageId), signal })),
    refetchInterval: ({ state: { data } }) =>
      data?.some(({ status }) => status === 'running') ? followMilliseconds : lookAgainMilliseconds,
  })

/** The master, or what an edit has made of it, of the image's present delivery. */
export const versionsOf = ({ versions, revision }: WholeImage) =>
  versions
    .filter((each) => each.revision === revision && /^(?:master|clean_v\d+)$/.test(each.kind))
    .toSorted((one, other) => numberOf(one.kind) - numberOf(other.kind))

/** 0: the master. */
export const numberOf = (kind: string) => Number(/\d+$/.exec(kind)?.[0] ?? 0)

/** Anew with every content. */
export const versionAddress = (imageId: string, { kind, sha256 }: { kind: string; sha256: string }) =>
  `/api/pix/images/${imageId}/files/${encodeURIComponent(kind)}?content=${sha256.slice(0, 12)}`

export const decidePrivacy = (imageId: string, decision: 'clear' | 'flag') =>
  unwrap(api.POST('/api/pix/images/{imageId}/privacy', { ...of(imageId), body: { decision } }))

export const decideCleanup = (imageId: string, candidateId: string, state: 'open' | 'dismissed') =>
  unwrap(
    api.PATCH('/api/pix/images/{imageId}/cleanup/{candidateId}', {
      ...{ params: { path: { imageId, candidateId } }, body: { state } },
    }),
  )

export const chooseVersion = (imageId: string, version: string) =>
  unwrap(api.POST('/api/pix/images/{imageId}/best-version', { ...of(imageId), body: { version } }))

/** What is white in the mask, a PNG in base64, is taken out. Answers once it is done, or after 25 s that it goes on. */
export const removeObject = (
  { shoot_id, image_id }: Pick<WholeImage, 'shoot_id' | 'image_id'>,
  version: string,
  data: string,
) => unwrap(api.POST('/api/remove-object', { body: { shoot_id, image_id, version, mask: { format: 'png', data } } }))
