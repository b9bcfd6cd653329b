import { z } from 'zod'
import { frameSettingsSchema } from '../media/frame-settings.ts'

export const slotIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be small letters, digits and dashes')

/** Who does it and how; the settings are the operation's own, see check-slot.ts. */
const chainLink = z
  .strictObject({
    provider: z.string().min(1).max(64),
    operation: z.string().min(1).max(64),
    settings: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'ChainLink' })

const moment = z.iso.datetime({ offset: true, error: 'must be a moment such as 2026-11-21T18:00:00Z' }).nullable()

/**
 * What to do with a photo posted to one address. The database, the API and the form use this one schema. Null means: no
 * wish of its own. No defaults: a PUT says everything, so nothing changes by not being mentioned.
 */
export const slotSettingsSchema = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(80)
      .regex(/^\P{Cc}*$/u, 'must be one line'),
    enabled: z.boolean(),
    /** Photos are taken from the one moment to the other, see open-hours.ts; null: always. */
    openFrom: moment,
    openUntil: moment,
    access: z.enum(['password', 'open']),
    chain: z.array(chainLink).min(1).max(4),
    responseMode: z.enum(['sync', 'async']),
    responseFormat: z.enum(['image', 'json', 'multipart']),
    syncSeconds: z.int().min(10).max(60).nullable(),
    maxUploadMegabytes: z.int().min(1).max(2048).nullable(),
    maxInFlight: z.int().min(1).max(1000).nullable(),
    priority: z.int().min(0).max(9),
    /** At the end of the window: 504; 504 and the work goes on; the photo as it came; the look of `fallback`. */
    onTimeout: z.enum(['fail', 'continue', 'original', 'fallback']),
    /** Done on this machine, for `onTimeout: fallback`. */
    fallback: chainLink.nullable(),
    /** Keep the photo as long as its picture, for another try or to show both. */
    keepOriginal: z.boolean(),
    /** When nobody waits any more. */
    onClientGone: z.enum(['continue', 'cancel']),
    /** When a provider refuses the photo: give up, or show it to the next of the chain. */
    onRefusal: z.enum(['stop', 'next']),
    /** After a call that was sent and never answered: the next of the chain, or the same once more, which may cost twice. */
    onUnknownOutcome: z.enum(['next', 'again']),
    /** US dollars a day and a month, in UTC; a call that would exceed them is not made. */
    dailyBudgetUsd: z.number().min(0).max(1_000_000).nullable(),
    monthlyBudgetUsd: z.number().min(0).max(1_000_000).nullable(),
    output: z.strictObject({
      format: z.enum(['jpeg', 'png', 'webp']),
      quality: z.int().min(1).max(100),
      longestSidePixels: z.int().min(64).max(20_000).nullable(),
      /** Laid over every result: the template of the role `frame`. */
      frame: frameSettingsSchema.nullable(),
    }),
    templates: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,31}$/), z.uuid()),
  })
  .meta({ id: 'SlotSettings' })

export type SlotSettings = z.infer<typeof slotSettingsSchema>
