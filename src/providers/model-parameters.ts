import { z } from 'zod'
import type { Model, Parameter } from './catalogue/catalogue.ts'
import { findSizeFault } from './picture-size.ts'
import type { SettingsProblem } from './provider.ts'

type ParameterValue = string | number | boolean

export type ParameterValues = Readonly<Record<string, ParameterValue>>

/** The field `parameters` of settings whose model is chosen freely: only the catalogue knows what goes into it. */
export const parametersSchema = z
  .record(z.string().max(64), z.union([z.string().max(2000), z.number(), z.boolean()]))
  .optional()
  .describe('Settings of the model itself, by the names that the service gives them')

/** What the catalogue says of one parameter. Its messages are sentences without a subject: the field's name is theirs. */
export function parameterSchemaOf(parameter: Parameter): z.ZodType<ParameterValue> {
  switch (parameter.type) {
    case 'number':
    case 'integer': {
      const { type, min, max } = parameter
      const says = `must be a ${type === 'integer' ? 'whole ' : ''}number from ${min} to ${max}`
      return (type === 'integer' ? z.int(says) : z.number(says)).min(min, says).max(max, says)
    }
    case 'boolean':
      return z.boolean('must be true or false')
    case 'text': {
      const says = `must be a text of at most ${parameter.longest} characters`
      return z.string(says).max(parameter.longest, says)
    }
    case 'choice':
      return z.literal(parameter.of, `must be one of ${parameter.of.join(', ')}`)
    case 'size':
      return z.string('must be a text such as 1536x864').superRefine((size, { addIssue }) => {
        const says = findSizeFault(size, parameter)
        if (says !== undefined) addIssue(says)
      })
  }
}

function findFault(value: ParameterValue, name: string, { label, parameters }: Model): string | undefined {
  const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  if (parameter) return parameterSchemaOf(parameter).safeParse(value).error?.issues[0]?.message
  return `is not a setting of ${label}, which has ${Object.keys(parameters).join(', ') || 'none'}`
}

/** Parameters that the model does not have, and values that it does not take. */
export function findParameterProblems(values: ParameterValues | undefined, model: Model): SettingsProblem[] {
  return Object.entries(values ?? {}).flatMap(([name, value]) => {
    const says = findFault(value, name, model)
    return says === undefined ? [] : [{ field: `parameters.${name}`, says }]
  })
}
