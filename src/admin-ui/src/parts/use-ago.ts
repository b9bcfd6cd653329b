import { useSyncExternalStore } from 'react'
import { useFormats } from '../words/formats.ts'

const tickMilliseconds = 10_000

let ticks = 0
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function tick(): void {
  ticks += 1
  for (const tell of listeners) tell()
}

function listen(tell: () => void): () => void {
  listeners.add(tell)
  timer ??= setInterval(tick, tickMilliseconds)
  return () => {
    listeners.delete(tell)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** As in "3 min. ago", and said anew as time goes by: all that say it share one timer. */
export function useAgo(): (iso: string) => string {
  useSyncExternalStore(listen, () => ticks)
  return useFormats().ago
}
