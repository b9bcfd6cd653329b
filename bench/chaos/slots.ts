import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createLogger, openWorld } from '../../src/main.ts'
import type { SlotSettings } from '../../src/slots/slot.ts'
import { createStandInAdapter } from './stand-in-adapter.ts'

export interface ChaosSlot {
  id: string
  windowMilliseconds: number
}

export type SlotChange = Partial<SlotSettings> & { syncSeconds: number }

/** The gateway's own parts, in this process, for as long as `work` takes. Nothing listens and nothing is worked on. */
export async function withApp<Result>(
  environment: Record<string, string>,
  work: (app: Awaited<ReturnType<typeof createApp>>) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(environment)
  const { world, close } = await openWorld({ config, log: createLogger('silent'), asServer: false, onFatal() {} })
  try {
    return await work(
      await createApp({ ...world, providers: { ...world.providers, standin: createStandInAdapter('', '') } }),
    )
  } finally {
    await close()
  }
}

/** Open slots, because a password costs 30 ms of processor time on purpose, and one that goes to the stand-in. */
export async function prepareSlots(
  environment: Record<string, string>,
  changes: Record<string, SlotChange>,
): Promise<ChaosSlot[]> {
  await withApp(environment, async ({ slots }) => {
    await slots.seed()
    for (const [id, change] of Object.entries(changes)) {
      const slot = await slots.find(id)
      if (!slot) throw new Error(`no slot ${id}`)
      const chain = [{ provider: 'standin', operation: 'edit', settings: {} }]
      const settings: SlotSettings = { ...slot.settings, chain, access: 'open', ...change }
      await slots.save(id, settings, { expectedRevision: slot.revision, who: 'chaos' })
    }
  })
  return Object.entries(changes).map(([id, { syncSeconds }]) => ({ id, windowMilliseconds: syncSeconds * 1000 }))
}
