import { useEffect } from 'react'

/** Keeps the tablet awake while the page is seen, where the browser can: only over https. */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined
    let isOver = false
    async function hold(): Promise<void> {
      if (document.hidden || !('wakeLock' in navigator)) return
      try {
        lock = await navigator.wakeLock.request('screen')
        if (isOver) await lock.release()
      } catch {
        // A battery that is low may refuse; the screen then sleeps as it always does.
      }
    }
    // A page that was hidden has lost it.
    const onShown = () => void hold()
    onShown()
    document.addEventListener('visibilitychange', onShown)
    return () => {
      isOver = true
      void lock?.release()
      document.removeEventListener('visibilitychange', onShown)
    }
  }, [])
}
