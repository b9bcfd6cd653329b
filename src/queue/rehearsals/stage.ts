import type { Database } from '../../database.ts'
import { inArray } from '../../drizzle.ts'
import { GatewayError } from '../../errors.ts'
import type { ChainLink } from '../../providers/attempt-record.ts'
import type { CallFacts, Provider } from '../../providers/provider.ts'
import { type StandInSettings, standInName } from '../../providers/stand-in.ts'
import { providerLimits } from '../../schema.ts'
import type { Settings } from '../../settings.ts'
import type { SlotSettings } from '../../slots/slot.ts'
import type { Slots } from '../../slots/slots.ts'
import type { KnownService, LookAtServices } from './known-services.ts'
import type { Plan } from './plan.ts'

export interface ServiceOnStage extends KnownService {
  mostConcurrent: number | null
  mostPerMinute: number | null
}

/** A slot as tomorrow's booths will meet it. */
export interface SlotOnStage {
  id: string
  revision: number
  booths: number
  shotsPerMinute: number
  windowMilliseconds: number
  /** As it is played. */
  settings: SlotSettings
  /** Of each link of the chain; null for what is done on this machine. */
  services: (ServiceOnStage | null)[]
  /** US dollars that one shot may cost at most; what has no price counts nothing. */
  mostUsd: number
}

interface Dependencies {
  database: Database
  slots: Pick<Slots, 'find'>
  settings: Pick<Settings, 'read'>
  providers: Readonly<Record<string, Provider>>
  lookAtServices: LookAtServices
}

/** Sets up what a rehearsal plays on: the slots as they are saved, with or without stand-ins for the services. */
export function createStageBuilder({ database, slots, settings, providers, lookAtServices }: Dependencies) {
  function factsOf({ provider, operation, settings: own }: ChainLink): CallFacts {
    try {
      return providers[provider]?.describe?.(operation, own) ?? {}
    } catch (error) {
      if (error instanceof GatewayError) return {}
      throw error
    }
  }

  return async function buildStage(id: string, plan: Plan): Promise<SlotOnStage[]> {
    const { syncSeconds } = await settings.read()
    const known = await lookAtServices()
    const names = Object.keys(providers)
    const limits = await database.select().from(providerLimits).where(inArray(providerLimits.provider, names))

    function serviceOf(link: ChainLink): ServiceOnStage | null {
      const provider = providers[link.provider]
      if (!provider || provider.isLocal) return null
      const facts = factsOf(link)
      const own = limits.find((row) => row.provider === link.provider)
      const atOnce = [own?.mostConcurrent ?? facts.mostConcurrent, provider.maxConcurrent].filter(
        (most) => most != null,
      )
      return {
        ...known(link.provider, facts, provider.isSetUp ?? true),
        mostConcurrent: atOnce.length > 0 ? Math.min(...atOnce) : null,
        mostPerMinute: own?.mostPerMinute ?? facts.mostPerMinute ?? null,
      }
    }

    function played(link: SlotSettings['chain'][number], service: ServiceOnStage | null) {
      if (!service || plan.mode === 'real') return link
      const { provider, model, middleSeconds, slowSeconds, failures, mostConcurrent, mostPerMinute } = service
      const behaviour = { provider, model, middleSeconds, slowSeconds, failures, mostConcurrent, mostPerMinute }
      const typicalSeconds = factsOf(link).typicalSeconds ?? null
      const standIn: StandInSettings = { rehearsalId: id, ...behaviour, typicalSeconds }
      return { provider: standInName, operation: 'play', settings: standIn }
    }

    return Promise.all(
      plan.slots.map(async ({ slot: slotId, booths, shots_per_minute: shotsPerMinute }) => {
        const slot = await slots.find(slotId)
        if (!slot) throw new GatewayError('slot_not_found', `unknown slot ${slotId}`)
        const services = slot.settings.chain.map(serviceOf)
        const chain = slot.settings.chain.map((link, at) => played(link, services[at] ?? null))
        return {
          ...{ id: slotId, revision: slot.revision, booths, shotsPerMinute, services },
          windowMilliseconds: (slot.settings.syncSeconds ?? syncSeconds) * 1000,
          settings: { ...slot.settings, chain },
          mostUsd: services.reduce((sum, service) => sum + (service?.priceUsd ?? 0), 0),
        }
      }),
    )
  }
}

export type BuildStage = ReturnType<typeof createStageBuilder>
