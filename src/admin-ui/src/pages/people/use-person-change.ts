import { useMutation, useQueryClient } from '@tanstack/react-query'
import { meQuery } from '../../api/me.ts'
import { peopleQuery } from '../../api/people.ts'

/** Does something about an account; whatever it was, everybody is looked at again: it may have been one's own. */
export function usePersonChange<Wish, Done>(change: (wish: Wish) => Promise<Done>, onSuccess?: (done: Done) => void) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: change,
    async onSuccess(done) {
      onSuccess?.(done)
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: peopleQuery.queryKey }),
        queryClient.invalidateQueries({ queryKey: meQuery.queryKey }),
      ])
    },
  })
}
