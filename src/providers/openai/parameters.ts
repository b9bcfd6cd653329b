import type { Model, Parameter } from '../catalogue/catalogue.ts'
import type { SettingsProblem } from '../provider.ts'

export type ParameterValues = Readonly<Record<string, string | number | boolean>>

const isWithin = (value: unknown, { min, max }: { min: number; max: number }) =>
  typeof value === 'number' && value >= min && value <= max

/** What a value must be and is not. */
function findFault(value: unknown, parameter: Parameter): string | undefined {
  switch (parameter.type) {
    case 'number':
      return isWithin(value, parameter) ? undefined : `must be a number from ${parameter.min} to ${parameter.max}`
    case 'integer':
      if (Number.isInteger(value) && isWithin(value, parameter)) return undefined
      return `must be a whole number from ${parameter.min} to ${parameter.max}`
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'must be true or false'
    case 'text':
      if (typeof value === 'string' && value.length <= parameter.longest) return undefined
      return `must be a text of at most ${parameter.longest} characters`
    case 'choice':
      return parameter.of.includes(String(value)) ? undefined : `must be one of ${parameter.of.join(', ')}`
  }
}

/** https://developers.openai.com/api/docs/guides/image-generation#size-and-quality-options */
const sizeRule = { step: 16, longestSide: 3840, mostRatio: 3, leastPixels: 655_360, mostPixels: 8_294_400 }

/** Width and height of a size such as `1536x864`. */
export function parseSize(size: string): { width: number; height: number } | undefined {
  const [, width, height] = /^([1-9]\d{1,4})x([1-9]\d{1,4})$/.exec(size) ?? []
  return width && height ? { width: Number(width), height: Number(height) } : undefined
}

/** For models that take any size, and not one of a list. */
function findSizeFault(size: unknown): string | undefined {
  if (size === 'auto') return undefined
  const parsed = parseSize(String(size))
  if (!parsed) return 'must be auto, or width and height in pixels, as in 1536x864'
  const { width, height } = parsed
  const { step, longestSide, mostRatio, leastPixels, mostPixels } = sizeRule
  if (width % step !== 0 || height % step !== 0) return `must have a width and height that ${step} divides`
  if (Math.max(width, height) > longestSide) return `must not have a side longer than ${longestSide} pixels`
  if (Math.max(width / height, height / width) > mostRatio)
    return `must not be longer than ${mostRatio} times its width`
  const pixels = width * height
  return pixels < leastPixels || pixels > mostPixels ? `must have ${leastPixels} to ${mostPixels} pixels` : undefined
}

/** What the picture comes as: small and fast, unless it shall have clear parts. */
export const outputFormatOf = ({ output_format, background }: ParameterValues): string =>
  String(output_format ?? (background === 'transparent' ? 'png' : 'jpeg'))

function findContradictions(values: ParameterValues): SettingsProblem[] {
  const format = outputFormatOf(values)
  const problems: SettingsProblem[] = []
  if (values.background === 'transparent' && format === 'jpeg')
    problems.push({ field: 'parameters.output_format', says: 'must be png or webp for a transparent background' })
  if (values.output_compression !== undefined && format === 'png')
    problems.push({ field: 'parameters.output_compression', says: 'is only for jpeg and webp' })
  return problems
}

/** Parameters that the model does not have, and values that it does not take. */
export function findParameterProblems(values: ParameterValues, { label, parameters }: Model): SettingsProblem[] {
  const problems = Object.entries(values).flatMap(([name, value]) => {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined
    const field = `parameters.${name}`
    if (!parameter) return [{ field, says: `${label} has only ${Object.keys(parameters).join(', ')}` }]
    const isAnySize = name === 'size' && parameter.type === 'text'
    const says = findFault(value, parameter) ?? (isAnySize ? findSizeFault(value) : undefined)
    return says ? [{ field, says }] : []
  })
  return [...problems, ...findContradictions(values)]
}
