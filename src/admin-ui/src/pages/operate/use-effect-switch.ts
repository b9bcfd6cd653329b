import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Slot } from '../../api/client.ts'
import { effectQuery, takeEffect, type WantedEffect } from '../../api/effects.ts'
import { slotsQuery } from '../../api/slots.ts'

/** So long an effect can be taken back from where it was chosen. */
const undoMilliseconds = 30_000

interface Done {
  /** Of the effect that photos get from now on. */
  name: string
  /** Has the effect that they got before. */
  revisionBefore: number
}

/** Gives this slot, to which the booth goes on posting, the effect of another; and takes it back. */
export function useEffectSwitch(slot: Slot, slots: readonly Slot[]) {
  const queryClient = useQueryClient()
  const { data: effect } = useQuery(effectQuery(slot.id))
  const [done, setDone] = useState<Done | null>(null)
  const { queryKey } = effectQuery(slot.id)

  const change = useMutation({
    mutationFn: ({ wanted, revision }: { wanted: WantedEffect; revision: number }) =>
      takeEffect(slot.id, wanted, revision),
    onMutate: () => setDone(null),
    onSuccess(now, { revision }) {
      queryClient.setQueryData(queryKey, now)
      const from = slots.find(({ id }) => id === (now.from ?? slot.id))
      if (now.revision !== revision) setDone({ name: from?.settings.name ?? slot.id, revisionBefore: revision })
      return queryClient.invalidateQueries({ queryKey: slotsQuery.queryKey, exact: true })
    },
    // Most likely somebody else was quicker: the next tap shall know what is there now.
    onError: () => queryClient.invalidateQueries({ queryKey }),
  })

  useEffect(() => {
    if (done === null) return
    const timer = setTimeout(() => setDone(null), undoMilliseconds)
    return () => clearTimeout(timer)
  }, [done])

  function choose(from: Slot): void {
    if (!effect) return
    const wanted = from.id === slot.id ? { revision: effect.own_revision } : { from: from.id }
    change.mutate({ wanted, revision: effect.revision })
  }

  function undo(): void {
    if (effect && done) change.mutate({ wanted: { revision: done.revisionBefore }, revision: effect.revision })
  }

  return {
    /** The slot whose effect photos get; undefined while it is not known. */
    current: effect && (effect.from ?? slot.id),
    isChanging: change.isPending,
    failure: change.error,
    forgetFailure: change.reset,
    ...{ done, choose, undo, forget: () => setDone(null) },
  }
}

export type EffectSwitch = ReturnType<typeof useEffectSwitch>
