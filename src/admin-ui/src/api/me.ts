import { queryOptions } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { api } from './api.ts'
import { unwrap } from './failure.ts'

export type Me = Answer<'/api/me'>
export type Role = Me['role']

const roles: readonly Role[] = ['viewer', 'operator', 'admin']

export const mayActAs = (role: Role, required: Role) => roles.indexOf(role) >= roles.indexOf(required)

/** Who is signed in; fails with `not_signed_in`. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/me', { signal })),
  staleTime: 60_000,
})

export const signIn = (body: { email: string; password: string }) => unwrap(api.POST('/api/login', { body }))

export const signOut = () => unwrap(api.POST('/api/logout'))

export const changePassword = (current: string, wanted: string) =>
  unwrap(api.PUT('/api/me/password', { body: { current_password: current, new_password: wanted } }))
