import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { asSlot, type SlotSettings } from './client.ts'
import { unwrap } from './failure.ts'

export type DoctorRequest = Answer<'/api/slots/{slotId}/doctor'>['requests'][number]

/** Somebody else may save it while it is looked at. */
const lookAgainMilliseconds = 15_000
const doctorMilliseconds = 3000

const ifSeen = (revision: number) => ({ 'if-match': `"${revision}"` })

export const slotQuery = (slotId: string) =>
  queryOptions({
    queryKey: ['slots', slotId],
    queryFn: async ({ signal }) =>
      asSlot(await unwrap(api.GET('/api/slots/{slotId}', { params: { path: { slotId } }, signal }))),
    meta: { isEssential: true },
    refetchInterval: lookAgainMilliseconds,
  })

export const revisionsQuery = (slotId: string) =>
  queryOptions({
    queryKey: ['slots', slotId, 'revisions'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/slots/{slotId}/revisions', { params: { path: { slotId } }, signal })),
  })

/** A slot as it was. Never changes. */
export const revisionQuery = (slotId: string, revision: number) =>
  queryOptions({
    queryKey: ['slot-revision', slotId, revision],
    queryFn: async ({ signal }) =>
      asSlot(
        await unwrap(
          api.GET('/api/slots/{slotId}/revisions/{revision}', { params: { path: { slotId, revision } }, signal }),
        ),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const differenceQuery = (slotId: string, before: number, after: number) =>
  queryOptions({
    queryKey: ['slot-revision', slotId, 'difference', before, after],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/slots/{slotId}/revisions/{before}/diff/{after}', {
          params: { path: { slotId, before, after } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Requests that were refused are no jobs: no event tells of them. */
export const doctorQuery = (slotId: string) =>
  queryOptions({
    queryKey: ['doctor', slotId],
    queryFn: ({ signal }) => unwrap(api.GET('/api/slots/{slotId}/doctor', { params: { path: { slotId } }, signal })),
    refetchInterval: doctorMilliseconds,
  })

export const saveSlot = async (slotId: string, revision: number, settings: SlotSettings) =>
  asSlot(
    await unwrap(
      api.PUT('/api/slots/{slotId}', {
        params: { path: { slotId }, header: ifSeen(revision) },
        body: settings,
      }),
    ),
  )

export const restoreRevision = async (slotId: string, wanted: number, seen: number) =>
  asSlot(
    await unwrap(
      api.POST('/api/slots/{slotId}/revisions/{revision}/restore', {
        params: { path: { slotId, revision: wanted }, header: ifSeen(seen) },
      }),
    ),
  )

export const duplicateSlot = (slotId: string, copy: { id: string; name: string }) =>
  unwrap(api.POST('/api/slots/{slotId}/duplicate', { params: { path: { slotId } }, body: copy }))

export const removeSlot = (slotId: string, seen: number) =>
  unwrap(api.DELETE('/api/slots/{slotId}', { params: { path: { slotId }, header: ifSeen(seen) } }))

export const saveSlotPassword = (slotId: string, password: string | null) =>
  unwrap(api.PUT('/api/slots/{slotId}/password', { params: { path: { slotId } }, body: { password } }))

export const exportAddress = (slotId: string) => `/api/slots/${slotId}/export`

type SlotFile = Answer<'/api/slots/{slotId}/export'>

/** The gateway looks at the file, whatever it is. */
export const importInto = (slotId: string, seen: number, file: unknown, isDryRun: boolean) =>
  unwrap(
    api.POST('/api/slots/import', {
      params: { query: { id: slotId, dry_run: String(isDryRun) }, header: ifSeen(seen) },
      body: file as SlotFile,
    }),
  )
