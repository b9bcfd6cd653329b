import { useMantineColorScheme } from '@mantine/core'
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Outlet, useMatches } from '@tanstack/react-router'
import { useEffect, useLayoutEffect } from 'react'
import { listenToJobs } from '../api/live.ts'
import { mayActAs, meQuery } from '../api/me.ts'
import { NotAllowedPage } from './not-allowed-page.tsx'

/** Around pages that fill the screen and have nothing else on it. They are dark, unless light was chosen. */
export function BareShell() {
  const queryClient = useQueryClient()
  const { data: me } = useSuspenseQuery(meQuery)
  const { colorScheme } = useMantineColorScheme()
  const required = useMatches({ select: (matches) => matches.at(-1)?.staticData.role ?? 'viewer' })

  useEffect(() => listenToJobs(queryClient), [queryClient])
  useLayoutEffect(() => {
    const { dataset } = document.documentElement
    const before = dataset.mantineColorScheme
    dataset.bare = ''
    if (colorScheme === 'auto') dataset.mantineColorScheme = 'dark'
    return () => {
      delete dataset.bare
      dataset.mantineColorScheme = before
    }
  }, [colorScheme])

  return mayActAs(me.role, required) ? (
    <Outlet />
  ) : (
    <main>
      <NotAllowedPage role={me.role} />
    </main>
  )
}
