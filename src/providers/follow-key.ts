import type { Provider } from './provider.ts'

type Open = (apiKey: string | undefined) => Provider

/**
 * A provider whose key may change while the gateway runs. An adapter is made for one key and knows no other: with a new
 * key there is a new adapter, with a new name for its limits and circuits. Calls under way end with the one they began
 * with.
 */
export function followKey(keyOf: () => string | undefined, open: Open): Provider {
  let key = keyOf()
  let adapter = open(key)

  function current(): Provider {
    const now = keyOf()
    if (now === key) return adapter
    key = now
    adapter = open(now)
    return adapter
  }

  // What a provider can do does not depend on its key.
  const { describe, cancel, probe, listShutdowns, remainingCalls, isSetUp: _, edit: __, ...fixed } = adapter
  return {
    ...fixed,
    get isSetUp() {
      return current().isSetUp ?? true
    },
    edit: (request, attempt) => current().edit(request, attempt),
    ...(describe && { describe: (operation, settings) => current().describe?.(operation, settings) ?? {} }),
    ...(cancel && { cancel: async (remote) => current().cancel?.(remote) }),
    ...(listShutdowns && { listShutdowns: async (signal) => current().listShutdowns?.(signal) ?? [] }),
    ...(remainingCalls && { remainingCalls: () => current().remainingCalls?.() }),
    ...(probe && { probe: (signal) => (current().probe ?? probe)(signal) }),
  }
}
