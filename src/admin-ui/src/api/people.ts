import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'
import type { Role } from './me.ts'

export type Person = Answer<'/api/people'>['people'][number]

/** Everybody with an account, for administrators. */
export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: async ({ signal }) => (await unwrap(api.GET('/api/people', { signal }))).people,
  meta: { isEssential: true },
})

const of = (personId: string) => ({ params: { path: { personId } } })

export const sessionsOfQuery = (personId: string) =>
  queryOptions({
    queryKey: ['people', personId, 'sessions'],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET('/api/people/{personId}/sessions', { ...of(personId), signal }))).sessions,
  })

export const addPerson = (body: { email: string; role: Role }) => unwrap(api.POST('/api/people', { body }))

export const changePerson = (id: string, body: { role?: Role; is_disabled?: boolean }) =>
  unwrap(api.PATCH('/api/people/{personId}', { ...of(id), body }))

/** Answers a temporary one. */
export const resetPassword = (id: string) =>
  unwrap(api.POST('/api/people/{personId}/password', { ...of(id), body: {} }))

export const removePerson = (id: string) => unwrap(api.DELETE('/api/people/{personId}', of(id)))

export const signOutPerson = (id: string) => unwrap(api.DELETE('/api/people/{personId}/sessions', of(id)))
