import { useQuery } from '@tanstack/react-query'
import { mayActAs, meQuery, type Role } from '../api/me.ts'

/** Whether whoever is signed in may do what this role may. */
export function useMay(role: Role): boolean {
  const { data: me } = useQuery(meQuery)
  return me !== undefined && mayActAs(me.role, role)
}
