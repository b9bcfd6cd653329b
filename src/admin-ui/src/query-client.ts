import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { onConnectionBack } from './api/connection.ts'
import { isPassing, isSignedOut } from './api/failure.ts'

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: {
      /** Asked again whenever a job changes. */
      isLive?: boolean
      /** Without it there is no page: the failure is shown in its place. */
      isEssential?: boolean
    }
  }
}

const mostRetries = 2

/** The one place for what the server has said. `onSignedOut` is called when any answer is that nobody is signed in. */
export function createQueryClient({ onSignedOut }: { onSignedOut(): void }) {
  const onError = (error: Error) => isSignedOut(error) && onSignedOut()
  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5000,
        retry: (count, error) => isPassing(error) && count < mostRetries,
        throwOnError: (error, { meta, state }) =>
          meta?.isEssential === true && state.data === undefined && !isSignedOut(error),
        // Whether there is a network says nothing about the gateway, which may be this very machine.
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
  onConnectionBack(() => void queryClient.invalidateQueries())
  return queryClient
}
