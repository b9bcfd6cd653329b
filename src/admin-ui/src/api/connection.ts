import { useSyncExternalStore } from 'react'
import { Failure, isTimeout } from './failure.ts'
import { noteServerTime } from './server-time.ts'

/** When the gateway was first not reached; null: it answers. */
let lostAt: number | null = null
const listeners = new Set<() => void>()
const returnListeners = new Set<() => void>()
const tryAgainMilliseconds = 2000
const answerMilliseconds = 5000
const readMilliseconds = 20_000

/** What a proxy says when there is nobody behind it. */
const isFromProxy = ({ status, headers }: Response) =>
  [502, 503, 504].includes(status) && !headers.get('content-type')?.startsWith('application/json')

function change(to: number | null): void {
  if ((lostAt === null) === (to === null)) return
  lostAt = to
  for (const tell of listeners) tell()
  if (to === null) for (const tell of returnListeners) tell()
}

async function answers(): Promise<boolean> {
  try {
    const answer = await fetch('/livez', { cache: 'no-store', signal: AbortSignal.timeout(answerMilliseconds) })
    return answer.ok
  } catch {
    return false
  }
}

let isTrying = false

/** Looks whether the gateway answers, and goes on looking until it does. */
export async function checkConnection(): Promise<void> {
  if (isTrying) return
  isTrying = true
  while (!(await answers())) {
    change(lostAt ?? Date.now())
    await new Promise((resolve) => setTimeout(resolve, tryAgainMilliseconds))
  }
  isTrying = false
  change(null)
}

/** `fetch` that notices when nobody is there. A bad network may lose an answer without a word: no reading waits for ever. */
export async function watchedFetch(request: Request): Promise<Response> {
  const askedAt = Date.now()
  const { signal, method } = request
  const limited = method === 'GET' ? AbortSignal.any([signal, AbortSignal.timeout(readMilliseconds)]) : signal
  try {
    const answer = await fetch(request, { signal: limited })
    noteServerTime(answer, askedAt)
    if (isFromProxy(answer)) void checkConnection()
    return answer
  } catch (error) {
    if (signal.aborted && !isTimeout(signal.reason)) throw error
    void checkConnection()
    throw new Failure(0, {}, { cause: error })
  }
}

export function onConnectionBack(tell: () => void): () => void {
  returnListeners.add(tell)
  return () => void returnListeners.delete(tell)
}

function listen(tell: () => void): () => void {
  listeners.add(tell)
  return () => void listeners.delete(tell)
}

/** Since when the gateway is out of reach, in milliseconds since 1970; null while it answers. */
export const useConnectionLostAt = () => useSyncExternalStore(listen, () => lostAt)
