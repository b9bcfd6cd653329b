import type { PgBoss } from 'pg-boss'
import { type Clock, repeat } from '../clock.ts'
import type { Database } from '../database.ts'
import { sql } from '../drizzle.ts'
import type { Logger } from '../log.ts'
import type { Catalogue } from '../providers/catalogue/catalogue.ts'
import type { Provider } from '../providers/provider.ts'
import { modelShutdowns } from '../schema.ts'
import type { SlotSettings } from '../slots/slot.ts'
import type { Slots } from '../slots/slots.ts'
import { modelQueue } from './boss.ts'

interface Dependencies {
  boss: PgBoss
  database: Database
  catalogue: Catalogue
  providers: Readonly<Record<string, Provider>>
  slots: Pick<Slots, 'listStored'>
  clock: Clock
  log: Logger
}

/** A model that a slot uses and that will be gone. */
export interface EndingModel {
  provider: string
  model: string
  /** Its last day, as in 2026-12-01. */
  shutdownOn: string
  daysLeft: number
  replacedBy: string | null
  slots: string[]
}

const noticeDays = 30
const lookMilliseconds = 60_000
const daySeconds = 86_400
const askMilliseconds = 15_000

/** Once a day, on one node: which models that slots use are about to be shut down? Services that say so are asked. */
export function createModelWatch({ boss, database, catalogue, providers, slots, clock, log }: Dependencies) {
  async function lookOnceADay(): Promise<void> {
    await boss.send(modelQueue, {}, { singletonSeconds: daySeconds })
    const [message] = await boss.fetch(modelQueue)
    if (!message) return
    await ask()
    for (const ending of await findEnding()) log.warn(ending, 'a model that slots use is about to be shut down')
    await boss.complete(modelQueue, message.id)
  }

  /** What the services say themselves. One that does not answer is asked tomorrow. */
  async function ask(): Promise<void> {
    for (const { name, isSetUp, listShutdowns } of Object.values(providers)) {
      if (!isSetUp || !listShutdowns) continue
      const controller = new AbortController()
      const cancel = clock.after(askMilliseconds, () => controller.abort(new Error('no answer')))
      try {
        await keep(name, await listShutdowns(controller.signal))
      } catch (error) {
        log.warn({ err: error, provider: name }, 'a service did not say which models it will shut down')
      } finally {
        cancel()
      }
    }
  }

  async function keep(provider: string, told: { id: string; shutdownOn: string }[]): Promise<void> {
    if (told.length === 0) return
    const rows = told.map(({ id, shutdownOn }) => ({ provider, model: id, shutdownOn, toldAt: clock.databaseNow() }))
    await database
      .insert(modelShutdowns)
      .values(rows)
      .onConflictDoUpdate({
        target: [modelShutdowns.provider, modelShutdowns.model],
        set: { shutdownOn: sql`excluded.shutdown_on`, toldAt: sql`excluded.told_at` },
      })
  }

  /** Those that end within a month, or have ended. */
  async function findEnding(): Promise<EndingModel[]> {
    const told = await database.select().from(modelShutdowns)
    const used = modelsInUse(await slots.listStored())
    return used.flatMap(({ provider, model, slots: users }) => {
      const entry = catalogue.findAnywhere(provider, model)
      const own = told.find((row) => row.provider === provider && row.model === model)
      const shutdownOn = own?.shutdownOn ?? entry?.shutdownOn
      if (!shutdownOn) return []
      const daysLeft = Math.round((Date.parse(shutdownOn) - Date.parse(catalogue.today())) / (1000 * daySeconds))
      if (daysLeft > noticeDays) return []
      return [{ provider, model, shutdownOn, daysLeft, replacedBy: entry?.replacedBy ?? null, slots: users }]
    })
  }

  const watch = repeat(clock, lookMilliseconds, lookOnceADay, (error) =>
    log.warn({ err: error }, 'the daily look at the models failed'),
  )
  return { ...watch, findEnding }
}

export type ModelWatch = ReturnType<typeof createModelWatch>

/** By provider and model, from the slots that are switched on. */
function modelsInUse(stored: readonly { id: string; settings: unknown }[]) {
  const used = new Map<string, { provider: string; model: string; slots: string[] }>()
  for (const { id, settings } of stored) {
    const { enabled, chain } = settings as Partial<SlotSettings>
    if (!enabled) continue
    for (const { provider, settings: own } of chain ?? []) {
      const { model } = own
      if (typeof model !== 'string') continue
      const key = `${provider} ${model}`
      const known = used.get(key) ?? { provider, model, slots: [] }
      if (!known.slots.includes(id)) known.slots.push(id)
      used.set(key, known)
    }
  }
  return [...used.values()]
}
