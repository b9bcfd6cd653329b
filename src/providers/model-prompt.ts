import type { Model } from './catalogue/catalogue.ts'
import type { SettingsProblem } from './provider.ts'

/** A prompt that the model needs and does not get, or that is too long for it. */
export function findPromptProblems(
  prompt: string | undefined,
  { input: { promptRequired, longestPrompt } }: Pick<Model, 'input'>,
): SettingsProblem[] {
  const field = 'prompt'
  if (prompt === undefined) return promptRequired ? [{ field, says: 'is needed by this model' }] : []
  return prompt.length > longestPrompt ? [{ field, says: `must have at most ${longestPrompt} characters` }] : []
}
