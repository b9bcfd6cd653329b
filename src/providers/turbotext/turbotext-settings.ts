import { z } from 'zod'
import type { Model } from '../catalogue/catalogue.ts'
import { parameterSchemaOf } from '../model-parameters.ts'
import type { SettingsProblem } from '../provider.ts'

export interface TurbotextSettings {
  model: string
  prompt?: string | undefined
  /** By the service's names. */
  parameters?: Readonly<Record<string, string | number | boolean | undefined>> | undefined
  sendFile?: boolean | undefined
}

const mostNegativeWords = 80

const meanings: Readonly<Record<string, string>> = {
  strength: 'How far the picture may go away from the photo, in per cent; 40 unless it is set',
  scale: 'How closely the picture follows the prompt; 7.5 unless it is set',
  negative_prompt: `What must not be in the picture, at most ${mostNegativeWords} words`,
  seed: 'The same number gives the same picture; by chance unless it is set',
  original_language: 'Language of the prompt; ru unless it is set',
  user_id: 'Number of the account at Turbotext; 1 unless it is set',
  face_restore: 'Works over the face once more after it was put in',
}

function parametersOf({ parameters }: Model) {
  const fields = Object.entries(parameters).map(([name, parameter]) => {
    return [
      name,
      parameterSchemaOf(parameter)
        .optional()
        .describe(meanings[name] ?? name),
    ] as const
  })
  return z.strictObject(Object.fromEntries(fields)).optional().describe('Settings of the method itself')
}

function promptOf({ input }: Model): z.ZodType<string | undefined> {
  const prompt = z.string().trim().min(1).max(input.longestPrompt)
  return (input.promptRequired ? prompt : prompt.optional()).describe('What is to become of the photo')
}

/** What a slot may say about one method. What the method does not know, the schema does not have. */
export function settingsOf(method: Model): z.ZodType<TurbotextSettings> {
  const hasParameters = Object.keys(method.parameters).length > 0
  const schema = z.strictObject({
    model: z.literal(method.id).describe('Method of the service'),
    ...(method.input.longestPrompt > 0 && { prompt: promptOf(method) }),
    ...(hasParameters && { parameters: parametersOf(method) }),
    sendFile: z
      .boolean()
      .optional()
      .describe(
        'Sends the photo itself instead of a link to it. Turbotext documents links alone: try it before a shoot',
      ),
  })
  return schema as z.ZodType<TurbotextSettings> // a field that may be missing has no type of its own in zod
}

export function findTurbotextProblems({ parameters }: TurbotextSettings): SettingsProblem[] {
  const negative = String(parameters?.negative_prompt ?? '')
  const words = negative.split(/\s+/).filter(Boolean).length
  if (words <= mostNegativeWords) return []
  return [{ field: 'parameters.negative_prompt', says: `has ${words} words; the service takes ${mostNegativeWords}` }]
}
