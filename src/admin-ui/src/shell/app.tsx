import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { Suspense } from 'react'
import { meQuery } from '../api/me.ts'
import { lazyPart } from '../beyond-first.ts'
import { createQueryClient } from '../query-client.ts'
import { createPageRouter } from '../router.ts'
import { theme, variables } from '../theme.ts'
import { ConnectionBanner } from './connection-banner.tsx'

/** After the page: there is nothing to tell yet. */
const NoticeBoard = lazyPart(() => import('./notice-board.tsx'), 'NoticeBoard')

const queryClient = createQueryClient({ onSignedOut: () => void onSignedOut() })
const router = createPageRouter(queryClient)

let isLeaving = false

/** The way into every page asks who is signed in, and leads to the sign-in page and back. */
async function onSignedOut(): Promise<void> {
  if (isLeaving || queryClient.getQueryData(meQuery.queryKey) === undefined) return
  isLeaving = true
  await queryClient.invalidateQueries({ queryKey: meQuery.queryKey, refetchType: 'none' })
  await router.invalidate()
  isLeaving = false
}

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <ConnectionBanner />
        <RouterProvider router={router} />
        <Suspense>
          <NoticeBoard />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  )
}
