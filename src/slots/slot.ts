import { z } from 'zod'
import { frameSettingsSchema } from '../media/frame-settings.ts'

export const slotIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be small letters, digits and dashes')

/** Who does it and how; the settings are the operation's own, see check-slot.ts. */
const chainLink = z
  .strictObject({
    provider: z.string().min(1).max(64).describe('Who does it.'),
    operation: z.string().min(1).max(64).describe('What is done.'),
    settings: z.record(z.string(), z.unknown()).describe('How; see the operation.'),
  })
  .meta({ id: 'ChainLink' })

/** As the pix.immo side names its jobs and shoots. */
const pixId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'must be up to 64 letters, digits, - and _, and begin with neither')

/** Where finished pictures are handed to, beside the guest. */
const publishTarget = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('pix_shoot'), shootId: pixId }),
    z.strictObject({ kind: z.literal('pix_job'), jobId: pixId }),
  ])
  .meta({ id: 'PublishTarget' })

const budget = z.number().min(0).max(1_000_000).nullable()
const momentFault = ({ input }: { input?: unknown }) =>
  input === undefined ? 'is missing' : 'must be a moment such as 2026-11-21T18:00:00Z or 2026-11-21T19:00:00+01:00'
const moment = z.iso.datetime({ offset: true, error: momentFault }).nullable()

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
      .regex(/^\P{Cc}*$/u, 'must be one line')
      .describe('For people.'),
    enabled: z.boolean().describe('Off: photos are refused.'),
    openFrom: moment.describe('The first moment at which photos are taken; null: always.'),
    openUntil: moment.describe('The first moment at which photos are no longer taken; null: never.'),
    access: z.enum(['password', 'open']).describe('Open: everybody who knows the address may send photos.'),
    chain: z.array(chainLink).min(1).max(4).describe('The first choice, and what is tried when it fails.'),
    responseMode: z.enum(['sync', 'async']).describe('Whether a caller waits for the picture, or asks for it later.'),
    responseFormat: z
      .enum(['image', 'json', 'multipart'])
      .describe('How a waiting caller gets it; multipart is for Breeze Booth.'),
    syncSeconds: z
      .int()
      .min(10)
      .max(60)
      .nullable()
      .describe('The window of a waiting caller; null: as in the settings.'),
    maxUploadMegabytes: z.int().min(1).max(2048).nullable().describe('Largest photo; null: 25.'),
    maxInFlight: z.int().min(1).max(1000).nullable().describe('Photos at once; null: no limit.'),
    priority: z.int().min(0).max(9).describe('Higher ones overtake what waits.'),
    onTimeout: z
      .enum(['fail', 'continue', 'original', 'fallback'])
      .describe('At the end of the window: 504; 504 and the work goes on; the photo as it came; the look of fallback.'),
    fallback: chainLink.nullable().describe('For onTimeout fallback, done on this machine; else null.'),
    keepOriginal: z.boolean().describe('Keep the photo as long as its picture, for another try or to show both.'),
    onClientGone: z.enum(['continue', 'cancel']).describe('When nobody waits any more.'),
    onRefusal: z
      .enum(['stop', 'next'])
      .describe('When a service refuses the photo: give up, or show it to the next of the chain.'),
    onUnknownOutcome: z
      .enum(['next', 'again'])
      .describe(
        'After a call that was never answered: the next of the chain, or the same again, which may cost twice.',
      ),
    dailyBudgetUsd: budget.describe(
      'US dollars a day (UTC); a call that would exceed them is not made. Null: no limit.',
    ),
    monthlyBudgetUsd: budget.describe('US dollars a month (UTC); null: no limit.'),
    output: z
      .strictObject({
        format: z.enum(['jpeg', 'png', 'webp']).describe('Of every result.'),
        quality: z.int().min(1).max(100).describe('1 to 100; ignored by PNG.'),
        longestSidePixels: z
          .int()
          .min(64)
          .max(20_000)
          .nullable()
          .describe('Larger results are scaled down; null: never.'),
        frame: frameSettingsSchema.nullable().describe('Laid over every result: the template of the role frame.'),
      })
      .describe('The form of every result.'),
    templates: z
      .record(z.string().regex(/^[a-z][a-z0-9_]{0,31}$/, 'must be small letters, digits and _'), z.uuid())
      .describe('Role and id of each template that the operations need.'),
    publishTargets: z
      .array(publishTarget)
      .max(4)
      .optional()
      .describe('Shoots and jobs of pix.immo whose final images the results become; without it, none.'),
  })
  .meta({ id: 'SlotSettings' })

export type SlotSettings = z.infer<typeof slotSettingsSchema>
