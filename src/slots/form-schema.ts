import { z } from 'zod'
import { slotSettingsSchema } from './slot.ts'

type JsonSchema = z.core.JSONSchema.JSONSchema

/** A zod schema as JSON Schema from which a form can be drawn. */
export const formSchemaOf = (schema: z.ZodType): JsonSchema =>
  withTitles(z.toJSONSchema(schema, { io: 'input' }) as JsonSchema)

/** Each field with a title. English and made from its name: a screen in another language goes by the field's path. */
export function withTitles(schema: JsonSchema): JsonSchema {
  const { properties, anyOf, items } = schema
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, titled(name, inner)])),
    }),
    ...(anyOf && { anyOf: anyOf.map(withTitles) }),
    ...(typeof items === 'object' && !Array.isArray(items) && { items: withTitles(items) }),
  }
}

const titled = (name: string, schema: boolean | JsonSchema) =>
  typeof schema === 'boolean' ? schema : { title: titleOf(name), ...withTitles(schema) }

/** As in `Longest side pixels` for longestSidePixels, and `Guidance scale` for guidance_scale. */
function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ').replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A slot's settings; those of an operation are in what its provider says. */
export const slotFormSchema = formSchemaOf(slotSettingsSchema)

const { $schema: _, ...described } = slotFormSchema

/** Settings as somebody sends them: described as they must be, and checked by the room, against schema and providers together. */
export const anySettings = z.record(z.string(), z.unknown(), 'must be an object').meta(described)
