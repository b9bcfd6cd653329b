import { z } from 'zod'
import type { Model } from '../catalogue/catalogue.ts'
import { findParameterProblems, type ParameterValues, parametersSchema as parameters } from '../model-parameters.ts'
import { findPromptProblems } from '../model-prompt.ts'
import type { SettingsProblem } from '../provider.ts'

const model = z.string().min(1).max(128).describe('Which model does it, by its name at fal')
const prompt = z.string().trim().min(1).max(32_000)

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
  parameters?: ParameterValues | undefined
}

/** The field of a role: its own, or the one that takes whatever it gets. */
export function fieldOf({ fields }: Model, role: string): string | undefined {
  const own = Object.hasOwn(fields, role) ? fields[role] : undefined
  return own ?? Object.values(fields).find((field) => field.endsWith('[]'))
}

/** What speaks against these settings for this model. */
export function findFalProblems(settings: FalSettings, model: Model, roles: readonly string[]): SettingsProblem[] {
  const problems: SettingsProblem[] = []
  for (const role of roles) {
    if (fieldOf(model, role) !== undefined) continue
    problems.push({ field: 'model', says: `has no place for a template in the role ${role}` })
  }
  if (model.input.mask && !roles.includes('mask'))
    problems.push({ field: 'model', says: 'needs a template in the role mask' })
  const isTaken = settings.prompt === undefined || Object.hasOwn(model.fields, 'prompt')
  return [
    ...problems,
    ...(isTaken
      ? findPromptProblems(settings.prompt, model)
      : [{ field: 'prompt', says: 'is not taken by this model' }]),
    ...findParameterProblems(settings.parameters, model),
  ]
}
