import type { ChainLink } from '../../src/providers/attempt-record.ts'
import type { SlotSettings } from '../../src/slots/slot.ts'
import type { Random } from './random.ts'
import type { Absence, Weather } from './simulated-line.ts'

export interface RequestPlan {
  at: number
  /** Two requests with the same content are the same photo. */
  content: number
  windowMilliseconds: number
  uploadMilliseconds: number
  hangsUpAfter: number | undefined
  /** Milliseconds that an asynchronous caller waits; undefined when the caller waits for the picture. */
  asyncWaitMilliseconds: number | undefined
}

export interface WorkerPlan {
  concurrency: number
  misfortune:
    | { kind: 'dies' | 'stops'; at: number; milliseconds: number }
    | { kind: 'freezes'; at: number; milliseconds: number }
    | undefined
  lineLoss: { at: number; milliseconds: number; unnoticedMilliseconds: number } | undefined
}

/** What kind of service a link of the chain leads to. */
export interface ServicePlan {
  /** Calls are charged, so none may be made twice for one picture. */
  isPaid: boolean
  /** Work is handed in and fetched later. */
  isRemote: boolean
  typicalSeconds: number
}

export interface SchedulePlan {
  slot: SlotSettings
  services: Record<'first' | 'second' | 'third', ServicePlan>
  /** How often a call is not let through at once. */
  crowded: number
  requests: RequestPlan[]
  workers: WorkerPlan[]
  /** The node that answers works as well. */
  isApiWorking: boolean
  apiLineLoss: WorkerPlan['lineLoss']
  /** How much longer than the window the work may go on, for `onTimeout: continue` and asynchronous callers. */
  backgroundMilliseconds: number
  database: Weather
  databaseAbsence: Absence | undefined
  store: Weather
}

const calm: Weather = { slow: 0, hanging: 0, broken: 0 }
const windy: Weather = { slow: 0.02, hanging: 0, broken: 0.01 }
const stormy: Weather = { slow: 0.1, hanging: 0.02, broken: 0.04 }

const link = (provider: string): ChainLink => ({ provider, operation: 'edit', settings: {} })

function drawSlot(random: Random): SlotSettings {
  const chain = ['first', 'second', 'third'].slice(0, random.whole(1, 3)).map(link)
  const onTimeout = random.pick(['fail', 'continue', 'original', 'fallback'])
  return {
    ...{
      name: 'Slot',
      enabled: true,
      openFrom: null,
      openUntil: null,
      access: 'open',
      responseMode: 'sync',
      responseFormat: 'image',
      syncSeconds: null,
    },
    ...{ maxUploadMegabytes: null, maxInFlight: null, priority: 0 },
    chain: chain.map((each) => ({ ...each, settings: {} })),
    onTimeout,
    fallback: onTimeout === 'fallback' ? { provider: 'studio', operation: 'look', settings: {} } : null,
    onClientGone: random.pick(['continue', 'cancel']),
    keepOriginal: false,
    onRefusal: random.pick(['stop', 'next']),
    onUnknownOutcome: random.chance(0.8) ? 'next' : 'again',
    dailyBudgetUsd: null,
    monthlyBudgetUsd: null,
    output: { format: 'jpeg', quality: 80, longestSidePixels: null, frame: null },
    templates: random.chance(0.2) ? { frame: '00000000-0000-4000-8000-000000000000' } : {},
  }
}

function drawRequest(random: Random, number: number): RequestPlan {
  const isShort = random.chance(0.25)
  const windowMilliseconds = 1000 * (isShort ? random.whole(1, 9) : random.whole(10, 60))
  const isSlowUpload = random.chance(0.1)
  return {
    at: number === 0 ? 0 : random.between(0, 8000),
    content: random.chance(0.4) ? 0 : number,
    windowMilliseconds,
    uploadMilliseconds: isSlowUpload ? random.between(0, 1.1 * windowMilliseconds) : random.between(5, 900),
    hangsUpAfter: random.chance(0.12) ? random.between(0, windowMilliseconds) : undefined,
    asyncWaitMilliseconds: random.chance(0.1) ? 1000 * random.whole(0, 8) : undefined,
  }
}

const drawLineLoss = (random: Random): WorkerPlan['lineLoss'] =>
  random.chance(0.15)
    ? {
        at: random.between(0, 10_000),
        milliseconds: random.between(100, 5000),
        unnoticedMilliseconds: random.between(0, 2000),
      }
    : undefined

function drawMisfortune(random: Random): WorkerPlan['misfortune'] {
  const at = random.between(0, 20_000)
  if (random.chance(0.1)) return { kind: 'dies', at, milliseconds: random.between(500, 15_000) }
  if (random.chance(0.1)) return { kind: 'freezes', at, milliseconds: random.between(1000, 15_000) }
  if (random.chance(0.05)) return { kind: 'stops', at, milliseconds: random.between(0, 5000) }
  return undefined
}

const drawWorker = (random: Random): WorkerPlan => ({
  concurrency: random.whole(1, 3),
  misfortune: drawMisfortune(random),
  lineLoss: drawLineLoss(random),
})

function drawAbsence(random: Random): Absence | undefined {
  if (!random.chance(0.08)) return undefined
  const from = random.between(0, 15_000)
  return { from, until: from + random.between(200, 8000), isDeaf: random.chance(0.5) }
}

const drawService = (random: Random): ServicePlan => ({
  isPaid: random.chance(0.7),
  isRemote: random.chance(0.4),
  typicalSeconds: random.pick([0, 1, 3, 10]),
})

/** All that will happen from outside. What happens at the single trips is drawn as they are made. */
export function drawPlan(random: Random): SchedulePlan {
  const requests = Array.from({ length: random.whole(1, 3) }, (_, number) => drawRequest(random, number))
  return {
    slot: drawSlot(random),
    services: { first: drawService(random), second: drawService(random), third: drawService(random) },
    crowded: random.pick([0, 0, 0.1, 0.5]),
    requests,
    workers: Array.from({ length: random.whole(1, 2) }, () => drawWorker(random)),
    isApiWorking: random.chance(0.25),
    apiLineLoss: drawLineLoss(random),
    backgroundMilliseconds: random.between(0, 20_000),
    database: random.pick([calm, calm, windy, stormy]),
    databaseAbsence: drawAbsence(random),
    store: random.pick([calm, calm, calm, windy, stormy]),
  }
}

/** No line was bad by plan, and every node lived undisturbed: then nothing may be left lying about. */
export const isUndisturbed = ({ database, store, databaseAbsence, workers }: SchedulePlan) =>
  database === calm && store === calm && !databaseAbsence && workers.every(({ misfortune }) => !misfortune)
