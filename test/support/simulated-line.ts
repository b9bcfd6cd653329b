import type { Random } from './random.ts'
import type { SimulatedNode } from './simulated-node.ts'
import type { SimulatedTime } from './simulated-time.ts'

/** How often the way to something is bad, each as a likelihood per trip. */
export interface Weather {
  slow: number
  hanging: number
  broken: number
}

/** Nobody gets through from `from` until `until`: refused at once, or left waiting. */
export interface Absence {
  from: number
  until: number
  isDeaf: boolean
}

export interface Trip {
  there: number
  back: number
  /** The line breaks before it got there, or on the way back: then nobody knows what came of it. */
  breaks?: 'before' | 'after'
}

interface LineOptions {
  time: SimulatedTime
  random: Random
  weather: Weather
  absence?: Absence | undefined
  usualMilliseconds: number
  /** Nobody waits longer for an answer; what was asked may still be done. */
  patienceMilliseconds?: number
  failure(trouble: Trouble): Error
}

export type Trouble = 'broken' | 'refused' | 'silent'

/** The way from the nodes to the database or to the store, and back. */
export function createSimulatedLine({ time, random, weather, absence, usualMilliseconds, ...more }: LineOptions) {
  const { patienceMilliseconds = Number.POSITIVE_INFINITY, failure } = more
  let underWay = 0

  function delay(): number {
    if (weather.hanging > 0 && random.chance(weather.hanging)) return random.between(1000, 6000)
    if (weather.slow > 0 && random.chance(weather.slow)) return random.between(5, 500)
    return random.between(0, usualMilliseconds)
  }

  function planTrip(): Trip {
    const trip: Trip = { there: delay(), back: delay() }
    if (random.chance(weather.broken)) trip.breaks = random.chance(0.5) ? 'before' : 'after'
    return trip
  }

  /** What a server that is away does to whoever asks now. */
  function waitOutside({ until, isDeaf }: Absence, refuse: () => void, ask: () => void): void {
    if (isDeaf) time.after(until - time.now() + random.between(0, 20), ask)
    else time.after(random.between(0, usualMilliseconds), refuse)
  }

  /** Does `work` at the other end, and brings back what it returns or throws. */
  function send<Value>(node: SimulatedNode, work: (trip: Trip) => Value): Promise<Value> {
    const { promise, resolve, reject } = Promise.withResolvers<Value>()
    underWay += 1

    function arrive(trip: Trip): void {
      underWay -= 1
      let settle: () => void
      if (trip.breaks === 'before') settle = () => reject(failure('broken'))
      else {
        settle = settlementOf(() => work(trip))
        if (trip.breaks === 'after') settle = () => reject(failure('broken'))
      }
      time.after(trip.back, () => node.reach(settle))
    }

    function settlementOf(done: () => Value): () => void {
      try {
        const value = done()
        return () => resolve(value)
      } catch (error) {
        return () => reject(error)
      }
    }

    const trip = planTrip()
    const depart = () => time.after(trip.there, () => arrive(trip))
    const refuse = () => {
      underWay -= 1
      node.reach(() => reject(failure('refused')))
    }
    const isAway = absence && time.now() >= absence.from && time.now() < absence.until
    if (isAway || trip.there + trip.back > patienceMilliseconds) {
      time.after(patienceMilliseconds, () => node.reach(() => reject(failure('silent'))))
    }
    if (isAway) waitOutside(absence, refuse, depart)
    else depart()
    return promise
  }

  return {
    send,
    /** Trips that have not arrived yet. */
    underWay: () => underWay,
  }
}

export type SimulatedLine = ReturnType<typeof createSimulatedLine>
