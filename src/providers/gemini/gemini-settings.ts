import { z } from 'zod'
import type { Model } from '../catalogue/catalogue.ts'
import { findParameterProblems, type ParameterValues, parametersSchema } from '../model-parameters.ts'
import { findPromptProblems } from '../model-prompt.ts'
import type { SettingsProblem } from '../provider.ts'

/** https://ai.google.dev/gemini-api/docs/safety-settings */
const thresholds = ['OFF', 'BLOCK_NONE', 'BLOCK_ONLY_HIGH', 'BLOCK_MEDIUM_AND_ABOVE', 'BLOCK_LOW_AND_ABOVE'] as const
const categories = ['HARASSMENT', 'HATE_SPEECH', 'SEXUALLY_EXPLICIT', 'DANGEROUS_CONTENT']

export const settingsSchema = z.strictObject({
  model: z.string().min(1).max(128).describe('The model that draws.'),
  prompt: z.string().trim().min(1).describe('What to do with the photo, and what each template is for.'),
  parameters: parametersSchema,
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
  const grouped: Record<string, ParameterValues> = {}
  const loose: Record<string, ParameterValues[string]> = {}
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

/** What the model does not take, although it is well-formed. */
export function findGeminiProblems({ prompt, parameters }: GeminiSettings, model: Model): SettingsProblem[] {
  return [...findParameterProblems(parameters, model), ...findPromptProblems(prompt, model)]
}
