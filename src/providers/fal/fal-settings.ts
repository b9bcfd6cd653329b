import { z } from 'zod'
import type { Model, Parameter } from '../catalogue/catalogue.ts'
import type { SettingsProblem } from '../provider.ts'

const model = z.string().min(1).max(128).describe('Which model does it, by its name at fal')
const prompt = z.string().trim().min(1).max(32_000)
const parameters = z
  .record(z.string().max(64), z.union([z.string().max(2000), z.number(), z.boolean()]))
  .optional()
  .describe("The model's own settings, by fal's names")

export const falSettings = {
  edit: z.strictObject({ model, prompt: prompt.describe('What the picture shall become'), parameters }),
  remove_background: z.strictObject({ model, parameters }),
  upscale: z.strictObject({
    model,
    prompt: prompt.optional().describe('What the picture shows; not every model takes it'),
    parameters,
  }),
  remove_object: z.strictObject({
    model,
    prompt: prompt.optional().describe('What shall disappear, for models that find it themselves'),
    parameters,
  }),
  retouch: z.strictObject({ model, parameters }),
}

/** What any of the operations may say. */
export interface FalSettings {
  model: string
  prompt?: string | undefined
  parameters?: Readonly<Record<string, string | number | boolean>> | undefined
}

/** The field of a role: its own, or the one that takes whatever it gets. */
export function fieldOf({ fields }: Model, role: string): string | undefined {
  const own = Object.hasOwn(fields, role) ? fields[role] : undefined
  return own ?? Object.values(fields).find((field) => field.endsWith('[]'))
}

function promptProblem(model: Model, text: string | undefined): string | undefined {
  if (text === undefined) return model.input.promptRequired ? 'is needed by this model' : undefined
  if (!Object.hasOwn(model.fields, 'prompt')) return 'is not taken by this model'
  return text.length > model.input.longestPrompt ? `may have ${model.input.longestPrompt} characters` : undefined
}

function numberProblem({ type, min, max }: Extract<Parameter, { min: number }>, value: unknown): string | undefined {
  const fits = typeof value === 'number' && value >= min && value <= max
  if (fits && (type === 'number' || Number.isInteger(value))) return undefined
  return `must be ${type === 'integer' ? 'a whole number' : 'a number'} from ${min} to ${max}`
}

function parameterProblem(parameter: Parameter | undefined, value: string | number | boolean): string | undefined {
  if (!parameter) return 'is not a setting of this model'
  switch (parameter.type) {
    case 'choice':
      return parameter.of.some((each) => each === value) ? undefined : `must be one of ${parameter.of.join(', ')}`
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'must be true or false'
    case 'text':
      if (typeof value !== 'string') return 'must be a text'
      return value.length > parameter.longest ? `may have ${parameter.longest} characters` : undefined
    case 'integer':
    case 'number':
      return numberProblem(parameter, value)
  }
}

/** What speaks against these settings for this model. */
export function findFalProblems(settings: FalSettings, model: Model, roles: readonly string[]): SettingsProblem[] {
  const problems: SettingsProblem[] = []
  const add = (field: string, says: string | undefined) => says && problems.push({ field, says })
  for (const role of roles) {
    if (fieldOf(model, role) === undefined) add('model', `has no place for a template in the role ${role}`)
  }
  if (model.input.mask && !roles.includes('mask')) add('model', 'needs a template in the role mask')
  add('prompt', promptProblem(model, settings.prompt))
  for (const [name, value] of Object.entries(settings.parameters ?? {})) {
    const parameter = Object.hasOwn(model.parameters, name) ? model.parameters[name] : undefined
    add(`parameters.${name}`, parameterProblem(parameter, value))
  }
  return problems
}
