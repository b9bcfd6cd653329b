import { z } from 'zod'
import { type Clock, pause } from '../clock.ts'
import { defineOperation, defineProvider } from './define-provider.ts'
import type { Provider } from './provider.ts'
import { type FailureKind, failureRules, ProviderFailure } from './provider-failure.ts'

export const standInName = 'stand_in'

/** How a service behaves, as its stand-in plays it. */
const standInSettings = z.strictObject({
  rehearsalId: z.uuid(),
  /** The service and its model. */
  provider: z.string(),
  model: z.string().nullable(),
  /** Half of the calls take no longer, and nineteen of twenty. */
  middleSeconds: z.number().min(0),
  slowSeconds: z.number().min(0),
  /** What its operator would expect of it; the router plans with that. */
  typicalSeconds: z.number().nullable(),
  /** Share of the calls that end so. */
  failures: z.partialRecord(z.enum(Object.keys(failureRules) as [FailureKind, ...FailureKind[]]), z.number()),
  mostConcurrent: z.int().nullable(),
  mostPerMinute: z.int().nullable(),
})

export type StandInSettings = z.infer<typeof standInSettings>

/** Of the normal distribution: nineteen of twenty lie below. */
const deviationsToSlow = 1.645

interface Dependencies {
  clock: Clock
  /** Makes the picture that a service would have made. */
  studio: Provider
  /** From 0 to 1. */
  random?: () => number
}

/**
 * Takes the place of a service in a rehearsal: as long, as often in vain, with its limits, but calls nobody and costs
 * nothing. Its lanes are its own, so what fails here closes nothing for guests.
 */
export function createStandIn({ clock, studio, random = Math.random }: Dependencies): Provider {
  /** Logarithmically normal, as the times of services are: never below nothing, with a long end. */
  function drawMilliseconds({ middleSeconds, slowSeconds }: StandInSettings): number {
    if (middleSeconds <= 0) return 0
    const deviation = Math.log(Math.max(1, slowSeconds / middleSeconds)) / deviationsToSlow
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    return 1000 * middleSeconds * Math.exp(deviation * normal)
  }

  function drawFailure({ failures }: StandInSettings): FailureKind | undefined {
    let rest = random()
    for (const [kind, share] of Object.entries(failures)) {
      rest -= share
      if (rest < 0) return kind as FailureKind
    }
    return undefined
  }

  const play = defineOperation({
    settings: standInSettings,
    templateRoles: [],
    describe: ({ rehearsalId, provider, model, typicalSeconds, mostConcurrent, mostPerMinute }) => ({
      isPlayed: true,
      model: serviceName(provider, model),
      keyId: `${rehearsalId}:${provider}`,
      ...(typicalSeconds !== null && { typicalSeconds }),
      ...(mostConcurrent !== null && { mostConcurrent }),
      ...(mostPerMinute !== null && { mostPerMinute }),
    }),
    async edit(request, settings, attempt) {
      const startedAt = clock.monotonic()
      const milliseconds = drawMilliseconds(settings)
      const kind = drawFailure(settings)
      const wait = () => pause(clock, Math.max(0, milliseconds - (clock.monotonic() - startedAt)), attempt.signal)
      if (kind) {
        await wait()
        throw new ProviderFailure(kind, `the stand-in of ${settings.provider} plays ${kind}`)
      }
      // A service's picture is decoded and encoded here, too; that work is part of the time a call is known to take.
      const image = await studio.edit({ ...request, operation: 'passthrough', settings: {} }, attempt)
      await wait()
      return { ...image, report: { billed: 'yes' } }
    },
  })

  return defineProvider({ name: standInName, operations: { play } })
}

/** As people name what fails together. */
export const serviceName = (provider: string, model: string | null | undefined) =>
  model ? `${provider} ${model}` : provider
