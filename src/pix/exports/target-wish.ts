import { z } from 'zod'

/** Programs that galleries are handed to. */
export const targetKinds = ['openimmo', 'fio', 'onoffice', 'propstack'] as const

const text = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^\P{Cc}*$/u, 'must be one line')
/** Empty is missing, and an export says so. */
const openimmoConfig = z.strictObject({
  provider_number: text(60).describe('anbieternr'),
  company: text(120).describe('firma'),
  openimmo_anid: text(60).describe('openimmo_anid'),
  technical_email: text(200),
  contact_name: text(120),
  contact_email: text(200),
  contact_phone: text(60),
  image_format: z.enum(['jpg', 'image/jpeg']).describe('How the receiver wants it to be called.'),
  image_title_characters: z.int().min(10).max(250),
  headline_characters: z.int().min(20).max(250),
})
/** Null is the service itself; another one must be https on the open internet. */
const address = z.string().max(500).nullable()
const crmConfig = z.strictObject({ base_url: address })

export const targetWish = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('openimmo'), label: text(80), config: openimmoConfig }),
  z.strictObject({ kind: z.literal('fio'), label: text(80), config: openimmoConfig }),
  z.strictObject({
    kind: z.literal('onoffice'),
    label: text(80),
    config: crmConfig,
    secret: z.strictObject({ token: text(200).min(1), secret: text(200).min(1) }).optional(),
  }),
  z.strictObject({
    kind: z.literal('propstack'),
    label: text(80),
    config: crmConfig,
    secret: z.strictObject({ api_key: text(200).min(1) }).optional(),
  }),
])

export type TargetWish = z.infer<typeof targetWish>
export type OpenimmoConfig = z.infer<typeof openimmoConfig>

export const readOpenimmoConfig = (config: unknown): OpenimmoConfig => openimmoConfig.parse(config)
export const readBaseUrl = (config: unknown): string | null => crmConfig.parse(config).base_url
export const onofficeSecret = z.object({ token: z.string(), secret: z.string() })
export const propstackSecret = z.object({ api_key: z.string() })
