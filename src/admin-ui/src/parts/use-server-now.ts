import { useEffect, useState } from 'react'
import { serverNow } from '../api/server-time.ts'

/** The gateway's time, again every so often; standing still while nobody needs it. */
export function useServerNow(everyMilliseconds: number, isNeeded = true): number {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    if (!isNeeded) return
    setNow(serverNow())
    const timer = setInterval(() => setNow(serverNow()), everyMilliseconds)
    return () => clearInterval(timer)
  }, [everyMilliseconds, isNeeded])
  return now
}
