import { z } from 'zod'
import type { Model, Parameter } from './catalogue/catalogue.ts'
import { parameterSchemaOf } from './model-parameters.ts'

/** What a form needs to know of the settings of one model. */
export interface ModelForm {
  id: string
  label: string
  /** Beside the photo. */
  mostTemplates: number
  /** JSON Schema. */
  settings: JsonSchema
}

type JsonSchema = z.core.JSONSchema.JSONSchema

/** The settings of an operation, narrowed to what one model takes: its parameters, and whether and how long it wants to be told. */
export function formOf(settings: z.ZodType, model: Model): ModelForm {
  const { id, label, input } = model
  const schema = z.toJSONSchema(settings, { io: 'input' }) as JsonSchema
  const { prompt, parameters, ...others } = (schema.properties ?? {}) as Record<string, JsonSchema>
  const properties = {
    ...others,
    model: { ...others.model, const: id },
    ...(prompt && { prompt: { ...prompt, maxLength: Math.min(prompt.maxLength ?? Infinity, input.longestPrompt) } }),
    ...(parameters && { parameters: isFree(parameters) ? narrowed(parameters, model) : parameters }),
  }
  const required = new Set([...(schema.required ?? []), ...(prompt && input.promptRequired ? ['prompt'] : [])])
  return {
    id,
    label,
    mostTemplates: input.mostImages - 1,
    settings: { ...schema, properties, required: [...required] },
  }
}

/** Does only the catalogue know what goes into it? */
const isFree = ({ additionalProperties }: JsonSchema) => typeof additionalProperties === 'object'

function narrowed({ description }: JsonSchema, { parameters }: Model): JsonSchema {
  const properties = Object.entries(parameters).map(([name, parameter]) => [name, formOfParameter(parameter)])
  return {
    type: 'object',
    ...(description !== undefined && { description }),
    properties: Object.fromEntries(properties),
    additionalProperties: false,
  }
}

function formOfParameter(parameter: Parameter): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(parameterSchemaOf(parameter)) as JsonSchema
  if (parameter.type !== 'size') return schema
  const { multipleOf, longestSide, mostRatio, leastPixels, mostPixels, also } = parameter
  // A rule over two numbers is more than a pattern can say.
  const description = `Width and height in pixels, as in 1536x864: both divisible by ${multipleOf}, no side longer than ${longestSide} or than ${mostRatio} times the other, ${leastPixels} to ${mostPixels} pixels in all.`
  return { ...schema, description, examples: [...also] }
}
