import { type Clock, pause } from '../clock.ts'

/** News that remote work may be done. They only shorten a wait: whoever hears them looks for himself. */
export interface RemoteNews {
  /** Something happened to the work with this id. */
  tell(id: string): void
  /** Resolves after `milliseconds`, or at once when there is news of `id`. Rejects with the signal's reason. */
  nextLook(id: string, milliseconds: number, signal: AbortSignal): Promise<void>
}

/** A webhook may overtake the answer that says what the work is called. */
const keptMilliseconds = 60_000
const mostKept = 10_000

export function createRemoteNews({ clock }: { clock: Clock }): RemoteNews {
  /** When news came that nobody waited for, the oldest first. */
  const unheard = new Map<string, number>()
  const waiting = new Map<string, Set<() => void>>()

  function forget(): void {
    const tooOld = clock.monotonic() - keptMilliseconds
    for (const [id, toldAt] of unheard) {
      if (toldAt >= tooOld && unheard.size < mostKept) return
      unheard.delete(id)
    }
  }

  function takeUnheard(id: string): boolean {
    const toldAt = unheard.get(id)
    unheard.delete(id)
    return toldAt !== undefined && clock.monotonic() - toldAt <= keptMilliseconds
  }

  /** A signal that also aborts when `id` is told of. */
  function listen(id: string, signal: AbortSignal) {
    const told = new AbortController()
    const wake = () => told.abort()
    const others = waiting.get(id) ?? new Set()
    waiting.set(id, others.add(wake))
    return {
      either: AbortSignal.any([signal, told.signal]),
      end(): void {
        others.delete(wake)
        if (others.size === 0) waiting.delete(id)
      },
    }
  }

  return {
    tell(id) {
      const listeners = waiting.get(id)
      if (listeners) {
        for (const wake of listeners) wake()
        return
      }
      unheard.delete(id) // so that it moves to the end
      forget()
      unheard.set(id, clock.monotonic())
    },

    async nextLook(id, milliseconds, signal) {
      signal.throwIfAborted()
      if (takeUnheard(id)) return
      const { either, end } = listen(id, signal)
      try {
        await pause(clock, milliseconds, either)
      } catch (reason) {
        if (signal.aborted) throw reason
      } finally {
        end()
      }
    },
  }
}
