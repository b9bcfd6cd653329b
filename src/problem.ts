import { z } from 'zod'
import { alsoDetails, detailSentences } from './detail-sentences.ts'
import { failureTable, isFailureCode } from './errors.ts'
import { alsoFields, fieldSentences } from './field-sentences.ts'
import { createRemarks, remarkSchema } from './remark.ts'

/** What is wrong in particular, and where. */
export const problemSchema = remarkSchema
  .extend({
    field: z.string().nullable().describe('As in `chain.0.settings.strength`; null when it is about no field.'),
    code: z
      .string()
      .nullable()
      .describe('As in `field.missing`; null when nobody has given it one: then `text` is all.'),
  })
  .meta({ id: 'Problem' })

export type Problem = z.infer<typeof problemSchema>

const details = createRemarks('detail', detailSentences, alsoDetails)
const fields = createRemarks('field', fieldSentences, alsoFields)

export const findDetail = details.find

const ofField = /^([\w.-]+): (.+)$/s
const betweenFields = /; (?=[\w.-]+: )/
const mayNameFields = new Set<string>(['invalid_settings', 'invalid_request'])

const problemOf = (field: string | null, text: string, found = details.find(text)): Problem => ({
  field,
  ...(found ?? { code: null, params: {}, text }),
})

/** What the details of a failure say beyond the sentence that its reason has anyway. */
export function problemsOf(reason: string | null, text: string | null): Problem[] {
  if (text === null || (reason !== null && isFailureCode(reason) && failureTable[reason].sentence === text)) return []
  if (reason === null || !mayNameFields.has(reason)) return [problemOf(null, text)]
  return text.split(betweenFields).map((part) => {
    const [, field, says] = ofField.exec(part) ?? []
    if (field === undefined || says === undefined) return problemOf(null, part)
    return problemOf(field === 'body' ? null : field, says, fields.find(says))
  })
}
