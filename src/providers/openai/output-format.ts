import type { ParameterValues } from '../model-parameters.ts'
import type { SettingsProblem } from '../provider.ts'

/** What the picture comes as: small and fast, unless it shall have clear parts. */
export const outputFormatOf = ({ output_format, background }: ParameterValues): string =>
  String(output_format ?? (background === 'transparent' ? 'png' : 'jpeg'))

/** Parameters that each are right and do not go together. */
export function findContradictions(values: ParameterValues): SettingsProblem[] {
  const format = outputFormatOf(values)
  const problems: SettingsProblem[] = []
  if (values.background === 'transparent' && format === 'jpeg')
    problems.push({ field: 'parameters.output_format', says: 'must be png or webp for a transparent background' })
  if (values.output_compression !== undefined && format === 'png')
    problems.push({ field: 'parameters.output_compression', says: 'is only for jpeg and webp' })
  return problems
}
