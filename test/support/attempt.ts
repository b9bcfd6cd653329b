import type { Attempt, RemoteWork } from '../../src/providers/provider.ts'

interface Options {
  signal?: AbortSignal
  remainingMilliseconds?: number
  resume?: RemoteWork
  /** What happens when the adapter writes down its remote work. */
  onRemember?: (remote: RemoteWork) => Promise<void>
}

/** An attempt for tests that call a provider without a router; keeps what it was told. */
export function testAttempt(options: Options = {}) {
  const hops: string[] = []
  const remembered: RemoteWork[] = []
  const attempt: Attempt = {
    signal: options.signal ?? new AbortController().signal,
    remaining: () => options.remainingMilliseconds ?? 30_000,
    enter: (hop) => void hops.push(hop),
    async remember(remote) {
      remembered.push(remote)
      await options.onRemember?.(remote)
    },
    resume: options.resume,
  }
  return Object.assign(attempt, { hops, remembered })
}
