import type { Notifications } from '../../src/queue/notifications.ts'
import type { Random } from './random.ts'
import type { SimulatedNode } from './simulated-node.ts'
import type { SimulatedTime } from './simulated-time.ts'

const gapMilliseconds = 1000
const longestDelayMilliseconds = 50

/** NOTIFY: late by up to 50 ms, in order, and gone for ever while a node's line is down. */
export function createSimulatedNotifications(time: SimulatedTime, random: Random) {
  const lines = new Set<(channel: string, payload: string) => void>()

  function connect(node: SimulatedNode) {
    const listeners = new Map<string, Set<(payload: string) => void>>()
    const gapListeners = new Set<() => void>()
    let isUp = true
    let lastArrival = 0

    lines.add((channel, payload) => {
      if (!isUp) return
      lastArrival = Math.max(lastArrival, time.now() + random.between(0, longestDelayMilliseconds))
      time.after(lastArrival - time.now(), () => {
        if (isUp) node.reach(() => tell(channel, payload))
      })
    })

    function tell(channel: string, payload: string): void {
      for (const listener of listeners.get(channel) ?? []) listener(payload)
    }

    const announceGap = () =>
      node.reach(() => {
        for (const listener of gapListeners) listener()
      })

    /** It is noticed only after a while, then announced every second and when the line is back. */
    function lose(milliseconds: number, unnoticedMilliseconds: number): void {
      isUp = false
      const until = time.now() + milliseconds
      const announce = () => {
        if (time.now() >= until) return
        announceGap()
        time.after(gapMilliseconds, announce)
      }
      time.after(unnoticedMilliseconds, announce)
      time.after(milliseconds, () => {
        isUp = true
        announceGap()
      })
    }

    const notifications: Notifications = {
      on(channel, listener) {
        const known = listeners.get(channel) ?? new Set()
        listeners.set(channel, known.add(listener))
        return () => known.delete(listener)
      },
      onGap(listener) {
        gapListeners.add(listener)
        return () => gapListeners.delete(listener)
      },
      start: async () => {},
      stop: async () => {},
    }
    return { notifications, lose }
  }

  return {
    connect,
    notify(channel: string, payload: string): void {
      for (const deliver of lines) deliver(channel, payload)
    },
  }
}
