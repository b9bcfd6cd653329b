import { z } from 'zod'
import type { Model, Parameter } from '../catalogue/catalogue.ts'
import type { SettingsProblem } from '../provider.ts'

/** https://ai.google.dev/gemini-api/docs/safety-settings */
const thresholds = ['OFF', 'BLOCK_NONE', 'BLOCK_ONLY_HIGH', 'BLOCK_MEDIUM_AND_ABOVE', 'BLOCK_LOW_AND_ABOVE'] as const
const categories = ['HARASSMENT', 'HATE_SPEECH', 'SEXUALLY_EXPLICIT', 'DANGEROUS_CONTENT']

export const settingsSchema = z.strictObject({
  model: z.string().min(1).max(128).describe('The model that draws.'),
  prompt: z.string().trim().min(1).describe('What to do with the photo, and what each template is for.'),
  parameters: z
    .record(z.string().max(64), z.string().max(64))
    .optional()
    .describe('Settings of the model by its own names, such as aspectRatio and imageSize.'),
  safety: z
    .enum(thresholds)
    .optional()
    .describe('From what on the service refuses; without it as the model does by itself.'),
})

export type GeminiSettings = z.infer<typeof settingsSchema>

/** Where the service expects a parameter of a model; all others stand beside the picture's modality. */
const groups: Readonly<Record<string, string>> = {
  aspectRatio: 'imageConfig',
  imageSize: 'imageConfig',
  thinkingLevel: 'thinkingConfig',
}

/** What goes into a request beside its contents, https://ai.google.dev/api/generate-content */
export function toRequestConfig({ parameters = {}, safety }: GeminiSettings): Record<string, unknown> {
  const grouped: Record<string, Record<string, string>> = {}
  const loose: Record<string, string> = {}
  for (const [name, value] of Object.entries(parameters)) {
    const group = groups[name]
    if (group === undefined) loose[name] = value
    else grouped[group] = { ...grouped[group], [name]: value }
  }
  return {
    generationConfig: { responseModalities: ['IMAGE'], ...loose, ...grouped },
    ...(safety && {
      safetySettings: categories.map((category) => ({ category: `HARM_CATEGORY_${category}`, threshold: safety })),
    }),
  }
}

function findFault(value: string, parameter: Parameter): string | undefined {
  if (parameter.type !== 'choice') return undefined
  return parameter.of.includes(value) ? undefined : `must be one of ${parameter.of.join(', ')}`
}

/** What the model does not take, although it is well-formed. */
export function findGeminiProblems(settings: GeminiSettings, { label, input, parameters }: Model): SettingsProblem[] {
  const problems = Object.entries(settings.parameters ?? {}).flatMap(([name, value]) => {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined
    const says = parameter
      ? findFault(value, parameter)
      : `is not a setting of ${label}, which has ${Object.keys(parameters).join(', ')}`
    return says === undefined ? [] : [{ field: `parameters.${name}`, says }]
  })
  if (settings.prompt.length > input.longestPrompt)
    problems.push({ field: 'prompt', says: `must have at most ${input.longestPrompt} characters` })
  return problems
}
