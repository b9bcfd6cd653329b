import { z } from 'zod'
import { GatewayError } from '../../errors.ts'
import fal from './fal.json' with { type: 'json' }
import gemini from './gemini.json' with { type: 'json' }
import openai from './openai.json' with { type: 'json' }
import turbotext from './turbotext.json' with { type: 'json' }

const day = z.iso.date()

const parameterSchema = z.union([
  z.strictObject({ type: z.literal('number'), min: z.number(), max: z.number() }),
  z.strictObject({ type: z.literal('integer'), min: z.number(), max: z.number() }),
  z.strictObject({ type: z.literal('boolean') }),
  z.strictObject({ type: z.literal('text'), longest: z.int() }),
  z.strictObject({ type: z.literal('choice'), of: z.array(z.string()).min(1) }),
  /** Width and height as in `1536x864`, within a rule, or one of the words in `also`. Sides are in pixels. */
  z.strictObject({
    type: z.literal('size'),
    multipleOf: z.int().min(1),
    longestSide: z.int(),
    /** Of the longer side to the shorter. */
    mostRatio: z.number().min(1),
    leastPixels: z.int(),
    mostPixels: z.int(),
    also: z.array(z.string()),
  }),
])

/** One setting that is handed on to a model as it is. */
export type Parameter = z.infer<typeof parameterSchema>

const modelSchema = z.strictObject({
  id: z.string().min(1).max(128),
  /** What people call it. */
  label: z.string(),
  operations: z.array(z.string()).min(1),
  /** The last day on which it answers, where the service has named one. */
  shutdownOn: day.nullable(),
  /** Which model to take instead. */
  replacedBy: z.string().nullable(),
  input: z.strictObject({
    types: z.array(z.enum(['image/jpeg', 'image/png', 'image/webp'])).min(1),
    /** The photo and the templates together. */
    mostImages: z.int().min(1),
    /** Of one picture. */
    mostBytes: z.int(),
    /** Larger ones are scaled down before they are sent: the model would do so itself. */
    longestSidePixels: z.int(),
    mask: z.boolean(),
    promptRequired: z.boolean(),
    longestPrompt: z.int(),
  }),
  /** Role → name of the service's field; `images[]` style fields end in `[]` and take what has no field of its own. */
  fields: z.record(z.string(), z.string()),
  /** Where the picture stands in the answer, as in `images.0.url`. */
  resultPath: z.string().nullable(),
  /** Settings of its own, by the service's names. */
  parameters: z.record(z.string(), parameterSchema),
  price: z.strictObject({
    usd: z.number().min(0),
    /** `tariff`: charged in a way that no list puts into dollars. */
    per: z.enum(['image', 'megapixel', 'call', 'tariff']),
    /** By the value of a parameter, such as a size or a quality: `usd` times this. */
    factors: z.record(z.string(), z.record(z.string(), z.number())),
    /** US dollars a million tokens, where the service tells what it used. */
    tokens: z
      .strictObject({ textIn: z.number(), imageIn: z.number(), textOut: z.number(), imageOut: z.number() })
      .nullable(),
    date: day,
    source: z.string(),
  }),
  /** Half of the calls take no longer, and nineteen of twenty. */
  typicalSeconds: z.strictObject({ p50: z.number(), p95: z.number() }),
})

const providerSchema = z.strictObject({
  provider: z.string(),
  /** The day on which the list was compared with the service's pages. */
  checkedOn: day,
  /** Of a new account, for one key, unless its owner says otherwise. */
  limits: z.strictObject({ mostConcurrent: z.int().nullable(), mostPerMinute: z.int().nullable() }),
  models: z.array(modelSchema),
})

export type Model = z.infer<typeof modelSchema>
export type ProviderEntry = z.infer<typeof providerSchema>

/** What is known of the services and their models. Data: a new model is a new entry, not new code. */
export function createCatalogue({
  entries = [fal, gemini, openai, turbotext],
  today = () => new Date().toISOString().slice(0, 10),
}: {
  entries?: readonly unknown[]
  today?: () => string
} = {}) {
  const providers = new Map(entries.map((entry) => providerSchema.parse(entry)).map((entry) => [entry.provider, entry]))

  function requireProvider(name: string): ProviderEntry {
    const entry = providers.get(name)
    if (!entry) throw new Error(`the catalogue does not know ${name}`)
    return entry
  }

  const find = (provider: string, id: string): Model | undefined =>
    requireProvider(provider).models.find((model) => model.id === id)

  return {
    today,
    list: () => [...providers.values()],
    requireProvider,
    find,
    /** Also of a provider that has no entry. */
    findAnywhere: (provider: string, id: string) => (providers.has(provider) ? find(provider, id) : undefined),
    require(provider: string, id: string): Model {
      const model = find(provider, id)
      if (!model) throw new GatewayError('slot_misconfigured', `${provider} has no model ${id}`)
      return model
    },
    /** Its last day is over. */
    isGone: ({ shutdownOn }: Model) => shutdownOn !== null && shutdownOn < today(),
  }
}

export type Catalogue = ReturnType<typeof createCatalogue>
